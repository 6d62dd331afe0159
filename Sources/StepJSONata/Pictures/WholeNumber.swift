/// A whole number as its decimal digits, so that one too large for an integer type keeps them all.
struct WholeNumber {
    let isNegative: Bool
    /// Most significant first, without leading zeros; none for zero.
    let digits: [UInt8]

    /// The largest whole number that is not above `value`; nil where it is not finite.
    init?(_ value: Double) {
        guard value.isFinite else { return nil }
        let whole = value.rounded(.down)
        isNegative = whole < 0
        let decimal = Decimal(whole)
        guard whole != 0, decimal.exponent > 0 else {
            digits = []
            return
        }
        digits =
            Array(decimal.digits.prefix(decimal.exponent))
            + Array(repeating: 0, count: max(0, decimal.exponent - decimal.digits.count))
    }

    /// A small one.
    init(_ value: Int) {
        isNegative = value < 0
        digits = value == 0 ? [] : String(value.magnitude).utf8.map { $0 - UInt8(ascii: "0") }
    }

    private init(digits: some Sequence<UInt8>, isNegative: Bool) {
        self.digits = Array(digits.drop { $0 == 0 })
        self.isNegative = isNegative
    }

    /// The number that its last `count` digits make.
    func remainder(digits count: Int) -> WholeNumber {
        WholeNumber(digits: digits.suffix(count), isNegative: isNegative)
    }

    /// Its size, where it is at most `limit`.
    func magnitude(upTo limit: Int) -> Int? {
        guard digits.count <= 15 else { return nil }
        let value = digits.reduce(0) { $0 * 10 + Int($1) }
        return value <= limit ? value : nil
    }

    /// `st`, `nd`, `rd` or `th`.
    var ordinalSuffix: String {
        let tens = digits.count > 1 ? digits[digits.count - 2] : 0
        guard tens != 1 else { return "th" }
        switch digits.last {
        case 1: return "st"
        case 2: return "nd"
        case 3: return "rd"
        default: return "th"
        }
    }
}
