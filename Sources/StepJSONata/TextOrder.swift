/// The order of strings that `<` and sorting, and the filters and Choice rules of the Amazon States Language have.
package enum TextOrder {
    /// Whether `left` comes before `right`, UTF-16 code unit by code unit, as ECMAScript's `<` and Java's `compareTo`
    /// (and so AWS) have it.
    ///
    /// Swift's own `<` orders by canonical equivalence, which would make `"é"` and `"e\u{301}"` equal.
    package static func precedes(_ left: String, _ right: String) -> Bool {
        // UTF-8 orders as UTF-16 does up to the first byte of a scalar past U+FFFF or in U+E000...U+FFFF.
        let leftBytes = left.utf8Span.span
        let rightBytes = right.utf8Span.span
        for index in 0..<min(leftBytes.count, rightBytes.count) where leftBytes[index] != rightBytes[index] {
            let (first, second) = (leftBytes[index], rightBytes[index])
            if first >= 0xEE, second >= 0xEE, first >= 0xF0 || second >= 0xF0 {
                return left.utf16.lexicographicallyPrecedes(right.utf16)
            }
            return first < second
        }
        return leftBytes.count < rightBytes.count
    }
}
