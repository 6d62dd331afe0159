import StepJSON

/// Compiles one state of a block.
struct StateCompiler {
    let name: String
    let index: StateIndex
    let block: StateBlock
    let definition: DefinitionCompiler

    var collector: DiagnosticCollector { definition.collector }

    /// The state that `value` describes; nil when it was reported.
    func compile(_ value: JSONValue, at location: String) -> State? {
        guard let reader = FieldReader(value, at: location, collector: collector), reader.require("Type"),
            let type: StateType = reader.choice("Type", of: StateType.allCases)
        else {
            block.noteIncompleteState()
            return nil
        }
        let language = queryLanguage(of: reader)
        checkNames(of: reader, type, language)
        reader.checkComment()
        let expressions = ExpressionCompiler(language: language, block: block, collector: collector)
        let closing = type.hasResult ? expressions.reading("result") : expressions
        guard let kind = kind(type, reader, expressions) else { return nil }
        return State(
            name: name,
            queryLanguage: language,
            kind: kind,
            assign: assign(of: reader, closing),
            inputPath: expressions.pathField("InputPath", of: reader),
            outputPath: expressions.pathField("OutputPath", of: reader),
            output: language == .jsonata ? closing.template("Output", of: reader) : nil
        )
    }

    private func queryLanguage(of reader: FieldReader) -> QueryLanguage {
        guard let own: QueryLanguage = reader.choice("QueryLanguage", of: [QueryLanguage.jsonPath, .jsonata]) else {
            return definition.language
        }
        guard definition.language == .jsonata, own == .jsonPath else { return own }
        reader.error("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine")
        return .jsonata
    }

    /// Reports fields that the type does not have, and those that it has in the other language only.
    private func checkNames(of reader: FieldReader, _ type: StateType, _ language: QueryLanguage) {
        let known = type.fields(in: language)
        let other: QueryLanguage = language == .jsonata ? .jsonPath : .jsonata
        for (key, _) in reader.object where !known.contains(key) {
            guard type.fields(in: other).contains(key) else {
                reader.error("Field '\(key)' is not supported")
                continue
            }
            reader.error(
                "The QueryLanguage is set to '\(language.rawValue)', but field '\(key)' is only supported for the "
                    + "'\(other.rawValue)' QueryLanguage"
            )
        }
    }

    private func kind(
        _ type: StateType,
        _ reader: FieldReader,
        _ expressions: ExpressionCompiler
    ) -> State.Kind? {
        switch type {
        case .task: return task(reader, expressions).map(State.Kind.task)
        case .wait: return wait(reader, expressions).map(State.Kind.wait)
        case .choice: return choice(reader, expressions).map(State.Kind.choice)
        case .pass: return pass(reader, expressions).map(State.Kind.pass)
        case .fail:
            block.noteTerminalState()
            return .fail(fail(reader, expressions))
        case .succeed:
            block.noteTerminalState()
            return .succeed
        case .parallel: return parallel(reader, expressions).map(State.Kind.parallel)
        case .map: return map(reader, expressions).map(State.Kind.map)
        }
    }

    // MARK: Parts that several types have

    /// `Next` or `End`.
    func successor(of reader: FieldReader) -> Successor? {
        let end = reader.bool("End")
        if reader.has("Next"), end == true {
            reader.error("Only one of these fields may be set: [Next, End]")
        }
        if end == true {
            block.noteTerminalState()
            return .end
        }
        guard reader.has("Next") else {
            if !reader.has("End") || end == false { reader.error("One of these fields is required: [Next, End]") }
            block.noteIncompleteState()
            return nil
        }
        return target("Next", of: reader).map(Successor.next)
    }

    /// The state that `field` names.
    func target(_ field: String, of reader: FieldReader) -> StateIndex? {
        guard let name = reader.string(field) else {
            block.noteIncompleteState()
            return nil
        }
        guard let target = block.target(name, field: field, of: reader) else { return nil }
        block.connect(index, target)
        return target
    }

    /// `Assign`: an object whose members are variables.
    func assign(of reader: FieldReader, _ expressions: ExpressionCompiler) -> Template? {
        guard let template = expressions.template("Assign", of: reader, mustBeObject: true, allowsExpression: false)
        else { return nil }
        let names: [String]
        switch template {
        case .object(let members): names = members.map(\.key)
        case .literal(.object(let object)): names = object.keys
        default: names = []
        }
        for name in names {
            guard let fault = VariableName.fault(in: name) else {
                block.noteAssigned(name, at: reader.location(of: "Assign"))
                continue
            }
            reader.error("The variable '\(name)' \(fault)", at: "Assign")
        }
        return template
    }
}
