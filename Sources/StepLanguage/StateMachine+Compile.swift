package import StepJSON

extension StateMachine {
    /// The machine that `definition` describes (states-language.net; AWS, "State machine structure").
    ///
    /// - Throws: everything that is wrong with it.
    package static func compile(_ definition: JSONValue) throws(DefinitionError) -> StateMachine {
        let (machine, diagnostics) = diagnose(definition)
        guard let machine else { throw DefinitionError(diagnostics: diagnostics) }
        return machine
    }

    /// The machine that `definition` describes, nil when there is an error in it, with errors and warnings.
    package static func diagnose(
        _ definition: JSONValue
    ) -> (machine: StateMachine?, diagnostics: [DefinitionDiagnostic]) {
        let collector = DiagnosticCollector()
        let machine = compile(definition, collector)
        return (collector.hasErrors ? nil : machine, collector.diagnostics)
    }

    private static let fields: Set<String> = [
        "Comment", "StartAt", "States", "Version", "TimeoutSeconds", "QueryLanguage",
    ]

    private static func compile(_ definition: JSONValue, _ collector: DiagnosticCollector) -> StateMachine? {
        guard let reader = FieldReader(definition, at: "/", collector: collector) else { return nil }
        reader.checkNames(fields)
        reader.checkComment()
        if reader.has("Version"), reader.string("Version") != "1.0" {
            reader.error("The field 'Version' should have one of these values: [1.0]", at: "Version")
        }
        let language: QueryLanguage =
            reader.choice("QueryLanguage", of: [QueryLanguage.jsonPath, .jsonata]) ?? .jsonPath
        let timeoutSeconds = reader.integer("TimeoutSeconds", in: 1...SecondsField.secondsMax)
        let compiler = DefinitionCompiler(language: language, collector: collector)
        let startAt = compiler.compileBlock(reader)
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
