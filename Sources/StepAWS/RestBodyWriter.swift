import StepJSON

/// The body of a REST request: one member as it is (Smithy's `httpPayload`), or all members that are bound nowhere else.
struct RestBodyWriter {
    let format: RestProtocol.Format
    let model: ServiceModel

    struct Body {
        var bytes: [UInt8]
        /// Nil for a request without a body.
        var contentType: String?

        static let none = Body(bytes: [], contentType: nil)
    }

    static let octetStream = "application/octet-stream"

    private var documentType: String { format == .json ? "application/json" : "application/xml" }

    func body(of parameters: JSONObject, _ operation: Operation, _ shape: Shape) throws(WireError) -> Body {
        if let name = shape.payload {
            guard let member = shape.member(name) else {
                throw WireError(.malformedModel, "shape \(shape.name) of the service model has no member \(name)")
            }
            return try body(of: parameters[name], member)
        }
        guard shape.members.contains(where: { $0.location == nil }) else { return .none }
        switch format {
        case .json:
            let document = try JSONShapeCodec(model: model).written(parameters, of: shape)
            return Body(bytes: JSONWriter.bytes(of: .object(document)), contentType: documentType)
        case .xml:
            // Nothing to say, nothing to send.
            let isGiven = shape.members.contains { $0.location == nil && parameters[$0.name] != nil }
            guard isGiven else { return .none }
            var writer = XMLShapeWriter(model: model)
            try writer.write(root: parameters, of: shape, operation.inputTraits)
            return Body(bytes: writer.bytes, contentType: documentType)
        }
    }

    /// The one member that is the body.
    private func body(of value: JSONValue?, _ member: Member) throws(WireError) -> Body {
        let shape = try model.wireShape(member.shapeName)
        guard let value, value != .null else {
            // A document of JSON is there even if it is empty.
            guard format == .json, shape.kind == .structure, !shape.isDocument, !shape.isUnion else { return .none }
            return Body(bytes: Array("{}".utf8), contentType: documentType)
        }
        if shape.isDocument { return Body(bytes: JSONWriter.bytes(of: value), contentType: documentType) }
        switch (shape.kind, value) {
        case (.blob, .string(let text)):
            return Body(bytes: Blob.bytes(of: text), contentType: Self.octetStream)
        case (.string, .string(let text)), (.character, .string(let text)):
            return Body(bytes: Array(text.utf8), contentType: "text/plain")
        default: break
        }
        switch format {
        case .json:
            let document = try JSONShapeCodec(model: model).written(value, member)
            return Body(bytes: JSONWriter.bytes(of: document), contentType: documentType)
        case .xml:
            var writer = XMLShapeWriter(model: model)
            try writer.write(payload: value, member)
            return Body(bytes: writer.bytes, contentType: documentType)
        }
    }
}
