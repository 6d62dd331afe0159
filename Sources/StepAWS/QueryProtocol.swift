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
            let shape = try model.wireShape(name)
            try form.append(members: parameters, of: shape, under: "")
        }
        return HTTPRequest(
            method: operation.httpMethod,
            hostPrefix: try WireProtocols.hostPrefix(of: operation, of: model, parameters: parameters),
            path: "/",
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
        var node = try Self.root(response.body, operation)
        if dialect == .query {
            let wrapper = operation.resultWrapper ?? "\(operation.name)Result"
            node = node.child(wrapper) ?? node
        }
        let shape = try model.wireShape(name)
        return try XMLShapeReader(model: model).members(of: shape, in: node)
    }

    package func fault(
        of operation: Operation,
        of model: ServiceModel,
        from response: HTTPResponse
    ) -> ServiceFault {
        Self.xmlFault(of: operation, of: model, from: response)
    }

    /// The root element of an answer.
    static func root(_ body: [UInt8], _ operation: Operation) throws(WireError) -> XMLNode {
        do { return try XMLReader.read(body) } catch {
            throw WireError(.malformedResponse, "the answer of \(operation.name) cannot be read: \(error)")
        }
    }

    /// The fault in an XML document: `Error` within `ErrorResponse`, within `Response` and `Errors` (EC2), or alone (S3).
    static func xmlFault(
        of operation: Operation,
        of model: ServiceModel,
        from response: HTTPResponse
    ) -> ServiceFault {
        guard let root = try? XMLReader.read(response.body),
            let error = root.child("Error") ?? root.child("Errors")?.child("Error")
                ?? (root.name == "Error" ? root : nil),
            let code = error.child("Code")?.text
        else { return WireProtocols.undocumentedFault(response) }
        let shape = try? model.errorShape(code: code, of: operation)
        let reader = XMLShapeReader(model: model)
        let requestID = root.child("RequestId")?.text ?? root.child("RequestID")?.text ?? error.child("RequestId")?.text
        return ServiceFault(
            code: code,
            message: error.child("Message")?.text ?? error.child("message")?.text ?? "",
            shapeName: shape?.name,
            statusCode: response.statusCode,
            requestID: requestID ?? response.requestID,
            fields: shape.flatMap { try? reader.members(of: $0, in: error) } ?? JSONObject()
        )
    }
}
