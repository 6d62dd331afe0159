import StepJSON

/// The form that a query request consists of.
struct QueryForm {
    private let dialect: QueryProtocol.Dialect
    private let model: ServiceModel
    private(set) var bytes: [UInt8] = []

    init(dialect: QueryProtocol.Dialect, model: ServiceModel) {
        self.dialect = dialect
        self.model = model
    }

    mutating func append(_ name: String, _ value: String) {
        if !bytes.isEmpty { bytes.append(UInt8(ascii: "&")) }
        append(encoding: name)
        bytes.append(UInt8(ascii: "="))
        append(encoding: value)
    }

    /// As `application/x-www-form-urlencoded` has it: a space is a plus sign.
    private mutating func append(encoding text: String) {
        let space = UInt8(ascii: " ")
        bytes.append(
            contentsOf: PercentEncoding.encode(text, keeping: " ").utf8.map { $0 == space ? UInt8(ascii: "+") : $0 }
        )
    }

    mutating func append(members values: JSONObject, of shape: Shape, under prefix: String) throws(WireError) {
        for member in shape.members {
            guard let value = values[member.name], value != .null else { continue }
            let target = try model.wireShape(member.shapeName)
            var name = serializedName(of: member)
            if dialect == .query, target.kind == .list, member.isFlattened(target) {
                name = member.flattenedName(target)
            }
            try append(value, member, target, as: prefix.isEmpty ? name : "\(prefix).\(name)")
        }
    }

    private mutating func append(
        _ value: JSONValue,
        _ member: Member,
        _ shape: Shape,
        as name: String
    ) throws(WireError) {
        switch (shape.kind, value) {
        case (.structure, .object(let values)): try append(members: values, of: shape, under: name)
        case (.list, .array(let elements)): try append(list: elements, member, shape, as: name)
        case (.map, .object(let entries)): try append(map: entries, member, shape, as: name)
        default:
            let format = member.timestampFormat(shape) ?? .iso8601
            append(name, try ScalarText.text(of: value, shape, at: name, timestamp: format))
        }
    }

    private mutating func append(
        list elements: [JSONValue],
        _ member: Member,
        _ shape: Shape,
        as name: String
    ) throws(WireError) {
        guard let element = shape.element else { return }
        guard !elements.isEmpty else {
            // The query protocol says that a list is there and empty; EC2's cannot.
            if dialect == .query { append(name, "") }
            return
        }
        let isFlat = dialect == .ec2 || member.isFlattened(shape)
        let prefix = isFlat ? name : "\(name).\(element.traits.locationName ?? "member")"
        let target = try model.wireShape(element.shapeName)
        for (index, value) in elements.enumerated() { try append(value, element, target, as: "\(prefix).\(index + 1)") }
    }

    private mutating func append(
        map entries: JSONObject,
        _ member: Member,
        _ shape: Shape,
        as name: String
    ) throws(WireError) {
        guard let key = shape.key, let value = shape.value else { return }
        let prefix = member.isFlattened(shape) ? name : "\(name).entry"
        let target = try model.wireShape(value.shapeName)
        for (index, entry) in entries.enumerated() {
            append("\(prefix).\(index + 1).\(key.traits.locationName ?? "key")", entry.key)
            let name = "\(prefix).\(index + 1).\(value.traits.locationName ?? "value")"
            try append(entry.value, value, target, as: name)
        }
    }

    private func serializedName(of member: Member) -> String {
        guard dialect == .ec2 else { return member.traits.locationName ?? member.name }
        if let name = member.queryName { return name }
        let name = member.traits.locationName ?? member.name
        return name.prefix(1).uppercased() + name.dropFirst()
    }
}
