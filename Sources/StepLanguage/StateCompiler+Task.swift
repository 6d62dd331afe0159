import StepJSON

extension SecondsField {
    /// AWS's largest number of seconds.
    static let secondsMax: Int64 = 99_999_999
}

extension StateCompiler {
    func task(_ reader: FieldReader, _ expressions: ExpressionCompiler) -> TaskState? {
        let completion = completion(reader, expressions)
        let resource = resource(reader)
        let arguments = arguments(reader, expressions)
        let timeout = seconds("TimeoutSeconds", reader, expressions)
        let heartbeat = seconds("HeartbeatSeconds", reader, expressions)
        if case .constant(let heartbeat)? = heartbeat, case .constant(let timeout)? = timeout, heartbeat >= timeout {
            reader.error("HeartbeatSeconds must be smaller than TimeoutSeconds", at: "HeartbeatSeconds")
        }
        let credentials = credentials(reader, expressions)
        guard let completion, let resource else { return nil }
        checkToken(of: resource, reader)
        checkCall(of: resource, arguments, reader)
        return TaskState(
            resource: resource,
            arguments: arguments,
            timeout: timeout,
            heartbeat: heartbeat,
            credentials: credentials,
            completion: completion
        )
    }

    /// Warns of a task that waits for its token to come back and hands it to nobody.
    private func checkToken(of resource: TaskResource, _ reader: FieldReader) {
        guard case .integration(_, _, .waitForTaskToken) = resource.kind else { return }
        let arguments = reader.object["Arguments"] ?? reader.object["Parameters"]
        let text = arguments.map { JSONWriter.text(of: $0) } ?? ""
        // The token by its name, or the Context Object that it is in.
        guard !["Task.Token", "\"$$\"", "context"].contains(where: { text.utf8.contains($0.utf8) }) else { return }
        reader.warn(
            "The task waits for its token, which its arguments do not hand on: no 'Task.Token' is among them",
            at: "Resource",
            code: DefinitionCode.noTaskToken
        )
    }

    /// `Arguments`, or in JSONPath `Parameters`.
    func arguments(_ reader: FieldReader, _ expressions: ExpressionCompiler) -> Template? {
        switch expressions.language {
        case .jsonata: expressions.template("Arguments", of: reader)
        case .jsonPath: jsonPathTemplate("Parameters", reader, expressions)
        }
    }

    /// The fields that say how the state goes on; nil when it is unknown where to.
    func completion(_ reader: FieldReader, _ expressions: ExpressionCompiler) -> Completion? {
        let successor = successor(of: reader)
        let resultSelector = jsonPathTemplate("ResultSelector", reader, expressions)
        let resultPath = expressions.resultPathField(of: reader)
        let retriers = retriers(reader)
        let catchers = catchers(reader, expressions)
        guard let successor else { return nil }
        return Completion(
            successor: successor,
            resultSelector: resultSelector,
            resultPath: resultPath,
            retriers: retriers,
            catchers: catchers
        )
    }

    private func resource(_ reader: FieldReader) -> TaskResource? {
        guard reader.require("Resource"), let text = reader.string("Resource") else { return nil }
        do {
            let resource = try TaskResource(text)
            if definition.type == .express, let fault = Self.expressFault(of: resource) {
                reader.error(fault, at: "Resource")
            }
            return resource
        } catch {
            reader.error(error.message, at: "Resource")
            return nil
        }
    }

    /// Why an Express machine cannot have a task on `resource`, in AWS's words; the second space is theirs.
    private static func expressFault(of resource: TaskResource) -> String? {
        switch resource.kind {
        case .activity: "Express state machine does not support Activity ARN"
        case .integration(_, _, .sync), .integration(_, _, .sync2):
            "Express state machine does not support '.sync' service integration"
        case .integration(_, _, .waitForTaskToken), .host(_, .waitForTaskToken):
            "Express state machine does not support '.waitForTaskToken' service integration "
        case .lambdaFunction, .integration, .host: nil
        }
    }

    private func seconds(
        _ field: String,
        _ reader: FieldReader,
        _ expressions: ExpressionCompiler
    ) -> SecondsField? {
        switch reader.oneOf([field, field + "Path"], isRequired: false) {
        case field? where expressions.isExpression(field, of: reader):
            return expressions.expression(field, of: reader).map { .expression($0, use: StatesUse(of: $0)) }
        case field?:
            return reader.integer(field, in: 1...SecondsField.secondsMax).map(SecondsField.constant)
        case let path?:
            return expressions.path(path, of: reader, isReference: true).map(SecondsField.path)
        case nil:
            return nil
        }
    }

    /// `Credentials`: the role that AWS would take on for this task.
    private func credentials(_ reader: FieldReader, _ expressions: ExpressionCompiler) -> Template? {
        guard let template = expressions.template("Credentials", of: reader, mustBeObject: true) else { return nil }
        let hasRole: Bool
        switch template {
        case .object(let members): hasRole = members.contains { $0.key == "RoleArn" }
        case .literal(let value): hasRole = value["RoleArn"] != nil
        default: hasRole = true
        }
        if !hasRole { reader.error("The field 'RoleArn' is required but was missing", at: "Credentials") }
        return template
    }
}

// MARK: - Retry and Catch

extension StateCompiler {
    /// `Retry`.
    func retriers(_ reader: FieldReader) -> [Retrier] {
        let elements = reader.array("Retry") ?? []
        return elements.enumerated().compactMap { place, element in
            let location = "\(reader.location(of: "Retry"))[\(place)]"
            guard let reader = FieldReader(element, at: location, collector: collector) else { return nil }
            return retrier(reader, isLast: place == elements.count - 1)
        }
    }

    private static let retrierFields: Set<String> = [
        "ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy", "Comment",
    ]
    private static let catcherFields: Set<String> = ["ErrorEquals", "Next", "Assign", "Comment"]

    private func retrier(_ reader: FieldReader, isLast: Bool) -> Retrier? {
        reader.checkNames(Self.retrierFields)
        reader.checkComment()
        guard let errors = errorEquals(reader, isLast: isLast) else { return nil }
        var retrier = Retrier(errorEquals: errors)
        if let value = reader.integer("IntervalSeconds", in: 1...SecondsField.secondsMax) {
            retrier.intervalSeconds = value
        }
        if let value = reader.integer("MaxAttempts", in: 0...SecondsField.secondsMax) { retrier.maxAttempts = value }
        if let value = reader.number("BackoffRate", atLeast: 1) { retrier.backoffRate = value }
        retrier.maxDelaySeconds = reader.integer("MaxDelaySeconds", in: 1...Retrier.maxDelaySecondsMax)
        if let value: Retrier.JitterStrategy = reader.choice("JitterStrategy", of: [.none, .full]) {
            retrier.jitterStrategy = value
        }
        return retrier
    }

    /// `Catch`.
    func catchers(_ reader: FieldReader, _ expressions: ExpressionCompiler) -> [Catcher] {
        let elements = reader.array("Catch") ?? []
        return elements.enumerated().compactMap { place, element in
            let location = "\(reader.location(of: "Catch"))[\(place)]"
            guard let reader = FieldReader(element, at: location, collector: collector) else {
                block.noteIncompleteState()
                return nil
            }
            return catcher(reader, expressions, isLast: place == elements.count - 1)
        }
    }

    private func catcher(_ reader: FieldReader, _ expressions: ExpressionCompiler, isLast: Bool) -> Catcher? {
        let isJSONata = expressions.language == .jsonata
        reader.checkNames(Self.catcherFields, and: isJSONata ? "Output" : "ResultPath")
        reader.checkComment()
        let expressions = expressions.reading("errorOutput")
        let errors = errorEquals(reader, isLast: isLast)
        let resultPath = isJSONata ? .replace : expressions.resultPathField(of: reader)
        let output = isJSONata ? expressions.template("Output", of: reader) : nil
        let assign = assign(of: reader, expressions)
        guard reader.require("Next") else {
            block.noteIncompleteState()
            return nil
        }
        guard let next = target("Next", of: reader), let errors else { return nil }
        return Catcher(errorEquals: errors, next: next, resultPath: resultPath, output: output, assign: assign)
    }

    /// `ErrorEquals`: names, and `States.ALL` only alone and in the last element.
    private func errorEquals(_ reader: FieldReader, isLast: Bool) -> [String]? {
        guard reader.require("ErrorEquals"), let values = reader.nonEmptyArray("ErrorEquals") else { return nil }
        let names = values.compactMap(\.stringValue)
        guard names.count == values.count else {
            reader.error("Expected value of type String", at: "ErrorEquals")
            return nil
        }
        for name in names where ErrorName.isReserved(name) && !ErrorName.isKnown(name) {
            reader.warn("There is no error '\(name)'", at: "ErrorEquals", code: DefinitionCode.unknownErrorName)
        }
        if names.contains(ErrorName.all), names.count > 1 || !isLast {
            reader.error("\(ErrorName.all) must stand alone and in the last element", at: "ErrorEquals")
        }
        return names
    }
}

extension Retrier {
    /// A year of 366 days, as AWS has it.
    static let maxDelaySecondsMax: Int64 = 31_622_399
}
