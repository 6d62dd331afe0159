/// The order of strings that `<` and sorting, and the filters and Choice rules of the Amazon States Language have.
package enum TextOrder {
    /// Whether `left` comes before `right`, UTF-16 code unit by code unit, as ECMAScript's `<` and Java's `compareTo`
    /// (and so AWS) have it.
    ///
    /// Swift's own `<` orders by canonical equivalence, which would make `"é"` and `"e\u{301}"` equal.
    package static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf16.lexicographicallyPrecedes(right.utf16)
    }
}
