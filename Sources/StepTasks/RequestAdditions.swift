import StepAWS
import StepJSON

/// What a connection of EventBridge adds to every request: the connection's values win over the task's.
struct RequestAdditions: Sendable, Equatable {
    var headers: [HTTPField] = []
    /// Query parameters, not encoded.
    var query: [HTTPField] = []
    /// Members of the body.
    var body = JSONObject()

    init() {}

    /// Reads `InvocationHttpParameters` or `OAuthHttpParameters` as the connection's secret has them.
    init(_ parameters: JSONValue?) {
        func pairs(_ name: String) -> [HTTPField] {
            (parameters?[name]?.arrayValue ?? []).compactMap { pair in
                guard let key = pair["key"]?.stringValue, let value = pair["value"]?.stringValue else { return nil }
                return HTTPField(key, value)
            }
        }
        headers = pairs("header_parameters")
        query = pairs("query_string_parameters")
        for pair in pairs("body_parameters") { body[pair.name] = .string(pair.value) }
    }
}
