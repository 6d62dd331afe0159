import StepJSON

/// Path, query and header fields of a REST request, with the parameters that belong there (Smithy's `httpLabel`,
/// `httpQuery`, `httpQueryParams`, `httpHeader` and `httpPrefixHeaders` traits).
struct RestRequestHead {
    private let model: ServiceModel
    private(set) var path: String
    private(set) var fields: [HTTPField] = []
    private var parameters: [(name: String, value: String?)] = []

    init(operation: Operation, model: ServiceModel) {
        self.model = model
        let parts = operation.requestURI.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts[0])
        for pair in parts.dropFirst().first?.split(separator: "&") ?? [] {
            let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            parameters.append((String(sides[0]), sides.count == 2 ? String(sides[1]) : nil))
        }
    }

    /// Encoded and in the order of the model, the constant part first.
    var query: String {
        parameters.map { parameter in
            let name = PercentEncoding.encode(parameter.name)
            guard let value = parameter.value else { return name }
            return "\(name)=\(PercentEncoding.encode(value))"
        }.joined(separator: "&")
    }

    mutating func bind(_ values: JSONObject, of shape: Shape?) throws(WireError) {
        var maps: [(JSONValue, Shape)] = []
        for member in shape?.members ?? [] {
            let value = values[member.name] ?? .null
            let name = member.traits.locationName ?? member.name
            switch member.location {
            case "uri": try bind(label: name, value, member)
            case "querystring" where value != .null:
                let target = try model.wireShape(member.shapeName)
                if target.kind == .map {
                    maps.append((value, target))
                } else {
                    try append(query: name, value, member, target)
                }
            case "header" where value != .null:
                if let text = try headerText(value, member) { fields.append(HTTPField(name, text)) }
            case "headers":
                for (key, value) in value.objectValue ?? JSONObject() {
                    fields.append(HTTPField("\(member.traits.locationName ?? "")\(key)", value.stringValue ?? ""))
                }
            default: break
            }
        }
        // A parameter with a member of its own wins over one of a map.
        for (entries, shape) in maps { try append(map: entries, shape) }
    }

    // MARK: - Path

    private mutating func bind(label name: String, _ value: JSONValue, _ member: Member) throws(WireError) {
        let shape = try model.wireShape(member.shapeName)
        let text =
            value == .null
            ? ""
            : try ScalarText.text(
                of: value,
                shape,
                at: member.name,
                timestamp: member.timestampFormat(shape) ?? .iso8601
            )
        // An empty label would make it another resource's address.
        guard !text.isEmpty else {
            throw WireError(.invalidParameter, "\(member.stateName) becomes part of the address, and is empty")
        }
        path = path.replacing("{\(name)}", with: PercentEncoding.encode(text))
        path = path.replacing("{\(name)+}", with: PercentEncoding.encode(text, keeping: "/"))
    }

    // MARK: - Query

    private mutating func append(
        query name: String,
        _ value: JSONValue,
        _ member: Member,
        _ shape: Shape
    ) throws(WireError) {
        if case .array(let elements) = value, let element = shape.element {
            let target = try model.wireShape(element.shapeName)
            for value in elements { try append(query: name, value, element, target) }
            return
        }
        let format = member.timestampFormat(shape) ?? .iso8601
        parameters.append((name, try ScalarText.text(of: value, shape, at: member.name, timestamp: format)))
    }

    private mutating func append(map entries: JSONValue, _ shape: Shape) throws(WireError) {
        guard let member = shape.value, case .object(let entries) = entries else { return }
        let target = try model.wireShape(member.shapeName)
        let known = Set(parameters.map(\.name))
        for (key, value) in entries where value != .null && !known.contains(key) {
            try append(query: key, value, member, target)
        }
    }

    // MARK: - Header

    /// Nil for what is not written: empty texts and lists.
    private func headerText(_ value: JSONValue, _ member: Member) throws(WireError) -> String? {
        let shape = try model.wireShape(member.shapeName)
        if member.isJSONText { return Base64.encode(JSONWriter.bytes(of: value)) }
        guard case .array(let elements) = value, let element = shape.element else {
            let format = member.timestampFormat(shape) ?? .rfc822
            let text = try ScalarText.text(of: value, shape, at: member.name, timestamp: format)
            return text.isEmpty ? nil : text
        }
        let target = try model.wireShape(element.shapeName)
        let format = element.timestampFormat(target) ?? .rfc822
        var texts: [String] = []
        for value in elements {
            let text = try ScalarText.text(of: value, target, at: member.name, timestamp: format)
            texts.append(target.kind == .string ? Self.quotedIfNeeded(text) : text)
        }
        return texts.isEmpty ? nil : texts.joined(separator: ", ")
    }

    /// An element with a comma or a quotation mark in it stands in quotation marks (Smithy, "httpHeader").
    private static func quotedIfNeeded(_ text: String) -> String {
        guard text.contains(where: { $0 == "," || $0 == "\"" }) else { return text }
        let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
        return "\"\(escaped)\""
    }
}
