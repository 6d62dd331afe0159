/// A string compared as JSON compares it: code point by code point.
///
/// Swift's own `==` holds canonically equivalent strings equal (`"é"` and `"e\u{301}"`); in a JSON document those
/// are two different keys and two different values.
package struct ExactText: Hashable, Sendable {
    package var text: String

    @inlinable package init(_ text: String) { self.text = text }

    @inlinable package static func == (left: ExactText, right: ExactText) -> Bool { same(left.text, right.text) }

    package func hash(into hasher: inout Hasher) {
        // Eight bytes at a time. The string's own hash would not do: it is the same for all of the many spellings that
        // are canonically equivalent, of which a hostile document could have thousands.
        let bytes = text.utf8Span.span
        var word: UInt64 = 0
        for index in bytes.indices {
            word = word << 8 | UInt64(bytes[index])
            if index & 7 == 7 { hasher.combine(word) }
        }
        hasher.combine(word)
        hasher.combine(bytes.count)
    }

    /// Whether both strings have the same code points.
    ///
    /// Most that differ differ in length, and of the others most in the first bytes, so bytes are compared in place:
    /// `==` would be called for each pair and then tell only of canonical equivalence.
    @inlinable package static func same(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && same(left, right.utf8Span.span)
    }

    /// Whether the string has these bytes.
    @inlinable package static func same(_ text: String, _ bytes: borrowing Span<UInt8>) -> Bool {
        let count = bytes.count
        guard text.utf8.count == count else { return false }
        let own = text.utf8Span.span
        for index in 0..<count where own[index] != bytes[index] { return false }
        return true
    }
}
