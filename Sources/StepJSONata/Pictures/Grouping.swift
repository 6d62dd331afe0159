/// Where separators stand among the digits of a number, counted from the decimal point (XPath F&O 3.1, 4.6.1, 4.7.4).
struct Grouping {
    /// The separators as they were written: how many digits are between each and the decimal point.
    private(set) var separators: [Int: Unicode.Scalar] = [:]
    /// The one separator and the size of the groups, where they repeat as far as the number goes.
    private(set) var regular: (size: Int, separator: Unicode.Scalar)?

    /// None at all.
    init() {}

    /// The separators of a pattern with `digitCount` digits; regular where `repeats` and the pattern shows a rhythm.
    init(_ separators: [(position: Int, scalar: Unicode.Scalar)], digitCount: Int, repeats: Bool) {
        for separator in separators { self.separators[separator.position] = separator.scalar }
        guard repeats, let size = separators.map(\.position).min(), size > 0 else { return }
        let scalar = separators[0].scalar
        let isSame = separators.allSatisfy { $0.scalar == scalar && $0.position % size == 0 }
        let isFull = self.separators.count == (digitCount - 1) / size
        if isSame, isFull || digitCount <= size { regular = (size, scalar) }
    }

    /// The separator that has `position` digits between it and the decimal point.
    subscript(position: Int) -> Unicode.Scalar? {
        guard let regular else { return separators[position] }
        return position > 0 && position % regular.size == 0 ? regular.separator : nil
    }
}
