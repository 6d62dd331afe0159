/// The order of strings in both uses that the language has for it: filters and Choice rules.
enum TextOrder {
    /// Whether `left` comes before `right`, UTF-16 code unit by code unit, as Java's `compareTo` has it and so AWS.
    ///
    /// Swift's own `<` orders by canonical equivalence, which would make `"é"` and `"e\u{301}"` equal.
    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf16.lexicographicallyPrecedes(right.utf16)
    }
}
