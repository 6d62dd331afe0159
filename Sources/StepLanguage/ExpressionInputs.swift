import StepJSON
import StepJSONata

/// What a request of the line protocol brings for its expression to read.
struct ExpressionInputs: Sendable {
    let data: JSONValue
    let variables: JSONObject
    let context: JSONValue

    /// For paths, which read nothing of it.
    static let environment = JSONataEnvironment(nowMilliseconds: 0, seed: 0)

    init(_ request: JSONObject) {
        data = request["data"] ?? .null
        variables = request["bindings"]?.objectValue ?? JSONObject()
        context = request["context"] ?? .object(JSONObject())
    }

    func scope(environment: JSONataEnvironment) -> EvaluationScope {
        EvaluationScope(input: data, variables: variables, environment: environment) { context }
    }

    static func error(_ code: String, _ message: String) -> JSONObject {
        ["error": ["code": .string(code), "message": .string(message)]]
    }
}
