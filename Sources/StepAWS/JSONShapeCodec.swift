import StepJSON

/// Values as JSON on the wire: names, timestamps and blobs written and read as a service's model says.
struct JSONShapeCodec {
    let model: ServiceModel

    /// The members of a structure by their names on the wire.
    func written(_ values: JSONObject, of shape: Shape) throws(WireError) -> JSONObject {
        var object = JSONObject()
        for member in shape.members where member.location == nil {
            guard let value = values[member.name], value != .null else { continue }
            object[member.traits.locationName ?? member.name] = try converted(value, member, .write)
        }
        return object
    }

    /// The members of a structure by the model's names; those that are not there or null are left out.
    func read(_ values: JSONObject, of shape: Shape) throws(WireError) -> JSONObject {
        var object = JSONObject()
        for member in shape.members where member.location == nil {
            guard let value = values[member.traits.locationName ?? member.name], value != .null else { continue }
            object[member.name] = try converted(value, member, .read)
        }
        return object
    }

    /// A value and all below it as it is on the wire; null stays null in lists and maps.
    func written(_ value: JSONValue, _ member: Member) throws(WireError) -> JSONValue {
        try converted(value, member, .write)
    }

    /// A value and all below it as the model has it.
    func read(_ value: JSONValue, _ member: Member) throws(WireError) -> JSONValue {
        try converted(value, member, .read)
    }

    private enum Direction {
        case write, read
    }

    /// A value and all below it, in one of the two directions; null stays null in lists and maps.
    private func converted(
        _ value: JSONValue,
        _ member: Member,
        _ direction: Direction
    ) throws(WireError) -> JSONValue {
        let shape = try model.wireShape(member.shapeName)
        if shape.isDocument || value == .null { return value }
        switch (shape.kind, value) {
        case (.structure, .object(let values)):
            return .object(try direction == .write ? written(values, of: shape) : read(values, of: shape))
        case (.list, .array(let elements)):
            guard let element = shape.element else { return value }
            var result: [JSONValue] = []
            result.reserveCapacity(elements.count)
            for value in elements { result.append(try converted(value, element, direction)) }
            return .array(result)
        case (.map, .object(let entries)):
            guard let member = shape.value else { return value }
            var result = JSONObject()
            for (key, value) in entries { result[key] = try converted(value, member, direction) }
            return .object(result)
        default:
            return try direction == .write ? Self.written(value, shape, member) : Self.read(value, shape, member)
        }
    }

    private static func written(
        _ value: JSONValue,
        _ shape: Shape,
        _ member: Member
    ) throws(WireError) -> JSONValue {
        switch (shape.kind, value) {
        case (.blob, .string(let text)):
            return .string(Base64.encode(Blob.bytes(of: text)))
        case (.timestamp, .number(let number)):
            let format = member.timestampFormat(shape) ?? .unixTimestamp
            return format == .unixTimestamp ? value : .string(WireTimestamp.text(number.doubleValue, format))
        default:
            return value
        }
    }

    private static func read(
        _ value: JSONValue,
        _ shape: Shape,
        _ member: Member
    ) throws(WireError) -> JSONValue {
        switch (shape.kind, value) {
        case (.structure, _), (.list, _), (.map, _), (_, .array), (_, .object):
            throw WireError(.malformedResponse, "\(member.name) of the answer is not of type \(shape.kind.rawValue)")
        case (.blob, .string(let text)), (.timestamp, .string(let text)):
            return try ScalarText.value(of: text, shape, at: member.name)
        case (.string, .number(let number)):
            return .string(number.text)
        default:
            return value
        }
    }
}
