package import StepJSON

/// AWS's query protocol and EC2's variant of it: a form is sent, XML comes back (Smithy's `awsQuery`, `ec2Query`).
package struct QueryProtocol: WireProtocol {
    package enum Dialect: Sendable {
        case query
        /// Lists are always flattened, names begin with a capital letter, and the answer has no wrapper.
        case ec2
    }

    private let dialect: Dialect

    package init(dialect: Dialect) { self.dialect = dialect }

    package func request(
        for operation: Operation,
        of model: ServiceModel,
        parameters: JSONObject
    ) throws(WireError) -> HTTPRequest {
        var form = QueryForm(dialect: dialect, model: model)
        form.append("Action", operation.name)
        form.append("Version", model.metadata.apiVersion)
        if let name = operation.inputShapeName {
            let shape = try WireError.model { () throws(ModelError) in try model.shape(name) }
            try form.append(members: parameters, of: shape, under: "")
        }
        return HTTPRequest(
            method: operation.httpMethod,
            hostPrefix: try WireProtocols.hostPrefix(of: operation, of: model, parameters: parameters),
            path: operation.requestURI,
            fields: [HTTPField("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
            body: form.bytes
        )
    }

    package func result(
        of operation: Operation,
        of model: ServiceModel,
        from response: HTTPResponse
    ) throws(WireError) -> JSONObject {
        guard let name = operation.outputShapeName, !response.body.isEmpty else { return JSONObject() }
        var node: XMLNode
        do { node = try XMLReader.read(response.body) } catch {
            throw WireError(.malformedResponse, "the answer of \(operation.name) cannot be read: \(error)")
        }
        if dialect == .query {
            let wrapper = operation.resultWrapper ?? "\(operation.name)Result"
            node = node.child(wrapper) ?? node
        }
        let shape = try WireError.model { () throws(ModelError) in try model.shape(name) }
        return try XMLShapeReader(model: model).members(of: shape, in: node)
    }

    package func fault(
        of operation: Operation,
        of model: ServiceModel,
        from response: HTTPResponse
    ) -> ServiceFault {
        guard let root = try? XMLReader.read(response.body),
            let error = root.child("Error") ?? root.child("Errors")?.child("Error"),
            let code = error.child("Code")?.text
        else { return WireProtocols.undocumentedFault(response) }
        let shape = try? model.errorShape(code: code, of: operation)
        let reader = XMLShapeReader(model: model)
        return ServiceFault(
            code: code,
            message: error.child("Message")?.text ?? error.child("message")?.text ?? "",
            shapeName: shape?.name,
            statusCode: response.statusCode,
            requestID: root.child("RequestId")?.text ?? root.child("RequestID")?.text ?? response.requestID,
            fields: shape.flatMap { try? reader.members(of: $0, in: error) } ?? JSONObject()
        )
    }
}
