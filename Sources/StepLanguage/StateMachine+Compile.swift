package import StepJSON

extension StateMachine {
    /// The machine that the text of a definition describes (states-language.net; AWS, "State machine structure").
    ///
    /// - Throws: everything that is wrong with it.
    package static func compile(
        text: String,
        type: StateMachineType = .standard,
        calls: (any TaskCallChecker)? = nil
    ) throws(DefinitionError) -> StateMachine {
        try machine(diagnose(text: text, type: type, calls: calls))
    }

    /// The machine that `definition` describes.
    ///
    /// - Throws: everything that is wrong with it.
    package static func compile(
        _ definition: JSONValue,
        type: StateMachineType = .standard
    ) throws(DefinitionError) -> StateMachine {
        try machine(diagnose(definition, type: type))
    }

    /// The machine that the text of a definition describes, nil when there is an error in it, with errors and warnings.
    /// The calls of its tasks are checked by `calls`, where there is something that knows them.
    ///
    /// A repeated key is an error: Jackson would take the last value and say nothing, which nobody wants of a state.
    package static func diagnose(
        text: String,
        type: StateMachineType = .standard,
        calls: (any TaskCallChecker)? = nil
    ) -> (machine: StateMachine?, diagnostics: [DefinitionDiagnostic]) {
        do throws(JSONError) {
            return diagnose(
                try JSONParser.parse(text, limits: JSONLimits(allowsRepeatedKeys: false)),
                type: type,
                calls: calls
            )
        } catch {
            return (nil, [DefinitionDiagnostic(error, in: text)])
        }
    }

    /// The machine that `definition` describes, nil when there is an error in it, with errors and warnings.
    package static func diagnose(
        _ definition: JSONValue,
        type: StateMachineType = .standard,
        calls: (any TaskCallChecker)? = nil
    ) -> (machine: StateMachine?, diagnostics: [DefinitionDiagnostic]) {
        let collector = DiagnosticCollector()
        let machine = compile(definition, type, collector, calls)
        return (collector.hasErrors ? nil : machine, collector.diagnostics)
    }

    private static func machine(
        _ result: (machine: StateMachine?, diagnostics: [DefinitionDiagnostic])
    ) throws(DefinitionError) -> StateMachine {
        guard let machine = result.machine else { throw DefinitionError(diagnostics: result.diagnostics) }
        return machine
    }

    private static let fields: Set<String> = [
        "Comment", "StartAt", "States", "Version", "TimeoutSeconds", "QueryLanguage",
    ]

    private static func compile(
        _ definition: JSONValue,
        _ type: StateMachineType,
        _ collector: DiagnosticCollector,
        _ calls: (any TaskCallChecker)?
    ) -> StateMachine? {
        guard let reader = FieldReader(definition, at: "/", collector: collector) else { return nil }
        reader.checkNames(fields)
        reader.checkComment()
        if reader.has("Version"), reader.string("Version") != "1.0" {
            reader.error("The field 'Version' should have one of these values: [1.0]", at: "Version")
        }
        let language: QueryLanguage =
            reader.choice("QueryLanguage", of: [QueryLanguage.jsonPath, .jsonata]) ?? .jsonPath
        let timeoutSeconds = reader.integer("TimeoutSeconds", in: 1...SecondsField.secondsMax)
        let compiler = DefinitionCompiler(language: language, type: type, collector: collector, calls: calls)
        let startAt = compiler.compileBlock(reader, within: nil, as: type)
        compiler.checkVariables()
        // A block without a start or with a broken state was reported.
        let states = compiler.states.compactMap(\.self)
        guard let startAt, states.count == compiler.states.count else { return nil }
        return StateMachine(
            comment: reader.object["Comment"]?.stringValue,
            queryLanguage: language,
            timeoutSeconds: timeoutSeconds,
            startAt: startAt,
            states: states
        )
    }
}
