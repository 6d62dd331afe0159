import StepJSON

/// One type of a service model: what a member, a request or an answer consists of.
///
/// The fields are those of botocore's `service-2.json`. Members name their own shapes, which are looked up when they
/// are needed: shapes may contain themselves.
package struct Shape: Sendable {
    /// The type of a shape, in the model's words.
    package enum Kind: String, Sendable {
        case structure, list, map, string, character, blob, boolean, integer, long, float, double, timestamp
        case bigInteger, bigDecimal, byte, short
    }

    package let name: String
    package let kind: Kind
    /// The members of a structure, in the model's order; none for anything else.
    package let members: [Member]
    /// The element of a list, the key and the value of a map; nil for anything else.
    package let element: Member?
    package let key: Member?
    package let value: Member?
    /// What is written on the shape itself.
    package let traits: ShapeTraits
    /// The code the service writes on the wire for this error, if it differs from the shape's name.
    package let errorCode: String?
    /// The HTTP status of this error.
    package let errorStatusCode: Int?
    package let isException: Bool
    /// Free-form JSON (`document`): whatever is below has no names of the model's.
    package let isDocument: Bool
    package let isUnion: Bool
    /// Events that come one after the other on one connection: no document could hold them.
    package let isEventStream: Bool
    /// The member that is the whole HTTP body, if one is.
    package let payload: String?

    /// The member of a structure by any spelling: the model's, Step Functions', or either in other letter case.
    package func member(spelled name: String) -> Member? {
        members.first { $0.name == name || $0.stateName == name }
            ?? members.first { $0.foldedName == name.lowercased() }
    }

    /// The member of a structure by the model's own name.
    package func member(_ name: String) -> Member? { members.first { $0.name == name } }
}

// MARK: - Reading

extension Shape {
    init(name: String, model: JSONValue) throws(ModelError) {
        guard let type = model["type"]?.stringValue, let kind = Kind(rawValue: type) else {
            throw ModelError(.malformed, "shape \(name) of the service model has no known type")
        }
        let required = Set((model["required"]?.arrayValue ?? []).compactMap(\.stringValue))
        var members: [Member] = []
        for (key, use) in model["members"]?.objectValue ?? JSONObject() {
            members.append(try Member(name: key, of: name, model: use, isRequired: required.contains(key)))
        }
        func use(_ key: String) throws(ModelError) -> Member? {
            guard let use = model[key] else { return nil }
            return try Member(name: key, of: name, model: use, isRequired: false)
        }
        self.name = name
        self.kind = kind
        self.members = members
        element = try use("member")
        key = try use("key")
        value = try use("value")
        traits = ShapeTraits(model)
        errorCode = model["error"]?["code"]?.stringValue
        errorStatusCode = (model["error"]?["httpStatusCode"]?.integerValue).map { Int(truncatingIfNeeded: $0) }
        isException = model["exception"]?.boolValue ?? (model["error"] != nil)
        isDocument = model["document"]?.boolValue ?? false
        isUnion = model["union"]?.boolValue ?? false
        isEventStream = model["eventstream"]?.boolValue ?? false
        payload = model["payload"]?.stringValue
        switch kind {
        case .list where element == nil, .map where key == nil || value == nil:
            throw ModelError(.malformed, "shape \(name) of the service model is a \(type) of nothing")
        default: break
        }
    }
}
