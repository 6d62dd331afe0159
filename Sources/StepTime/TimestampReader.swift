/// A cursor over the text of a time. What it does not find it leaves where it is.
package struct TimestampReader {
    private var rest: Substring.UTF8View

    package init(_ text: some StringProtocol) { rest = Substring(text).utf8 }

    package var isAtEnd: Bool { rest.isEmpty }

    /// Passes over `scalar`, an ASCII one, if it is next.
    @discardableResult package mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard let first = rest.first, UInt32(first) == scalar.value else { return false }
        rest.removeFirst()
        return true
    }

    /// The number that the next `width` characters spell; nil unless all of them are decimal digits.
    package mutating func number(_ width: Int) -> Int? {
        let digits = rest.prefix(width)
        guard digits.count == width, digits.allSatisfy(Self.isDigit) else { return nil }
        rest.removeFirst(width)
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }

    /// The decimal digits that come next; none if something else does.
    package mutating func digits() -> Substring {
        let digits = rest.prefix(while: Self.isDigit)
        rest.removeFirst(digits.count)
        return Substring(digits)
    }

    /// The milliseconds of a fraction, `.` and digits, what is smaller cut off: 0 where there is no fraction, nil where
    /// a point has no digit after it.
    package mutating func fractionMilliseconds() -> Int? {
        guard take(".") else { return 0 }
        let digits = digits().utf8
        guard !digits.isEmpty else { return nil }
        return zip(digits, [100, 10, 1]).reduce(0) { $0 + Int($1.0 - UInt8(ascii: "0")) * $1.1 }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
}
