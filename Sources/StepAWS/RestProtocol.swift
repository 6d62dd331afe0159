package import StepJSON

/// AWS's REST protocols: parameters in path, query and header fields, the rest as JSON or XML in the body (Smithy's
/// `restJson1` and `restXml` with the HTTP binding traits).
package struct RestProtocol: WireProtocol {
    /// What bodies are written in.
    package enum Format: Sendable {
        case json, xml
    }

    private let format: Format

    package init(_ format: Format) { self.format = format }

    package func request(
        for operation: Operation,
        of model: ServiceModel,
        parameters: JSONObject
    ) throws(WireError) -> HTTPRequest {
        let shape = try operation.inputShapeName.map { name throws(WireError) in try model.wireShape(name) }
        var head = RestRequestHead(operation: operation, model: model)
        try head.bind(parameters, of: shape)
        var request = HTTPRequest(
            method: operation.httpMethod,
            hostPrefix: try WireProtocols.hostPrefix(of: operation, of: model, parameters: parameters),
            path: head.path,
            query: head.query,
            fields: head.fields
        )
        guard let shape else { return request }
        let body = try RestBodyWriter(format: format, model: model).body(of: parameters, operation, shape)
        request.body = body.bytes
        if let type = body.contentType, request.fields["Content-Type"] == nil { request.fields["Content-Type"] = type }
        return request
    }

    package func result(
        of operation: Operation,
        of model: ServiceModel,
        from response: HTTPResponse
    ) throws(WireError) -> JSONObject {
        guard let name = operation.outputShapeName else { return JSONObject() }
        let shape = try model.wireShape(name)
        var result = try RestResponseHead(model: model).members(of: shape, in: response)
        let body = try RestBodyReader(format: format, model: model).members(of: shape, in: response.body, operation)
        for (name, value) in body { result[name] = value }
        return result
    }

    package func fault(
        of operation: Operation,
        of model: ServiceModel,
        from response: HTTPResponse
    ) -> ServiceFault {
        var fault =
            switch format {
            case .json: JSONProtocol().fault(of: operation, of: model, from: response)
            case .xml: QueryProtocol.xmlFault(of: operation, of: model, from: response)
            }
        ServicePeculiarities.adapt(&fault, of: operation, model)
        if let name = fault.shapeName, let shape = try? model.shape(name),
            let fields = try? RestResponseHead(model: model).members(of: shape, in: response)
        {
            for (name, value) in fields { fault.fields[name] = value }
        }
        return fault
    }
}
