/// A decimal digit pattern, `#,##0`: how many digits at least, which digits, and separators (XPath F&O 3.1, 4.6.1).
struct DigitPattern {
    /// The digit zero of the family it is written in.
    private(set) var zero: Unicode.Scalar = "0"
    /// Digits that are always written.
    var mandatoryCount = 0
    /// Digits it shows in all.
    private(set) var digitCount = 0
    private(set) var grouping = Grouping()

    /// Reads a pattern; nil where it has no digit.
    init?(_ pattern: some Sequence<Unicode.Scalar>) throws(JSONataError) {
        var separators: [(position: Int, scalar: Unicode.Scalar)] = []
        for scalar in pattern {
            if scalar == "#" {
                digitCount += 1
            } else if let digit = scalar.decimalDigit {
                guard mandatoryCount == 0 || digit.zero == zero else {
                    throw JSONataError(
                        "D3131",
                        "In a decimal digit pattern, all digits must be from the same decimal group"
                    )
                }
                zero = digit.zero
                mandatoryCount += 1
                digitCount += 1
            } else {
                separators.append((digitCount, scalar))
            }
        }
        if mandatoryCount == 0 { return nil }
        let places = separators.map { (position: digitCount - $0.position, scalar: $0.scalar) }
        grouping = Grouping(places, digitCount: digitCount, repeats: true)
    }

    /// The pattern of `count` digits that are always written.
    init(mandatoryCount count: Int) {
        mandatoryCount = count
        digitCount = count
    }

    /// The size of `number`, padded and grouped.
    func text(_ number: WholeNumber) -> String {
        let count = max(number.digits.count, mandatoryCount)
        var text = String.UnicodeScalarView()
        for place in 0..<count {
            let position = count - place
            if place > 0, let separator = grouping[position] { text.append(separator) }
            let digit = position > number.digits.count ? 0 : number.digits[number.digits.count - position]
            text.append(zero.advanced(by: digit))
        }
        return String(text)
    }

    /// The digit that `scalar` is in this family.
    func digit(_ scalar: Unicode.Scalar) -> UInt8? {
        guard let digit = scalar.decimalDigit, digit.zero == zero else { return nil }
        return digit.value
    }

    /// Whether `scalar` separates groups of digits.
    func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        grouping.regular?.separator == scalar || grouping.separators.values.contains(scalar)
    }

    /// The number written in digits of this family and separators; nil for anything else.
    func value(_ scalars: some Collection<Unicode.Scalar>) -> Double? {
        var digits: [UInt8] = []
        for scalar in scalars {
            if let digit = digit(scalar) {
                digits.append(UInt8(ascii: "0") + digit)
            } else if !isSeparator(scalar) {
                return nil
            }
        }
        return digits.isEmpty ? nil : Double(String(decoding: digits, as: UTF8.self))
    }
}

extension Unicode.Scalar {
    /// The value of a decimal digit of any script, and the digit zero beside it.
    var decimalDigit: (value: UInt8, zero: Unicode.Scalar)? {
        if isASCII {
            return ("0"..."9").contains(self) ? (UInt8(value - 0x30), "0") : nil
        }
        guard properties.generalCategory == .decimalNumber, let number = properties.numericValue,
            let digit = UInt8(exactly: number), digit < 10, let zero = Unicode.Scalar(value - UInt32(digit))
        else { return nil }
        return (digit, zero)
    }

    /// The digit that is `count` after this zero; the zero itself where there is no such scalar.
    func advanced(by count: UInt8) -> Unicode.Scalar { Unicode.Scalar(value + UInt32(count)) ?? self }
}
