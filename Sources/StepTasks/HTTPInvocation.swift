import StepAWS
import StepJSON
import StepMachine

/// The parameters of `http:invoke` as a request, and its answer as a state's result.
struct HTTPInvocation {
    let request: CurlRequest

    /// Why the parameters are no request.
    struct Fault: Error {
        var message: String
    }

    private static let methods: Set<String> = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]
    /// What Step Functions asks for at most: one byte more than a result may have.
    private static let range = "bytes=0-262144"

    init(_ parameters: JSONValue, userAgent: String) throws(Fault) {
        guard let endpoint = parameters["ApiEndpoint"]?.stringValue,
            ServiceEndpoint(url: endpoint, signingRegion: "") != nil
        else { throw Fault(message: "ApiEndpoint must be an http or https URL") }
        guard let method = parameters["Method"]?.stringValue, Self.methods.contains(method) else {
            throw Fault(message: "Method must be one of \(Self.methods.sorted().joined(separator: ", "))")
        }
        let hasConnection =
            parameters["Authentication"]?["ConnectionArn"] != nil
            || parameters["InvocationConfig"]?["ConnectionArn"] != nil
        guard !hasConnection else {
            throw Fault(
                message: "Connections of EventBridge are not read here: put what the connection adds into Headers, "
                    + "QueryParameters and RequestBody"
            )
        }
        var fields = [HTTPField("User-Agent", userAgent), HTTPField("Range", Self.range)]
        for (name, value) in parameters["Headers"]?.objectValue ?? JSONObject() {
            for text in Self.texts(value) { fields.append(HTTPField(name, text)) }
        }
        var body: [UInt8] = []
        if let content = parameters["RequestBody"], content != .null {
            let isForm = parameters["Transform"]?["RequestBodyEncoding"]?.stringValue == "URL_ENCODED"
            let format = parameters["Transform"]?["RequestEncodingOptions"]?["ArrayFormat"]?.stringValue ?? "INDICES"
            let text = isForm ? Self.form(content, format) : content.stringValue ?? JSONWriter.text(of: content)
            body = Array(text.utf8)
            if fields["Content-Type"] == nil {
                fields.append(
                    HTTPField("Content-Type", isForm ? "application/x-www-form-urlencoded" : "application/json")
                )
            }
        }
        request = CurlRequest(
            method: method,
            url: Self.url(endpoint, parameters["QueryParameters"]),
            fields: fields,
            body: body
        )
    }

    // MARK: - Parts of the request

    /// The texts that a header or a query parameter has: one, or one for each element.
    private static func texts(_ value: JSONValue) -> [String] {
        switch value {
        case .array(let values): values.flatMap(texts)
        case .string(let text): [text]
        case .null: []
        default: [JSONWriter.text(of: value)]
        }
    }

    private static func url(_ endpoint: String, _ parameters: JSONValue?) -> String {
        let query = (parameters?.objectValue ?? JSONObject()).flatMap { name, value in
            texts(value).map { "\(PercentEncoding.encode(name))=\(PercentEncoding.encode($0))" }
        }
        guard !query.isEmpty else { return endpoint }
        return endpoint + (endpoint.contains("?") ? "&" : "?") + query.joined(separator: "&")
    }

    /// A document as a form; elements of arrays as `format` says: INDICES, REPEAT, COMMAS or BRACKETS.
    private static func form(_ value: JSONValue, _ format: String) -> String {
        var pairs: [(String, String)] = []
        func append(_ name: String, _ value: JSONValue) {
            switch value {
            case .object(let members):
                for (key, value) in members { append(name.isEmpty ? key : "\(name)[\(key)]", value) }
            case .array(let values) where format == "COMMAS":
                pairs.append((name, values.flatMap(texts).joined(separator: ",")))
            case .array(let values):
                for (place, value) in values.enumerated() {
                    append(format == "REPEAT" ? name : format == "BRACKETS" ? "\(name)[]" : "\(name)[\(place)]", value)
                }
            default: pairs.append((name, texts(value).first ?? ""))
            }
        }
        append("", value)
        return pairs.map { "\(PercentEncoding.encode($0.0))=\(PercentEncoding.encode($0.1))" }.joined(separator: "&")
    }

    // MARK: - The answer

    static func outcome(_ result: Result<HTTPResponse, CurlError>, stateName: String) -> TaskOutcome {
        switch result {
        case .failure(let error) where error.code == .responseTooLarge: return .resultTooLarge(stateName)
        case .failure(let error): return .failed(error: "States.Http.Socket", cause: error.message)
        case .success(let response):
            let document = JSONDocument(value(of: response))
            guard 200..<300 ~= response.statusCode else {
                return .failed(error: "States.Http.StatusCode.\(response.statusCode)", cause: document.text)
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
