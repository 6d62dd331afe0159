package import StepJSON

/// A request of the conformance line protocol with `"lang": "jsonata"`: an expression with its input and variables.
package struct JSONataRequest: Sendable {
    package let source: String
    package let dialect: JSONataExpression.Dialect
    /// Nil: undefined.
    package let input: JSONValue?
    package let bindings: JSONObject
    package let depthMax: Int?

    /// Reads a request: `expr`, `data`, `bindings`, `dialect` and `depth`; nil where it has no `expr`.
    package init?(_ request: JSONObject) {
        guard let source = request["expr"]?.stringValue else { return nil }
        self.source = source
        dialect = request["dialect"]?.stringValue == "asl" ? .stepFunctions : .plain
        input = request["data"]
        bindings = request["bindings"]?.objectValue ?? JSONObject()
        depthMax = request["depth"]?.integerValue.map { Int($0) }
    }

    /// The answer: `{"result": …}`, `{"undefined": true}` or `{"error": {"code", "message"}}`.
    package func answer(_ environment: JSONataEnvironment) -> JSONObject {
        do {
            let expression = try JSONataExpression(source, dialect: dialect)
            return Self.answer(try evaluate(expression, environment))
        } catch {
            return Self.answer(error)
        }
    }

    /// The value of an expression made from `source`; a benchmark repeats this alone.
    package func evaluate(
        _ expression: JSONataExpression,
        _ environment: JSONataEnvironment
    ) throws(JSONataError) -> JSONValue? {
        var environment = environment
        if let depthMax { environment.limits.depthMax = min(depthMax, environment.limits.depthMax) }
        return try expression.evaluate(input, scopes: [bindings], environment: environment)
    }

    /// The answer that a value makes.
    package static func answer(_ value: JSONValue?) -> JSONObject {
        value.map { ["result": $0] } ?? ["undefined": true]
    }

    /// The answer that an error makes.
    package static func answer(_ error: JSONataError) -> JSONObject {
        ["error": ["code": .string(error.code), "message": .string(error.message)]]
    }
}
