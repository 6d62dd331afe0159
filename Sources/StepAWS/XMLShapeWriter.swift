import StepJSON

/// Writes values as XML, as a service's model says (Smithy's XML binding traits).
struct XMLShapeWriter {
    let model: ServiceModel
    private(set) var bytes: [UInt8] = []
    /// Whether the last thing written is the start of an element.
    private var isOpenTagLast = false

    init(model: ServiceModel) { self.model = model }

    /// The members of an operation's input under its root element.
    mutating func write(root values: JSONObject, of shape: Shape, _ input: ShapeTraits) throws(WireError) {
        let name = input.locationName ?? shape.traits.locationName ?? shape.name
        try write(structure: values, of: shape, as: name, input.xmlNamespace == nil ? shape.traits : input)
    }

    /// The member that is the whole body: its own name counts, then its shape's.
    mutating func write(payload value: JSONValue, _ member: Member) throws(WireError) {
        let shape = try model.wireShape(member.shapeName)
        let name = member.traits.locationName ?? shape.traits.locationName ?? shape.name
        try write(value, member, shape, as: name)
    }

    // MARK: - By kind

    private mutating func write(
        structure values: JSONObject,
        of shape: Shape,
        as name: String,
        _ traits: ShapeTraits
    ) throws(WireError) {
        var attributes = ""
        for member in shape.members where member.isXMLAttribute {
            guard let value = values[member.name], value != .null else { continue }
            let target = try model.wireShape(member.shapeName)
            let text = try scalar(value, member, target)
            attributes += " \(member.traits.locationName ?? member.name)=\"\(Self.escaped(text, isAttribute: true))\""
        }
        begin(name, traits, attributes)
        for member in shape.members where !member.isXMLAttribute && member.location == nil {
            guard let value = values[member.name], value != .null else { continue }
            let target = try model.wireShape(member.shapeName)
            try write(value, member, target, as: member.traits.locationName ?? member.name)
        }
        end(name)
    }

    private mutating func write(
        _ value: JSONValue,
        _ member: Member,
        _ shape: Shape,
        as name: String
    ) throws(WireError) {
        let traits = member.traits.xmlNamespace == nil ? shape.traits : member.traits
        switch (shape.kind, value) {
        case (.structure, .object(let values)): try write(structure: values, of: shape, as: name, traits)
        case (.list, .array(let elements)): try write(list: elements, member, shape, as: name, traits)
        case (.map, .object(let entries)): try write(map: entries, member, shape, as: name, traits)
        default:
            begin(name, traits)
            append(text: try scalar(value, member, shape))
            end(name)
        }
    }

    private mutating func write(
        list elements: [JSONValue],
        _ member: Member,
        _ shape: Shape,
        as name: String,
        _ traits: ShapeTraits
    ) throws(WireError) {
        guard let element = shape.element else { return }
        let target = try model.wireShape(element.shapeName)
        if member.isFlattened(shape) {
            let name = member.flattenedName(shape)
            for value in elements { try write(value, element, target, as: name) }
            return
        }
        begin(name, traits)
        for value in elements { try write(value, element, target, as: element.traits.locationName ?? "member") }
        end(name)
    }

    private mutating func write(
        map entries: JSONObject,
        _ member: Member,
        _ shape: Shape,
        as name: String,
        _ traits: ShapeTraits
    ) throws(WireError) {
        guard let key = shape.key, let value = shape.value else { return }
        let keyShape = try model.wireShape(key.shapeName)
        let valueShape = try model.wireShape(value.shapeName)
        let isFlat = member.isFlattened(shape)
        let entryName = isFlat ? name : "entry"
        if !isFlat { begin(name, traits) }
        for entry in entries {
            begin(entryName, isFlat ? traits : nil)
            try write(.string(entry.key), key, keyShape, as: key.traits.locationName ?? "key")
            try write(entry.value, value, valueShape, as: value.traits.locationName ?? "value")
            end(entryName)
        }
        if !isFlat { end(name) }
    }

    private func scalar(_ value: JSONValue, _ member: Member, _ shape: Shape) throws(WireError) -> String {
        let format = member.timestampFormat(shape) ?? .iso8601
        return try ScalarText.text(of: value, shape, at: member.name, timestamp: format)
    }

    // MARK: - Bytes

    private mutating func begin(_ name: String, _ traits: ShapeTraits?, _ attributes: String = "") {
        var namespace = ""
        if let uri = traits?.xmlNamespace {
            let prefix = traits?.xmlPrefix.map { ":\($0)" } ?? ""
            namespace = " xmlns\(prefix)=\"\(Self.escaped(uri, isAttribute: true))\""
        }
        bytes.append(contentsOf: "<\(name)\(namespace)\(attributes)>".utf8)
        isOpenTagLast = true
    }

    /// An element without content is one tag.
    private mutating func end(_ name: String) {
        guard isOpenTagLast else {
            bytes.append(contentsOf: "</\(name)>".utf8)
            return
        }
        bytes.removeLast()
        bytes.append(contentsOf: " />".utf8)
        isOpenTagLast = false
    }

    private mutating func append(text: String) {
        guard !text.isEmpty else { return }
        bytes.append(contentsOf: Self.escaped(text, isAttribute: false).utf8)
        isOpenTagLast = false
    }

    /// A carriage return would be read as a line feed if it were not written as a reference (XML 1.0, 2.11).
    private static func escaped(_ text: String, isAttribute: Bool) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\r": result += "&#xD;"
            case "\"" where isAttribute: result += "&quot;"
            case "\n" where isAttribute: result += "&#xA;"
            case "\t" where isAttribute: result += "&#x9;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
