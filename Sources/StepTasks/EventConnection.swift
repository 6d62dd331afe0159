import StepAWS
import StepJSON

/// A connection of EventBridge: how its requests are authorized, and what else they carry.
///
/// Sources: "DescribeConnection", EventBridge API Reference; "Connections for API targets in EventBridge", EventBridge
/// User Guide. The secret, which EventBridge keeps in Secrets Manager, has the same members in small letters; those of
/// OAuth's client stand in it by themselves or in `client_parameters`.
struct EventConnection: Sendable {
    enum Authorization: Sendable {
        /// As it is sent.
        case header(HTTPField)
        case token(TokenRequest)
    }

    /// The request for a token by OAuth's client credentials (RFC 6749, 4.4).
    struct TokenRequest: Sendable {
        var endpoint: String
        var method: String
        var clientID: String
        var clientSecret: String
        var additions: RequestAdditions
    }

    let authorization: Authorization
    let additions: RequestAdditions

    /// Nil where description and secret are not those of a connection.
    init?(description: JSONValue, secret: JSONValue) {
        additions = RequestAdditions(secret["invocation_http_parameters"])
        func text(_ name: String) -> String? { (secret[name] ?? secret["client_parameters"]?[name])?.stringValue }
        switch description["AuthorizationType"]?.stringValue {
        case "BASIC":
            guard let user = text("username"), let password = text("password") else { return nil }
            authorization = .header(Self.basic(user, password))
        case "API_KEY":
            guard let name = text("api_key_name"), let value = text("api_key_value") else { return nil }
            authorization = .header(HTTPField(name, value))
        case "OAUTH_CLIENT_CREDENTIALS":
            guard let endpoint = text("authorization_endpoint"), let id = text("client_id"),
                let clientSecret = text("client_secret")
            else { return nil }
            authorization = .token(
                TokenRequest(
                    endpoint: endpoint,
                    method: text("http_method") ?? "POST",
                    clientID: id,
                    clientSecret: clientSecret,
                    additions: RequestAdditions(secret["oauth_http_parameters"] ?? secret["o_auth_http_parameters"])
                )
            )
        default: return nil
        }
    }

    /// Basic authentication (RFC 7617).
    static func basic(_ user: String, _ password: String) -> HTTPField {
        HTTPField("Authorization", "Basic \(Base64.encode(Array("\(user):\(password)".utf8)))")
    }
}

extension EventConnection.TokenRequest {
    /// The request, with the client's credentials in its header (RFC 6749, 2.3.1) and the rest as a form.
    var request: CurlRequest {
        var fields = [
            EventConnection.basic(PercentEncoding.encode(clientID), PercentEncoding.encode(clientSecret)),
            HTTPField("Accept", "application/json"),
        ]
        var form = additions.body
        if form["grant_type"] == nil { form["grant_type"] = "client_credentials" }
        for field in additions.headers { fields[field.name] = field.value }
        let pairs = form.map { HTTPField($0.key, $0.value.stringValue ?? "") }
        var query = additions.query
        var body: [UInt8] = []
        if method == "GET" {
            query += pairs
        } else {
            body = Array(PercentEncoding.encode(pairs: pairs).utf8)
            if fields["Content-Type"] == nil { fields["Content-Type"] = "application/x-www-form-urlencoded" }
        }
        let url = PercentEncoding.url(endpoint, adding: query)
        return CurlRequest(method: method, url: url, fields: fields, body: body, responseBytesMax: 1 << 20)
    }

    /// The token of an answer and how many seconds it holds; nil if the answer has none.
    static func token(_ response: HTTPResponse) -> (text: String, seconds: Double)? {
        guard response.statusCode < 300, let answer = try? JSONParser.parse(bytes: response.body),
            let token = answer["access_token"]?.stringValue
        else { return nil }
        return (token, answer["expires_in"]?.numberValue?.doubleValue ?? 0)
    }
}
