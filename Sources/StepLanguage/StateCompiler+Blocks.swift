import StepJSON

// The states that have blocks of their own: Parallel and Map.

extension StateCompiler {
    func parallel(_ reader: FieldReader, _ expressions: ExpressionCompiler) -> ParallelState? {
        let completion = completion(reader, expressions)
        let arguments = arguments(reader, expressions)
        guard reader.require("Branches"), let elements = reader.nonEmptyArray("Branches") else { return nil }
        let branches = elements.enumerated().compactMap { place, element in
            branch(element, at: "\(reader.location(of: "Branches"))[\(place)]")
        }
        guard branches.count == elements.count, let completion else { return nil }
        return ParallelState(branches: branches, arguments: arguments, completion: completion)
    }

    private func branch(_ value: JSONValue, at location: String) -> StateIndex? {
        guard let reader = FieldReader(value, at: location, collector: collector) else { return nil }
        reader.checkNames(["StartAt", "States", "Comment"])
        reader.checkComment()
        return definition.compileBlock(reader, within: block, as: definition.type)
    }
}

// MARK: - Map

extension StateCompiler {
    func map(_ reader: FieldReader, _ expressions: ExpressionCompiler) -> MapState? {
        let completion = completion(reader, expressions)
        let items = items(reader, expressions)
        let itemSelector = itemSelector(reader, expressions)
        let maxConcurrency = count("MaxConcurrency", in: 0...Self.countMax, reader, expressions)
        let failureCount = count("ToleratedFailureCount", in: 0...Self.countMax, reader, expressions)
        let failurePercentage = count("ToleratedFailurePercentage", in: 0...100, reader, expressions)
        guard let field = reader.oneOf(["ItemProcessor", "Iterator"], isRequired: true),
            let processor = FieldReader(
                reader.object[field] ?? .null,
                at: reader.location(of: field),
                collector: collector
            )
        else { return nil }
        processor.checkNames(["ProcessorConfig", "StartAt", "States", "Comment"])
        processor.checkComment()
        let distribution = distribution(reader, processor, expressions)
        // The children of a distributed Map are executions of their own, which see nothing of their parent's variables.
        let start = definition.compileBlock(
            processor,
            within: distribution == nil ? block : nil,
            as: distribution?.executionType ?? definition.type
        )
        guard let start, let completion else { return nil }
        return MapState(
            processor: start,
            items: items,
            itemSelector: itemSelector,
            maxConcurrency: maxConcurrency,
            toleratedFailureCount: failureCount,
            toleratedFailurePercentage: failurePercentage,
            distribution: distribution,
            completion: completion
        )
    }

    static let countMax: Double = 100_000_000

    private func items(_ reader: FieldReader, _ expressions: ExpressionCompiler) -> MapState.Items {
        switch expressions.language {
        case .jsonPath:
            guard reader.object["ItemsPath"] != "$" else { return .input }
            return expressions.path("ItemsPath", of: reader, isReference: false).map(MapState.Items.path) ?? .input
        case .jsonata:
            let isLiteral = reader.object["Items"]?.arrayValue == nil && reader.object["Items"]?.objectValue == nil
            if reader.has("Items"), isLiteral, !expressions.isExpression("Items", of: reader) {
                reader.error("Expected value of type Array or Object", at: "Items")
            }
            return expressions.template("Items", of: reader).map(MapState.Items.template) ?? .input
        }
    }

    private func itemSelector(_ reader: FieldReader, _ expressions: ExpressionCompiler) -> Template? {
        guard expressions.language == .jsonPath else { return expressions.template("ItemSelector", of: reader) }
        guard let field = reader.oneOf(["ItemSelector", "Parameters"], isRequired: false) else { return nil }
        return jsonPathTemplate(field, reader, expressions)
    }

    /// A number, whole unless it is a percentage, or where to find one.
    func count(
        _ field: String,
        in range: ClosedRange<Double>,
        _ reader: FieldReader,
        _ expressions: ExpressionCompiler
    ) -> CountField? {
        switch reader.oneOf([field, field + "Path"], isRequired: false) {
        case field? where expressions.isExpression(field, of: reader):
            return expressions.expression(field, of: reader).map { .expression($0, use: StatesUse(of: $0)) }
        case field?:
            let isWhole = field != "ToleratedFailurePercentage"
            guard let number = isWhole ? reader.integer(field).map(Double.init) : reader.number(field) else {
                return nil
            }
            guard !range.contains(number) else { return .constant(number) }
            reader.error("Value must be between \(Int64(range.lowerBound)) and \(Int64(range.upperBound))", at: field)
            return nil
        case let path?:
            return expressions.path(path, of: reader, isReference: true).map(CountField.path)
        case nil:
            return nil
        }
    }
}
