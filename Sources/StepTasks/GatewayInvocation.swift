import StepAWS
import StepJSON

/// The parameters of `apigateway:invoke` as a request.
///
/// Source: "Create API Gateway REST APIs with Step Functions", Step Functions Developer Guide. `ApiEndpoint` may be a URL
/// here, for gateways elsewhere.
struct GatewayInvocation {
    let endpoint: ServiceEndpoint
    let request: HTTPRequest
    /// Whether the request is signed (`AuthType`).
    let isSigned: Bool

    private static let authTypes: Set<String> = ["NO_AUTH", "IAM_ROLE", "RESOURCE_POLICY"]
    /// Headers that Step Functions does not let through.
    private static let refusedHeaders: Set<String> = [
        "authorization", "connection", "content-md5", "expect", "host", "max-forwards", "proxy-authenticate", "server",
        "te", "transfer-encoding", "trailer", "upgrade", "via", "www-authenticate",
    ]
    private static let refusedPrefixes = ["x-forwarded", "x-amz"]

    init(_ parameters: JSONValue) throws(HTTPInvocation.Fault) {
        let host = parameters["ApiEndpoint"]?.stringValue ?? ""
        let url = host.contains("://") ? host : "https://\(host)"
        guard !host.isEmpty, let endpoint = ServiceEndpoint(url: url, signingRegion: Self.region(of: host)) else {
            throw HTTPInvocation.Fault(message: "ApiEndpoint must be a host, <id>.execute-api.<region>.amazonaws.com")
        }
        let method = try HTTPInvocation.method(parameters)
        let authType = parameters["AuthType"]?.stringValue ?? "NO_AUTH"
        guard Self.authTypes.contains(authType) else {
            throw HTTPInvocation.Fault(
                message: "AuthType must be one of \(Self.authTypes.sorted().joined(separator: ", "))"
            )
        }
        var fields = HTTPInvocation.fields(parameters["Headers"])
        for name in fields.map({ $0.name.lowercased() })
        where Self.refusedHeaders.contains(name) || Self.refusedPrefixes.contains(where: name.hasPrefix) {
            throw HTTPInvocation.Fault(message: "The header `\(name)` cannot be set")
        }
        var body: [UInt8] = []
        if let content = parameters["RequestBody"], content != .null {
            let kept = parameters["AllowNullValues"] == .bool(true) ? content : Self.withoutNulls(content)
            body = Array((kept.stringValue ?? JSONWriter.text(of: kept)).utf8)
            if fields["Content-Type"] == nil { fields["Content-Type"] = "application/json" }
        }
        self.endpoint = endpoint
        isSigned = authType != "NO_AUTH"
        request = HTTPRequest(
            method: method,
            path: endpoint.basePath + Self.path(parameters["Stage"], parameters["Path"]),
            query: PercentEncoding.encode(pairs: HTTPInvocation.fields(parameters["QueryParameters"])),
            fields: fields,
            body: body
        )
    }

    /// `eu-central-1` of `abc.execute-api.eu-central-1.amazonaws.com`; empty where the host does not say it.
    private static func region(of host: String) -> String {
        let labels = host.split(separator: ".")
        return labels.count > 2 && labels[1] == "execute-api" ? String(labels[2]) : ""
    }

    /// `/<Stage>/<Path>`; what is percent-encoded already stays so.
    private static func path(_ stage: JSONValue?, _ path: JSONValue?) -> String {
        let parts = [stage, path].compactMap { $0?.stringValue }.map { $0.drop { $0 == "/" } }.filter { !$0.isEmpty }
        return "/" + PercentEncoding.encode(parts.joined(separator: "/"), keeping: "/%")
    }

    private static func withoutNulls(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let members):
            .object(JSONObject(members.filter { $0.value != .null }.map { ($0.key, withoutNulls($0.value)) }))
        case .array(let elements): .array(elements.map(withoutNulls))
        default: value
        }
    }
}
