// The operation that checks a definition (AWS API Reference). Members and constraints are those of the API's model.

/// `ValidateStateMachineDefinition`.
package struct ValidateStateMachineDefinitionRequest: WireShape {
    package var definition = ""
    /// `STANDARD` or `EXPRESS`; nil stands for `STANDARD`.
    package var type: String?
    /// The least that is answered, `ERROR` or `WARNING`; nil stands for `ERROR`.
    package var severity: String?
    /// 1 to 100; 0 and nil stand for 100.
    package var maxResults: Int64?

    /// The largest `maxResults`, which is also the default.
    package static let resultsMax: Int64 = 100

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("definition", &definition, TextRule(1...1_048_576, isSensitive: true))
        visitor.text("type", &type, TextRule(values: ["STANDARD", "EXPRESS"]))
        visitor.text("severity", &severity, TextRule(values: ["ERROR", "WARNING"]))
        visitor.integer("maxResults", &maxResults, 0...Self.resultsMax)
    }
}

/// The answer to `ValidateStateMachineDefinition`.
package struct ValidateStateMachineDefinitionResponse: WireShape {
    /// `OK`, or `FAIL` where there is an error; warnings alone are `OK`.
    package var result = ""
    package var diagnostics: [ValidateStateMachineDefinitionDiagnostic] = []
    /// Whether there are more than `maxResults`.
    package var truncated: Bool?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("result", &result)
        visitor.shapes("diagnostics", &diagnostics)
        visitor.flag("truncated", &truncated)
    }
}

/// One thing that is wrong, or doubtful, in a definition.
package struct ValidateStateMachineDefinitionDiagnostic: WireShape {
    package var severity = ""
    package var code = ""
    package var message = ""
    /// `/States/X/Field`; nil for the whole machine.
    package var location: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("severity", &severity)
        visitor.text("code", &code)
        visitor.text("message", &message)
        visitor.text("location", &location)
    }
}
