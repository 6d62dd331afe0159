package import StepJSON

/// One of the outputs of the template that a job came from.
package struct NamedOutput: Sendable, Equatable {
    package var name: String
    package var value: String
    package var description: String?

    package init(name: String, value: String, description: String?) {
        self.name = name
        self.value = value
        self.description = description
    }

    /// The outputs as they are kept beside a definition; none where there is nothing.
    package static func list(_ value: JSONValue?) -> [NamedOutput] {
        (value?.arrayValue ?? []).compactMap { item in
            guard let name = item["name"]?.stringValue, let value = item["value"]?.stringValue else { return nil }
            return NamedOutput(name: name, value: value, description: item["description"]?.stringValue)
        }
    }

    /// The form in which it is kept.
    var json: JSONValue {
        var object: JSONObject = ["name": .string(name), "value": .string(value)]
        object["description"] = description.map { .string($0) }
        return .object(object)
    }
}
