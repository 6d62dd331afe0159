import StepJSON
import StepJSONata

extension JSONataExpression {
    /// The expression's value in `scope`.
    ///
    /// - Throws: `States.QueryEvaluationError` in AWS's words, naming `field`; also where there is no value, since
    ///   JSON cannot hold that.
    func value(
        in scope: EvaluationScope,
        field: String,
        use: StatesUse
    ) throws(EvaluationError) -> JSONValue {
        var environment = scope.environment
        environment.seed ^= StableHash.value(of: field)
        let value: JSONValue?
        do {
            value = try evaluate(nil, scopes: Self.scopes(scope, use), environment: environment)
        } catch {
            throw failure(field, Self.failureText(of: error))
        }
        guard let value else { throw failure(field, "returned nothing (undefined).") }
        return value
    }

    /// The error of a value that is not of the type the field wants.
    func unexpected(_ value: JSONValue, expected: String, field: String) -> EvaluationError {
        failure(
            field,
            "returned an unexpected result type. Expected '\(expected)', but was '\(value.kindName)' for value: "
                + JSONWriter.text(of: value)
        )
    }

    private static func failureText(of error: JSONataError) -> String {
        // The value is a function, which JSON cannot hold.
        if error.code == "D1005" { return "returned an unsupported result type." }
        return "threw an error during evaluation. \(error.code): \(error.message)"
    }

    private func failure(_ field: String, _ what: String) -> EvaluationError {
        EvaluationError(
            error: ErrorName.queryEvaluationError,
            cause: "The JSONata expression '\(source)' specified for the field '\(field)' \(what)",
            location: field
        )
    }

    private static func scopes(_ scope: EvaluationScope, _ use: StatesUse) -> [JSONObject] {
        guard use != .nothing else { return [scope.variables] }
        var states = scope.states
        if use == .everything { states["context"] = scope.context() }
        return [["states": .object(states)], scope.variables]
    }
}
