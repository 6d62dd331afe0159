/// `$eval`: an expression that comes as a string (docs.jsonata.org, `$eval`).
enum EvaluationFunctions {
    static let all = [
        Builtin("eval", "<s-x?:x>", evaluate)
    ]

    /// Evaluations of `$eval` within each other: each takes the stack of many others.
    private static let depthMax = 32

    private static func evaluate(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard let source = arguments[0].stringValue else { return .undefined }
        try evaluation.spend(source.utf8.count)
        evaluation.evalDepth += 1
        defer { evaluation.evalDepth -= 1 }
        // Parsing nests on the stack too, so it begins only where half of that is left.
        guard evaluation.evalDepth <= depthMax, evaluation.depth <= evaluation.environment.limits.depthMax / 2 else {
            throw JSONataError("U1001", "Stack overflow: function eval is nested too deep")
        }
        let expression: JSONataExpression
        do {
            expression = try JSONataExpression(source, dialect: .plain)
        } catch {
            throw wrapped(error, "D3120", "Syntax error in expression passed to function eval")
        }
        let context = arguments[1].isUndefined ? arguments.context : arguments[1]
        do {
            return try expression.value(&evaluation, context: context)
        } catch {
            throw wrapped(error, "D3121", "Dynamic error evaluating the expression passed to function eval")
        }
    }

    /// The error that the call gives; one that says a limit was passed stays what it is.
    private static func wrapped(_ error: JSONataError, _ code: String, _ message: String) -> JSONataError {
        error.code == "U1001" ? JSONataError(error.code, error.message) : JSONataError(code, "\(message): \(error)")
    }
}
