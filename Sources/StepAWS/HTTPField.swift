/// A header field of HTTP; names are compared without regard to letter case (RFC 9110, 5.1).
package struct HTTPField: Sendable, Equatable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

extension [HTTPField] {
    /// The value of the first field of that name; setting replaces all fields of the name, nil removes them.
    package subscript(name: String) -> String? {
        get { first { $0.name.lowercased() == name.lowercased() }?.value }
        set {
            removeAll { $0.name.lowercased() == name.lowercased() }
            if let newValue { append(HTTPField(name, newValue)) }
        }
    }
}
