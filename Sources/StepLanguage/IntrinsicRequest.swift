package import StepJSON
package import StepJSONata

/// One intrinsic function call of the line protocol that `stepctl eval` speaks.
///
/// Reading a request compiles its call, once; ``answer(environment:)`` evaluates it and may be called again.
package struct IntrinsicRequest: Sendable {
    private let function: Result<IntrinsicFunction, JSONPathError>
    private let inputs: ExpressionInputs

    /// - Parameter request: `expr`, `data`, `bindings`, `context`.
    package init(_ request: JSONObject) {
        inputs = ExpressionInputs(request)
        let text = request["expr"]?.stringValue ?? ""
        function = Result { () throws(JSONPathError) in try IntrinsicFunction(text) }
    }

    /// `{"result": …}`, or `{"error": {"code", "message"}}`: the error's name, or `InvalidIntrinsic` for a text that is
    /// no call.
    package func answer(environment: JSONataEnvironment) -> JSONObject {
        switch function {
        case .failure(let error): return ExpressionInputs.error("InvalidIntrinsic", error.description)
        case .success(let function):
            do {
                return ["result": try function.evaluate(in: inputs.scope(environment: environment))]
            } catch {
                return ExpressionInputs.error(error.error, error.cause)
            }
        }
    }
}
