import StepLanguage
import StepProtocol

/// The operation that checks a definition without creating anything.
struct DefinitionHandler: Sendable {
    /// What knows the calls of tasks.
    let calls: (any TaskCallChecker)?

    /// `ValidateStateMachineDefinition`.
    func validate(
        _ request: ValidateStateMachineDefinitionRequest
    ) async throws(AWSError) -> ValidateStateMachineDefinitionResponse {
        let type = request.type.flatMap(StateMachineType.init) ?? .standard
        let diagnostics = StateMachine.diagnose(text: request.definition, type: type, calls: calls).diagnostics
        let limit =
            request.maxResults.flatMap { $0 == 0 ? nil : $0 } ?? ValidateStateMachineDefinitionRequest.resultsMax
        let asked = diagnostics.filter { $0.severity == .error || request.severity == "WARNING" }
        var response = ValidateStateMachineDefinitionResponse()
        response.result = diagnostics.contains { $0.severity == .error } ? "FAIL" : "OK"
        response.diagnostics = asked.prefix(Int(limit)).map { ValidateStateMachineDefinitionDiagnostic($0) }
        response.truncated = asked.count > limit
        return response
    }
}

extension ValidateStateMachineDefinitionDiagnostic {
    fileprivate init(_ diagnostic: DefinitionDiagnostic) {
        self.init()
        severity = diagnostic.severity.rawValue
        code = diagnostic.code
        message = diagnostic.message
        location = diagnostic.location.isEmpty ? nil : diagnostic.location
    }
}
