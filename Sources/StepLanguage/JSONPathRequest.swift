package import StepJSON

/// One JSONPath question of the line protocol that `stepctl eval` speaks: `expr` on `data`, or whether `expr` is a
/// Reference Path.
///
/// Reading a request compiles its path, once; ``answer()`` evaluates it and may be called again, to be timed.
package struct JSONPathRequest: Sendable {
    private let path: Result<JSONPath, JSONPathError>
    private let isReference: Bool
    private let inputs: ExpressionInputs

    /// - Parameter request: `expr`, `data`, `bindings`, `context`, `reference`.
    package init(_ request: JSONObject) {
        isReference = request["reference"] == .bool(true)
        inputs = ExpressionInputs(request)
        let text = request["expr"]?.stringValue ?? ""
        path = Result { [isReference] () throws(JSONPathError) in
            try JSONPath(text, field: nil, isReference: isReference)
        }
    }

    /// `{"result": …}`, or `{"error": {"code", "message"}}` with `InvalidPath` or `PathNotFound`.
    package func answer() -> JSONObject {
        switch path {
        case .failure(let error): return ExpressionInputs.error("InvalidPath", error.description)
        case .success(let path):
            if isReference { return ["result": true] }
            do {
                return ["result": try path.find(in: inputs.scope(environment: ExpressionInputs.environment))]
            } catch .invalid {
                return ExpressionInputs.error("InvalidPath", path.fault?.description ?? "")
            } catch .noVariable {
                return ExpressionInputs.error("InvalidPath", "there is no such variable")
            } catch {
                return ExpressionInputs.error("PathNotFound", path.query.reason(of: error))
            }
        }
    }
}
