import StepAWS
import StepJSON

/// The parameters of `http:invoke` as a request.
struct HTTPInvocation {
    let request: CurlRequest

    /// Why the parameters are no request.
    struct Fault: Error {
        var message: String
    }

    private static let methods: Set<String> = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD"]
    /// What Step Functions asks for at most: one byte more than a result may have.
    private static let range = "bytes=0-262144"

    /// The connection that the parameters name; nil for none.
    static func connectionARN(_ parameters: JSONValue) -> String? {
        (parameters["Authentication"]?["ConnectionArn"] ?? parameters["InvocationConfig"]?["ConnectionArn"])?
            .stringValue
    }

    init(_ parameters: JSONValue, userAgent: String, adding additions: RequestAdditions) throws(Fault) {
        guard let endpoint = parameters["ApiEndpoint"]?.stringValue,
            ServiceEndpoint(url: endpoint, signingRegion: "") != nil
        else { throw Fault(message: "ApiEndpoint must be an http or https URL") }
        let method = try Self.method(parameters)
        var fields = [HTTPField("User-Agent", userAgent), HTTPField("Range", Self.range)]
        fields += Self.fields(parameters["Headers"])
        for field in additions.headers { fields[field.name] = field.value }
        var query = Self.fields(parameters["QueryParameters"])
        query.removeAll { own in additions.query.contains { $0.name == own.name } }
        query += additions.query
        var body: [UInt8] = []
        if let content = try Self.content(parameters["RequestBody"], adding: additions.body) {
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
            url: PercentEncoding.url(endpoint, adding: query),
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

    static func method(_ parameters: JSONValue) throws(Fault) -> String {
        guard let method = parameters["Method"]?.stringValue, methods.contains(method) else {
            throw Fault(message: "Method must be one of \(methods.sorted().joined(separator: ", "))")
        }
        return method
    }

    /// Headers or query parameters of a state.
    static func fields(_ values: JSONValue?) -> [HTTPField] {
        (values?.objectValue ?? JSONObject()).flatMap { name, value in texts(value).map { HTTPField(name, $0) } }
    }

    /// The body with what a connection adds; nil for none.
    private static func content(_ given: JSONValue?, adding members: JSONObject) throws(Fault) -> JSONValue? {
        var content = given
        if given == .null { content = Optional.none }
        guard !members.isEmpty else { return content }
        guard case .object(var object) = content ?? .object(JSONObject()) else {
            throw Fault(message: "The connection adds members to the body, so that RequestBody must be an object")
        }
        for (name, value) in members { object[name] = value }
        return .object(object)
    }

    /// A document as a form; elements of arrays as `format` says: INDICES, REPEAT, COMMAS or BRACKETS.
    private static func form(_ value: JSONValue, _ format: String) -> String {
        var pairs: [HTTPField] = []
        func append(_ name: String, _ value: JSONValue) {
            switch value {
            case .object(let members):
                for (key, value) in members { append(name.isEmpty ? key : "\(name)[\(key)]", value) }
            case .array(let values) where format == "COMMAS":
                pairs.append(HTTPField(name, values.flatMap(texts).joined(separator: ",")))
            case .array(let values):
                for (place, value) in values.enumerated() {
                    append(format == "REPEAT" ? name : format == "BRACKETS" ? "\(name)[]" : "\(name)[\(place)]", value)
                }
            default: pairs.append(HTTPField(name, texts(value).first ?? ""))
            }
        }
        append("", value)
        return PercentEncoding.encode(pairs: pairs)
    }
}
