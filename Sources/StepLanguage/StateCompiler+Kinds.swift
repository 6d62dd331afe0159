import StepJSON
import StepTime

// MARK: - Pass and Fail

extension StateCompiler {
    func pass(_ reader: FieldReader, _ expressions: ExpressionCompiler) -> PassState? {
        let successor = successor(of: reader)
        let parameters = jsonPathTemplate("Parameters", reader, expressions)
        let resultPath = expressions.resultPathField(of: reader)
        let result = reader.object["Result"]
        if let result, Self.hasPathMember(result) {
            collector.warn(
                "The result of a Pass state is taken as it is: paths in it are not evaluated",
                at: reader.location(of: "Result"),
                code: DefinitionCode.passResultIsStatic
            )
        }
        guard let successor else { return nil }
        return PassState(successor: successor, parameters: parameters, result: result, resultPath: resultPath)
    }

    /// A template of a JSONPath state, which must be an object.
    func jsonPathTemplate(_ field: String, _ reader: FieldReader, _ expressions: ExpressionCompiler) -> Template? {
        guard expressions.language == .jsonPath else { return nil }
        return expressions.template(field, of: reader, mustBeObject: true)
    }

    private static func hasPathMember(_ value: JSONValue) -> Bool {
        switch value {
        case .object(let object):
            object.contains { $0.key.utf8.suffix(2).elementsEqual(".$".utf8) || hasPathMember($0.value) }
        case .array(let values): values.contains(where: hasPathMember)
        default: false
        }
    }

    func fail(_ reader: FieldReader, _ expressions: ExpressionCompiler) -> FailState {
        FailState(
            error: text("Error", reader, expressions),
            cause: text("Cause", reader, expressions)
        )
    }

    /// `Error` or `Cause`, or the twin of it that ends with `Path`.
    private func text(_ field: String, _ reader: FieldReader, _ expressions: ExpressionCompiler) -> TextField? {
        let pathField = field + "Path"
        guard let present = reader.oneOf([field, pathField], isRequired: false),
            let text = reader.string(present)
        else { return nil }
        if present == pathField {
            guard expressions.language == .jsonPath else { return nil }
            let location = reader.location(of: present)
            return expressions.pathOrIntrinsic(text, key: present, location: location, place: location)
                .map(TextField.template)
        }
        guard expressions.isExpression(field, of: reader) else {
            expressions.warnOfPath(in: .string(text), field: field, of: reader)
            return .constant(text)
        }
        return expressions.template(field, of: reader).map(TextField.template)
    }
}

// MARK: - Wait

extension StateCompiler {
    func wait(_ reader: FieldReader, _ expressions: ExpressionCompiler) -> WaitState? {
        let successor = successor(of: reader)
        var fields = ["Seconds", "Timestamp"]
        if expressions.language == .jsonPath { fields += ["SecondsPath", "TimestampPath"] }
        guard let field = reader.oneOf(fields, isRequired: true), let until = until(field, reader, expressions),
            let successor
        else { return nil }
        return WaitState(until: until, successor: successor)
    }

    private func until(
        _ field: String,
        _ reader: FieldReader,
        _ expressions: ExpressionCompiler
    ) -> WaitState.Until? {
        switch field {
        case "SecondsPath":
            return expressions.path(field, of: reader, isReference: true).map(WaitState.Until.secondsPath)
        case "TimestampPath":
            return expressions.path(field, of: reader, isReference: true).map(WaitState.Until.timestampPath)
        case "Seconds" where expressions.isExpression(field, of: reader):
            return expressions.expression(field, of: reader).map {
                .secondsExpression($0, use: StatesUse(of: $0))
            }
        case "Timestamp" where expressions.isExpression(field, of: reader):
            return expressions.expression(field, of: reader).map {
                .timestampExpression($0, use: StatesUse(of: $0))
            }
        case "Seconds":
            return reader.integer(field, in: 0...SecondsField.secondsMax).map(WaitState.Until.seconds)
        default:
            guard let text = reader.string(field) else { return nil }
            guard Timestamp(rfc3339: text) != nil else {
                reader.error("String does not match RFC3339 timestamp", at: field)
                return nil
            }
            return .timestamp(text)
        }
    }
}

// MARK: - Choice

extension StateCompiler {
    func choice(_ reader: FieldReader, _ expressions: ExpressionCompiler) -> ChoiceState? {
        let defaultNext = reader.has("Default") ? target("Default", of: reader) : nil
        guard reader.require("Choices"), let elements = reader.nonEmptyArray("Choices") else {
            block.noteIncompleteState()
            return nil
        }
        let rules = elements.enumerated().compactMap { place, element in
            rule(element, at: "\(reader.location(of: "Choices"))[\(place)]", expressions)
        }
        guard rules.count == elements.count, reader.has("Default") == (defaultNext != nil) else { return nil }
        return ChoiceState(rules: rules, defaultNext: defaultNext)
    }

    private func rule(
        _ value: JSONValue,
        at location: String,
        _ expressions: ExpressionCompiler
    ) -> ChoiceRule? {
        guard let reader = FieldReader(value, at: location, collector: collector) else {
            block.noteIncompleteState()
            return nil
        }
        reader.checkComment()
        let next = reader.require("Next") ? target("Next", of: reader) : nil
        if next == nil, !reader.has("Next") { block.noteIncompleteState() }
        let conditions = ConditionCompiler(expressions: expressions)
        let condition = conditions.topCondition(reader)
        let assign = assign(of: reader, expressions)
        let output = expressions.language == .jsonata ? expressions.template("Output", of: reader) : nil
        guard let next, let condition else { return nil }
        return ChoiceRule(next: next, condition: condition, assign: assign, output: output)
    }
}
