import StepJSON

/// Reads values out of XML as a service's model says they are written there.
struct XMLShapeReader {
    let model: ServiceModel

    /// The members of a structure that `node` holds, by the model's names; those that are not there are left out.
    func members(of shape: Shape, in node: XMLNode) throws(WireError) -> JSONObject {
        var object = JSONObject()
        for member in shape.members where member.location == nil {
            let target = try model.wireShape(member.shapeName)
            if let value = try value(of: member, target, in: node) { object[member.name] = value }
        }
        return object
    }

    private func value(of member: Member, _ shape: Shape, in node: XMLNode) throws(WireError) -> JSONValue? {
        let name = member.traits.locationName ?? member.name
        if member.isXMLAttribute {
            let localName = name.split(separator: ":").last.map(String.init) ?? name
            guard let text = node.attribute(localName) else { return nil }
            return try ScalarText.value(of: text, shape, at: member.name)
        }
        switch shape.kind {
        case .list where member.isFlattened(shape):
            let nodes = node.children(member.flattenedName(shape))
            guard !nodes.isEmpty else { return nil }
            return try list(shape, nodes)
        case .map where member.isFlattened(shape):
            let nodes = node.children(name)
            guard !nodes.isEmpty else { return nil }
            return try map(shape, nodes)
        default:
            guard let child = node.child(name) else { return nil }
            return try value(shape, in: child, at: member.name)
        }
    }

    /// What `node` holds, for a value of shape `shape`.
    func value(_ shape: Shape, in node: XMLNode, at name: String) throws(WireError) -> JSONValue {
        switch shape.kind {
        case .structure: .object(try members(of: shape, in: node))
        case .list: try list(shape, node.children)
        case .map: try map(shape, node.children)
        default: try ScalarText.value(of: node.text, shape, at: name)
        }
    }

    private func list(_ shape: Shape, _ nodes: [XMLNode]) throws(WireError) -> JSONValue {
        guard let element = shape.element else { return .array([]) }
        let target = try model.wireShape(element.shapeName)
        var values: [JSONValue] = []
        values.reserveCapacity(nodes.count)
        for node in nodes { values.append(try value(target, in: node, at: shape.name)) }
        return .array(values)
    }

    private func map(_ shape: Shape, _ entries: [XMLNode]) throws(WireError) -> JSONValue {
        guard let key = shape.key, let value = shape.value else { return .object(JSONObject()) }
        let target = try model.wireShape(value.shapeName)
        var object = JSONObject()
        for entry in entries {
            guard let name = entry.child(key.traits.locationName ?? "key")?.text else {
                throw WireError(.malformedResponse, "an entry of \(shape.name) of the answer has no key")
            }
            guard let node = entry.child(value.traits.locationName ?? "value") else { continue }
            object[name] = try self.value(target, in: node, at: shape.name)
        }
        return .object(object)
    }
}
