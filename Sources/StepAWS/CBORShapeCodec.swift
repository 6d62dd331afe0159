import StepJSON

/// Values as CBOR on the wire: numbers, timestamps and blobs written and read as a service's model says (Smithy RPC v2
/// CBOR, "Shape serialization").
struct CBORShapeCodec {
    let model: ServiceModel

    /// Seconds since 1970 (RFC 8949, 3.4.2).
    private static let epochTag: UInt64 = 1

    // MARK: - Writing

    func written(_ values: JSONObject, of shape: Shape) throws(WireError) -> CBORValue {
        var entries: [(key: String, value: CBORValue)] = []
        for member in shape.members {
            guard let value = values[member.name], value != .null else { continue }
            entries.append((member.name, try written(value, model.wireShape(member.shapeName), at: member.name)))
        }
        return .map(entries)
    }

    private func written(_ value: JSONValue, _ shape: Shape, at name: String) throws(WireError) -> CBORValue {
        switch (shape.kind, value) {
        case (_, .null): return .null
        case (.structure, .object(let values)): return try written(values, of: shape)
        case (.list, .array(let elements)):
            guard let element = shape.element else { break }
            let target = try model.wireShape(element.shapeName)
            var values: [CBORValue] = []
            for value in elements { values.append(try written(value, target, at: name)) }
            return .array(values)
        case (.map, .object(let entries)):
            guard let member = shape.value else { break }
            let target = try model.wireShape(member.shapeName)
            var values: [(key: String, value: CBORValue)] = []
            for (key, value) in entries { values.append((key, try written(value, target, at: name))) }
            return .map(values)
        case (.blob, .string(let text)): return .bytes(Blob.bytes(of: text))
        case (.timestamp, .number(let number)): return .tagged(Self.epochTag, Self.number(number))
        case (.float, .string(let text)), (.double, .string(let text)):
            if let value = ScalarText.special(text) { return .float(value) }
        case (.float, .number(let number)), (.double, .number(let number)), (.bigDecimal, .number(let number)):
            return .float(number.doubleValue)
        case (_, .number(let number)): return Self.number(number)
        case (_, .bool(let value)): return .bool(value)
        case (_, .string(let text)): return .text(text)
        default: break
        }
        throw WireError(.invalidParameter, "\(name) is \(shape.kind.rawValue), and cannot be of type \(value.kindName)")
    }

    private static func number(_ number: JSONNumber) -> CBORValue {
        number.integerValue.map { .integer($0) } ?? .float(number.doubleValue)
    }

    // MARK: - Reading

    /// The members of a structure by the model's names; those that are not there or null are left out.
    func read(_ value: CBORValue, of shape: Shape) throws(WireError) -> JSONObject {
        guard case .map(let entries) = value else {
            throw WireError(.malformedResponse, "\(shape.name) of the answer is no map")
        }
        var object = JSONObject()
        for member in shape.members {
            guard let entry = entries.last(where: { $0.key == member.name }), entry.value != .null else { continue }
            object[member.name] = try read(entry.value, model.wireShape(member.shapeName), at: member.name)
        }
        return object
    }

    private func read(_ value: CBORValue, _ shape: Shape, at name: String) throws(WireError) -> JSONValue {
        switch (shape.kind, value) {
        case (_, .null): return .null
        case (.structure, .map): return .object(try read(value, of: shape))
        case (.list, .array(let elements)):
            guard let element = shape.element else { break }
            let target = try model.wireShape(element.shapeName)
            var values: [JSONValue] = []
            for value in elements { values.append(try read(value, target, at: name)) }
            return .array(values)
        case (.map, .map(let entries)):
            guard let member = shape.value else { break }
            let target = try model.wireShape(member.shapeName)
            var object = JSONObject()
            for entry in entries { object[entry.key] = try read(entry.value, target, at: name) }
            return .object(object)
        case (.blob, .bytes(let bytes)): return .string(Blob.text(of: bytes))
        case (.timestamp, .tagged(Self.epochTag, let seconds)): return try read(seconds, shape, at: name)
        case (_, .tagged(_, let inner)): return try read(inner, shape, at: name)
        case (.string, .text(let text)), (.character, .text(let text)): return .string(text)
        case (.boolean, .bool(let value)): return .bool(value)
        case (_, .integer(let value)): return .number(JSONNumber(value))
        case (_, .unsigned(let value)): return .number(JSONNumber(Double(value)))
        case (_, .float(let value)):
            if value.isNaN { return .string("NaN") }
            if value.isInfinite { return .string(value < 0 ? "-Infinity" : "Infinity") }
            return .number(JSONNumber(value))
        default: break
        }
        throw WireError(.malformedResponse, "\(name) of the answer is not of type \(shape.kind.rawValue)")
    }
}
