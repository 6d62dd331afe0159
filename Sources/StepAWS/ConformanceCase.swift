package import StepJSON

/// Answers the cases of AWS's protocol and signature tests, one JSON value for another: `stepctl aws --stdio`.
///
/// A request `aws-request` or `aws-response` brings the parts of a service model (`metadata`, `shapes`, and the
/// operation as `given`); `sigv4` brings a raw HTTP request; `aws-call` names a service and an operation of the models on
/// this machine, and gets the signed request; `aws-endpoint` gets the endpoint of a service in a region. What cannot be
/// answered gives `{"fault": "…"}`.
package enum ConformanceCase {
    /// What Smithy's protocol tests prescribe as the value of every idempotency token that is made up.
    private static let idempotencyToken = "00000000-0000-4000-8000-000000000000"

    /// The answer to one case; `catalog` has the models that `aws-call` names.
    package static func answer(_ request: JSONValue, catalog: ServiceCatalog? = nil) -> JSONValue {
        do {
            switch request["lang"]?.stringValue {
            case "aws-request": return try self.request(request)
            case "aws-response": return try response(request)
            case "sigv4": return try signature(request)
            case "aws-call": return try call(request, catalog)
            case "aws-endpoint": return try endpoint(request, catalog)
            case let lang: return fault("unknown lang `\(lang ?? "")`")
            }
        } catch {
            return fault("\(error)")
        }
    }

    private static func fault(_ message: String) -> JSONValue { ["fault": .string(message)] }

    private static func model(_ request: JSONValue) throws -> (ServiceModel, Operation) {
        let given = request["given"] ?? .null
        let name = given["name"]?.stringValue ?? "Operation"
        let model = try ServiceModel(
            metadata: request["metadata"] ?? .null,
            operations: JSONObject([(name, given)]),
            shapes: request["shapes"]?.objectValue ?? JSONObject()
        )
        return (model, try model.operation(name))
    }

    private static func request(_ request: JSONValue) throws -> JSONValue {
        let (model, operation) = try model(request)
        let parameters = try IdempotencyToken.filled(
            request["params"]?.objectValue ?? JSONObject(),
            with: idempotencyToken,
            of: operation,
            model
        )
        let wire = try WireProtocols.preferred(by: model.metadata)
        let written = try wire.request(for: operation, of: model, parameters: parameters)
        let endpoint = request["endpoint"]?.stringValue ?? "https://service.us-east-1.amazonaws.com"
        let authority = endpoint.split(separator: "/").dropFirst().first ?? ""
        return [
            "request": [
                "method": .string(written.method),
                "host": .string(written.hostPrefix + authority),
                "uri": .string(written.target),
                "headers": .object(JSONObject(written.fields.map { ($0.name, .string($0.value)) })),
                "body": .string(wire is CBORProtocol ? Base64.encode(written.body) : Blob.text(of: written.body)),
            ]
        ]
    }

    private static func response(_ request: JSONValue) throws -> JSONValue {
        let (model, operation) = try model(request)
        let given = request["response"] ?? .null
        let fields = (given["headers"]?.objectValue ?? JSONObject()).map {
            HTTPField($0.key, $0.value.stringValue ?? "")
        }
        let wire = try WireProtocols.preferred(by: model.metadata)
        let body = given["body"]?.stringValue ?? ""
        let response = HTTPResponse(
            statusCode: Int(given["status_code"]?.integerValue ?? 200),
            fields: fields,
            body: wire is CBORProtocol ? Base64.decode(body) ?? [] : Array(body.utf8)
        )
        guard response.statusCode >= 300 else {
            return ["result": .object(try wire.result(of: operation, of: model, from: response))]
        }
        let fault = wire.fault(of: operation, of: model, from: response)
        return [
            "error": [
                "code": .string(fault.code), "message": .string(fault.message), "fields": .object(fault.fields),
            ]
        ]
    }

    /// The key that AWS's signature tests use.
    private static let credentials = AWSCredentials(
        accessKeyID: "AKIDEXAMPLE",
        secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
    )

    /// A call of a service on this machine, signed: method, host, target, header fields, and the body as base64. It goes to
    /// `endpoint`, or to AWS's own in `region` with `variants`; `pathStyle` keeps S3's buckets out of the host.
    private static func call(_ request: JSONValue, _ catalog: ServiceCatalog?) throws -> JSONValue {
        func text(_ key: String) -> String { request[key]?.stringValue ?? "" }
        guard let catalog else { return fault("no service models") }
        let model = try catalog.service(AWSNaming.serviceName(serviceID: text("serviceID")))
        let operation = try model.operation(text("operation"))
        let parameters = request["params"]?.objectValue ?? JSONObject()
        var written = try ServiceRequest.make(
            for: operation,
            of: model,
            parameters: parameters,
            idempotencyToken: idempotencyToken
        )
        let host: String
        var region = text("region")
        if request["endpoint"] != nil {
            host = written.hostPrefix + (text("endpoint").split(separator: "/").dropFirst().first ?? "")
        } else {
            let endpoint = try publicEndpoint(request, operation, model).resolved(by: catalog)
            if model.metadata.serviceID == "S3" {
                let byPath = request["pathStyle"]?.boolValue ?? false
                try BucketAddress.apply(to: &written, .object(parameters), endpoint, byPath: byPath)
            }
            host = endpoint.authority(prefix: written.hostPrefix)
            region = endpoint.signingRegion
        }
        if !operation.isUnsigned {
            let signer = SignatureV4(credentials: credentials, region: region, service: model.metadata.signingName)
            written = signer.signed(
                written,
                host: host,
                at: WireTimestamp.parse(text("dateTime")) ?? 0,
                signsBody: !operation.hasUnsignedBody
            )
        }
        return [
            "request": [
                "method": .string(written.method), "host": .string(host), "uri": .string(written.target),
                "headers": .object(JSONObject(written.fields.map { ($0.name, .string($0.value)) })),
                "body": .string(Base64.encode(written.body)),
            ]
        ]
    }

    /// AWS's own endpoint for an operation on this machine, in a region and the `variants` that are asked for.
    private static func endpoint(_ request: JSONValue, _ catalog: ServiceCatalog?) throws -> JSONValue {
        guard let catalog else { return fault("no service models") }
        let model = try catalog.service(AWSNaming.serviceName(serviceID: request["serviceID"]?.stringValue ?? ""))
        let operation = try model.operation(request["operation"]?.stringValue ?? "")
        do {
            let found = try publicEndpoint(request, operation, model).resolved(by: catalog)
            return [
                "url": .string("\(found.scheme)://\(found.authority)\(found.basePath)"),
                "signingRegion": .string(found.signingRegion),
            ]
        } catch let failure as PublicEndpoint.Failure {
            return ["refused": .string(failure.message)]
        }
    }

    private static func publicEndpoint(
        _ request: JSONValue,
        _ operation: Operation,
        _ model: ServiceModel
    ) throws -> PublicEndpoint {
        PublicEndpoint(
            of: model.metadata,
            region: request["region"]?.stringValue ?? "",
            variants: Set((request["variants"]?.arrayValue ?? []).compactMap(\.stringValue)),
            context: try model.endpointParameters(of: operation, request["params"]?.objectValue ?? JSONObject())
        )
    }

    private static func signature(_ request: JSONValue) throws -> JSONValue {
        let request = rawRequest(request["request"]?.stringValue ?? "")
        let signer = SignatureV4(
            credentials: credentials,
            region: "us-east-1",
            service: "service"
        )
        let parts = signer.parts(
            of: CanonicalRequest(request, payloadHash: CanonicalRequest.hexHash(request.body)),
            dateTime: request.fields["X-Amz-Date"] ?? ""
        )
        return [
            "canonicalRequest": .string(parts.canonicalRequest),
            "stringToSign": .string(parts.stringToSign),
            "authorization": .string(parts.authorization.text),
        ]
    }

    /// A request as HTTP/1.1 writes it; its target may hold spaces, a field's value may go on in the next line.
    static func rawRequest(_ text: String) -> HTTPRequest {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasSuffix("\r") ? line.dropLast() : line
        }
        let words = (lines.first ?? "").split(separator: " ")
        let target = words.dropFirst().dropLast().joined(separator: " ")
            .split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var fields: [HTTPField] = []
        let header = lines.dropFirst().prefix { !$0.isEmpty }
        for line in header {
            if line.first == " " || line.first == "\t", let last = fields.indices.last {
                fields[last].value += " \(line)"
                continue
            }
            let pair = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            fields.append(HTTPField(String(pair[0]), pair.count == 2 ? String(pair[1]) : ""))
        }
        return HTTPRequest(
            method: String(words.first ?? ""),
            path: target.first.map(String.init) ?? "/",
            query: target.count == 2 ? String(target[1]) : "",
            fields: fields,
            body: Array(lines.dropFirst(header.count + 2).joined(separator: "\n").utf8)
        )
    }
}
