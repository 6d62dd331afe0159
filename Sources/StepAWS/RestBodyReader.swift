import StepJSON

/// The members of a result that a REST answer carries in its body.
struct RestBodyReader {
    let format: RestProtocol.Format
    let model: ServiceModel

    func members(of shape: Shape, in body: [UInt8], _ operation: Operation) throws(WireError) -> JSONObject {
        if let name = shape.payload, let member = shape.member(name) {
            guard let value = try value(of: member, in: body, operation) else { return JSONObject() }
            return [name: value]
        }
        guard !body.isEmpty, shape.members.contains(where: { $0.location == nil }) else { return JSONObject() }
        switch format {
        case .json:
            let document = try JSONProtocol.document(body, operation)
            return try JSONShapeCodec(model: model).read(document.objectValue ?? JSONObject(), of: shape)
        case .xml:
            let root = try QueryProtocol.root(body, operation)
            let result = try XMLShapeReader(model: model).members(of: shape, in: root)
            guard result.isEmpty, let unwrapped = try unwrapped(root, shape) else { return result }
            return unwrapped
        }
    }

    /// The one member that is the body; nil where it is not there.
    private func value(of member: Member, in body: [UInt8], _ operation: Operation) throws(WireError) -> JSONValue? {
        let shape = try model.wireShape(member.shapeName)
        if shape.isEventStream {
            throw WireError(
                .malformedResponse,
                "\(operation.name) answers with a stream of events, which no task can take"
            )
        }
        switch shape.kind {
        case .blob: return .string(Blob.text(of: body))
        case .string, .character:
            guard let text = String(validating: body, as: UTF8.self) else {
                throw WireError(.malformedResponse, "\(member.name) of the answer is no text")
            }
            return text.isEmpty ? nil : .string(text)
        default: break
        }
        guard !body.isEmpty else { return nil }
        switch format {
        case .json: return try JSONShapeCodec(model: model).read(try JSONProtocol.document(body, operation), member)
        case .xml:
            return try XMLShapeReader(model: model).value(
                shape,
                in: try QueryProtocol.root(body, operation),
                at: member.name
            )
        }
    }

    /// A root element that is the only member itself, without one around it, as S3's GetBucketLocation answers (Smithy's
    /// `s3UnwrappedXmlOutput`, which the model does not tell).
    private func unwrapped(_ root: XMLNode, _ shape: Shape) throws(WireError) -> JSONObject? {
        guard shape.members.count == 1, let member = shape.members.first, root.children.isEmpty, !root.text.isEmpty,
            root.name == member.traits.locationName ?? member.name
        else { return nil }
        let target = try model.wireShape(member.shapeName)
        return [member.name: try XMLShapeReader(model: model).value(target, in: root, at: member.name)]
    }
}
