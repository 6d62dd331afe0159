import StepJSON

/// A use of a shape: a member of a structure, or the element, key or value of a list or map.
package struct Member: Sendable {
    /// The model's own name; `member`, `key` or `value` outside structures.
    package let name: String
    /// Step Functions' spelling of the name.
    package let stateName: String
    package let shapeName: String
    package let isRequired: Bool
    /// A token the client makes up so that the same call sent twice acts once.
    package let isIdempotencyToken: Bool
    /// The member's value becomes part of the host name.
    package let isHostLabel: Bool
    /// The parameter of the service's endpoint rules that the member's value is.
    package let endpointParameter: String?
    /// Part of a text that is JSON on the wire.
    package let isJSONText: Bool
    package let isXMLAttribute: Bool
    /// Where the member is written in HTTP, in the model's words: `header`, `uri`, …; nil for the body.
    package let location: String?
    package let queryName: String?
    package let traits: ShapeTraits

    let foldedName: String
}

// MARK: - Reading

extension Member {
    init(name: String, of owner: String, model: JSONValue, isRequired: Bool) throws(ModelError) {
        guard let shapeName = model["shape"]?.stringValue else {
            throw ModelError(.malformed, "member \(name) of shape \(owner) of the service model has no shape")
        }
        self.name = name
        self.shapeName = shapeName
        self.isRequired = isRequired
        stateName = AWSNaming.memberName(name)
        foldedName = name.lowercased()
        isIdempotencyToken = model["idempotencyToken"]?.boolValue ?? false
        isHostLabel = model["hostLabel"]?.boolValue ?? false
        endpointParameter = model["contextParam"]?["name"]?.stringValue
        isJSONText = model["jsonvalue"]?.boolValue ?? false
        isXMLAttribute = model["xmlAttribute"]?.boolValue ?? false
        location = model["location"]?.stringValue
        queryName = model["queryName"]?.stringValue
        traits = ShapeTraits(model)
    }
}

// MARK: - Names on the wire

extension Member {
    /// What the elements of a flattened list are called in forms and XML.
    ///
    /// Models made from Smithy name them by the member that holds the list (`xmlName` on the member; the name of the
    /// list's own member does not count). Older models flatten the list's shape and name its elements there.
    func flattenedName(_ list: Shape) -> String {
        if traits.isFlattened, let name = traits.locationName { return name }
        return list.element?.traits.locationName ?? traits.locationName ?? name
    }

    func isFlattened(_ shape: Shape) -> Bool { traits.isFlattened || shape.traits.isFlattened }

    /// How a timestamp of this member is written, unless nothing says so.
    func timestampFormat(_ shape: Shape) -> TimestampFormat? {
        traits.timestampFormat ?? shape.traits.timestampFormat
    }
}
