import StepJSON

/// What may be written on a shape and, before that in rank, on a use of it.
package struct ShapeTraits: Sendable {
    package let locationName: String?
    package let isFlattened: Bool
    package let timestampFormat: TimestampFormat?
    package let xmlNamespace: String?
    package let xmlPrefix: String?
    package let isStreaming: Bool
}

// MARK: - Reading

extension ShapeTraits {
    init(_ model: JSONValue) {
        locationName = model["locationName"]?.stringValue
        isFlattened = model["flattened"]?.boolValue ?? false
        timestampFormat = model["timestampFormat"]?.stringValue.flatMap(TimestampFormat.init(rawValue:))
        xmlNamespace = model["xmlNamespace"]?["uri"]?.stringValue ?? model["xmlNamespace"]?.stringValue
        xmlPrefix = model["xmlNamespace"]?["prefix"]?.stringValue
        isStreaming = model["streaming"]?.boolValue ?? false
    }
}
