package import StepJSON

/// AWS's JSON protocols 1.0 and 1.1: one path, the operation in a header, JSON both ways (Smithy's `awsJson1_0`,
/// `awsJson1_1`).
package struct JSONProtocol: WireProtocol {
    package init() {}

    package func request(
        for operation: Operation,
        of model: ServiceModel,
        parameters: JSONObject
    ) throws(WireError) -> HTTPRequest {
        var body = JSONObject()
        if let name = operation.inputShapeName {
            let shape = try model.wireShape(name)
            body = try JSONShapeCodec(model: model).written(parameters, of: shape)
        }
        var fields = [
            HTTPField("Content-Type", "application/x-amz-json-\(model.metadata.jsonVersion ?? "1.0")"),
            HTTPField("X-Amz-Target", "\(model.metadata.targetPrefix ?? "").\(operation.name)"),
        ]
        if model.metadata.isQueryCompatible { fields.append(HTTPField("x-amzn-query-mode", "true")) }
        return HTTPRequest(
            method: operation.httpMethod,
            hostPrefix: try WireProtocols.hostPrefix(of: operation, of: model, parameters: parameters),
            path: operation.requestURI,
            fields: fields,
            body: JSONWriter.bytes(of: .object(body))
        )
    }

    package func result(
        of operation: Operation,
        of model: ServiceModel,
        from response: HTTPResponse
    ) throws(WireError) -> JSONObject {
        guard let name = operation.outputShapeName, !response.body.isEmpty else { return JSONObject() }
        let value = try Self.document(response.body, operation)
        let shape = try model.wireShape(name)
        return try JSONShapeCodec(model: model).read(value.objectValue ?? JSONObject(), of: shape)
    }

    /// The JSON text of an answer.
    static func document(_ body: [UInt8], _ operation: Operation) throws(WireError) -> JSONValue {
        do { return try JSONParser.parse(bytes: body) } catch {
            throw WireError(.malformedResponse, "the answer of \(operation.name) cannot be read: \(error)")
        }
    }

    package func fault(
        of operation: Operation,
        of model: ServiceModel,
        from response: HTTPResponse
    ) -> ServiceFault {
        guard let value = try? JSONParser.parse(bytes: response.body), case .object(let body) = value,
            let type = response.fields["x-amzn-errortype"] ?? body["__type"]?.stringValue ?? body["code"]?.stringValue
        else { return WireProtocols.undocumentedFault(response) }
        let name = Self.shapeName(type)
        let shape = try? model.errorShape(code: name, of: operation)
        let message = ["message", "Message", "errorMessage"].lazy.compactMap { body[$0]?.stringValue }.first
        return ServiceFault(
            code: Self.queryCode(of: response) ?? name,
            message: message ?? "",
            shapeName: shape?.name,
            statusCode: response.statusCode,
            requestID: response.requestID,
            fields: shape.flatMap { try? JSONShapeCodec(model: model).read(body, of: $0) } ?? JSONObject()
        )
    }

    /// The code in the words of the query protocol, which a service that spoke it before goes on naming its errors by.
    static func queryCode(of response: HTTPResponse) -> String? {
        response.fields["x-amzn-query-error"]?.split(separator: ";").first.map(String.init)
    }

    /// The name in `aws.protocoltests#FooError:http://internal/…`.
    static func shapeName(_ type: String) -> String {
        let name = type.prefix { $0 != ":" }
        return name.split(separator: "#").last.map(String.init) ?? String(name)
    }
}
