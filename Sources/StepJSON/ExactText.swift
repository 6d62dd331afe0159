/// A string compared as JSON compares it: code point by code point.
///
/// Swift's own `==` holds canonically equivalent strings equal (`"é"` and `"e\u{301}"`); in a JSON document those
/// are two different keys and two different values.
package struct ExactText: Hashable, Sendable {
    package var text: String

    @inlinable package init(_ text: String) { self.text = text }

    @inlinable package static func == (left: ExactText, right: ExactText) -> Bool { same(left.text, right.text) }

    package func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }

    /// Whether both strings have the same code points.
    @inlinable package static func same(_ left: String, _ right: String) -> Bool {
        left == right && left.utf8.elementsEqual(right.utf8)
    }
}
