package import StepJSON

/// The request of one call, complete but for its signature.
package enum ServiceRequest {
    /// The request of `operation` in its service's protocol, with the token that makes it safe to repeat, and with what
    /// single services want beyond their protocol.
    ///
    /// `parameters` have the model's names, as `StateSpelling.parameters` gives them; `idempotencyToken` is for the members
    /// that the model marks and the caller left out; `streamType` is the media type of a stream that is the body, where the
    /// parameters have none.
    package static func make(
        for operation: Operation,
        of model: ServiceModel,
        parameters: JSONObject,
        idempotencyToken: String,
        streamType: String? = nil
    ) throws(WireError) -> HTTPRequest {
        var parameters = try WireError.model { () throws(ModelError) in
            try IdempotencyToken.filled(parameters, with: idempotencyToken, of: operation, model)
        }
        try ServicePeculiarities.adapt(&parameters, of: operation, model)
        var request = try WireProtocols.preferred(by: model.metadata)
            .request(for: operation, of: model, parameters: parameters)
        if let streamType, request.fields["Content-Type"] == RestBodyWriter.octetStream,
            try hasStream(operation, model)
        {
            request.fields["Content-Type"] = streamType
        }
        ServicePeculiarities.adapt(&request, of: operation, model, parameters)
        return request
    }

    private static func hasStream(_ operation: Operation, _ model: ServiceModel) throws(WireError) -> Bool {
        guard let name = operation.inputShapeName else { return false }
        let shape = try model.wireShape(name)
        guard let payload = shape.payload, let member = shape.member(payload) else { return false }
        return member.traits.isStreaming ? true : try model.wireShape(member.shapeName).traits.isStreaming
    }
}
