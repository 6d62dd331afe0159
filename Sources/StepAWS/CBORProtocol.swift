package import StepJSON

/// AWS's CBOR protocol: the operation in the path, CBOR both ways (Smithy's `rpcv2Cbor`).
package struct CBORProtocol: WireProtocol {
    package init() {}

    private static let contentType = "application/cbor"

    package func request(
        for operation: Operation,
        of model: ServiceModel,
        parameters: JSONObject
    ) throws(WireError) -> HTTPRequest {
        var fields = [HTTPField("smithy-protocol", "rpc-v2-cbor"), HTTPField("Accept", Self.contentType)]
        if model.metadata.isQueryCompatible { fields.append(HTTPField("x-amzn-query-mode", "true")) }
        var writer = CBORWriter()
        if let name = operation.inputShapeName {
            writer.write(try CBORShapeCodec(model: model).written(parameters, of: try model.wireShape(name)))
            fields.append(HTTPField("Content-Type", Self.contentType))
        }
        return HTTPRequest(
            method: operation.httpMethod,
            hostPrefix: try WireProtocols.hostPrefix(of: operation, of: model, parameters: parameters),
            path: "/service/\(model.metadata.targetPrefix ?? "")/operation/\(operation.name)",
            fields: fields,
            body: writer.bytes
        )
    }

    package func result(
        of operation: Operation,
        of model: ServiceModel,
        from response: HTTPResponse
    ) throws(WireError) -> JSONObject {
        guard let name = operation.outputShapeName, !response.body.isEmpty else { return JSONObject() }
        let value = try Self.document(response.body, operation)
        return try CBORShapeCodec(model: model).read(value, of: try model.wireShape(name))
    }

    /// The data item of an answer.
    private static func document(_ body: [UInt8], _ operation: Operation) throws(WireError) -> CBORValue {
        do { return try CBORReader.read(body) } catch {
            throw WireError(.malformedResponse, "the answer of \(operation.name) cannot be read: \(error)")
        }
    }

    package func fault(
        of operation: Operation,
        of model: ServiceModel,
        from response: HTTPResponse
    ) -> ServiceFault {
        guard let body = try? CBORReader.read(response.body), case .map(let entries) = body else {
            return WireProtocols.undocumentedFault(response)
        }
        func text(_ keys: String...) -> String? {
            for entry in entries where keys.contains(entry.key) {
                if case .text(let text) = entry.value { return text }
            }
            return nil
        }
        guard let type = text("__type") ?? response.fields["x-amzn-errortype"] else {
            return WireProtocols.undocumentedFault(response)
        }
        let name = JSONProtocol.shapeName(type)
        let shape = try? model.errorShape(code: name, of: operation)
        return ServiceFault(
            code: JSONProtocol.queryCode(of: response) ?? name,
            message: text("message", "Message") ?? "",
            shapeName: shape?.name,
            statusCode: response.statusCode,
            requestID: response.requestID,
            fields: shape.flatMap { try? CBORShapeCodec(model: model).read(body, of: $0) } ?? JSONObject()
        )
    }
}
