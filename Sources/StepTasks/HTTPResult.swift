import StepAWS
import StepJSON
import StepMachine

/// What the answer of an HTTP API amounts to, as a state's result or error.
struct HTTPResult: Sendable {
    /// The error of a request that has no answer.
    var requestError: String
    /// What an error is called before the status of its answer.
    var statusPrefix: String
    /// Whether the cause of such an error is the answer's body, rather than the whole answer.
    var tellsBodyOnly: Bool

    /// "Call HTTPS APIs in Step Functions workflows".
    static let http = HTTPResult(
        requestError: "States.Http.Socket",
        statusPrefix: "States.Http.StatusCode",
        tellsBodyOnly: false
    )
    /// "Create API Gateway REST APIs with Step Functions".
    static let gateway = HTTPResult(
        requestError: "ApiGateway.SdkClientException",
        statusPrefix: "ApiGateway",
        tellsBodyOnly: true
    )

    func outcome(_ result: Result<HTTPResponse, CurlError>, stateName: String) -> TaskOutcome {
        switch result {
        case .failure(let error) where error.code == .responseTooLarge: return .resultTooLarge(stateName)
        case .failure(let error): return .failed(error: requestError, cause: error.message)
        case .success(let response):
            let document = JSONDocument(Self.value(of: response))
            guard 200..<300 ~= response.statusCode else {
                let cause = tellsBodyOnly ? Blob.text(of: response.body) : document.text
                return .failed(error: "\(statusPrefix).\(response.statusCode)", cause: cause)
            }
            guard document.text.utf8.count <= IntegratedCall.resultBytesMax else { return .resultTooLarge(stateName) }
            return .succeeded(document)
        }
    }

    private static func value(of response: HTTPResponse) -> JSONValue {
        var headers = JSONObject()
        for field in response.fields {
            let name = field.name.lowercased()
            headers[name] = .array((headers[name]?.arrayValue ?? []) + [.string(field.value)])
        }
        let text = Blob.text(of: response.body)
        let isJSON = response.fields["Content-Type"]?.lowercased().contains("json") ?? false
        let body = isJSON ? (try? JSONParser.parse(text)) ?? .string(text) : .string(text)
        return [
            "Headers": .object(headers), "ResponseBody": body,
            "StatusCode": .number(JSONNumber(response.statusCode)),
            "StatusText": .string(statusTexts[response.statusCode] ?? ""),
        ]
    }

    /// The usual words (RFC 9110, 15); libcurl does not keep those of the answer.
    private static let statusTexts = [
        200: "OK", 201: "Created", 202: "Accepted", 203: "Non-Authoritative Information", 204: "No Content",
        205: "Reset Content", 206: "Partial Content", 301: "Moved Permanently", 302: "Found", 303: "See Other",
        304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect", 400: "Bad Request",
        401: "Unauthorized",
        403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict", 410: "Gone",
        413: "Content Too Large", 415: "Unsupported Media Type", 422: "Unprocessable Content", 429: "Too Many Requests",
        500: "Internal Server Error", 501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable",
        504: "Gateway Timeout",
    ]
}
