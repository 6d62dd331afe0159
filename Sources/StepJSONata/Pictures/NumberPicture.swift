/// How a number is written: a picture of XPath's format-number (F&O 3.1, 4.7), `#,##0.00;(#,##0.00)`.
struct NumberPicture {
    /// A character of a picture, and what it means there.
    struct Sign {
        enum Kind {
            case decimalSeparator, groupingSeparator, exponentSeparator, digit, optionalDigit
            case patternSeparator, percent, perMille, passive
        }

        var kind: Kind
        let text: String

        /// Whether it stands for part of the number; all others are written as they are.
        var isActive: Bool {
            switch kind {
            case .decimalSeparator, .groupingSeparator, .exponentSeparator, .digit, .optionalDigit: true
            case .patternSeparator, .percent, .perMille, .passive: false
            }
        }

        var isDigit: Bool { kind == .digit || kind == .optionalDigit }
    }

    private let format: DecimalFormat
    private let positive: SubPicture
    private let negative: SubPicture?

    /// Reads a picture and checks it.
    init(_ picture: String, _ format: DecimalFormat) throws(JSONataError) {
        self.format = format
        let signs = Self.signs(picture, format)
        let parts = signs.split(omittingEmptySubsequences: false) { $0.kind == .patternSeparator }
        guard parts.count <= 2 else {
            throw JSONataError("D3080", "The second argument of formatNumber must not contain more than one separator")
        }
        positive = try SubPicture(parts[0])
        negative = parts.count == 2 ? try SubPicture(parts[1]) : nil
    }

    private static func signs(_ picture: String, _ format: DecimalFormat) -> [Sign] {
        let scalars = Array(picture.unicodeScalars)
        let known = format.signs
        var signs: [Sign] = []
        var place = 0
        while place < scalars.count {
            let text = String(Character(scalars[place]))
            if format.isDigit(scalars[place]) {
                signs.append(Sign(kind: .digit, text: text))
                place += 1
            } else if let sign = known.first(where: { scalars[place...].starts(with: $0.text) }) {
                signs.append(Sign(kind: sign.kind, text: String(String.UnicodeScalarView(sign.text))))
                place += sign.text.count
            } else {
                signs.append(Sign(kind: .passive, text: text))
                place += 1
            }
        }
        return signs
    }

    /// `value` as the picture shows it.
    func text(_ value: Double) -> String {
        if value.isNaN { return format.notANumber }
        let isNegative = value < 0
        let part = isNegative ? negative ?? positive : positive
        let prefix = (isNegative && negative == nil ? format.minusSign : "") + part.prefix
        let adjusted = value.magnitude * part.factor
        return prefix + (adjusted.isFinite ? number(adjusted, part) : format.infinity) + part.suffix
    }

    private func number(_ value: Double, _ part: SubPicture) -> String {
        var decimal = Decimal(value)
        var point = decimal.exponent
        var exponent = 0
        if part.exponentSize > 0, value != 0 {
            exponent = point - part.scale
            point = part.scale
        }
        let unrounded = decimal.exponent
        decimal.round(toDigits: point + part.fractionMax, halfEven: true)
        point += decimal.exponent - unrounded
        let zeros = Array(repeating: UInt8(0), count: abs(point))
        let digits = point < 0 ? zeros + decimal.digits : decimal.digits + zeros
        let whole = digits.prefix(max(0, point)).drop { $0 == 0 }
        var fraction = digits.dropFirst(max(0, point))
        while fraction.last == 0 { fraction.removeLast() }
        return self.whole(whole, part) + self.fraction(fraction, part) + self.exponent(exponent, part)
    }

    private func whole(_ digits: ArraySlice<UInt8>, _ part: SubPicture) -> String {
        let padded = Array(repeating: 0, count: max(0, part.wholeMin - digits.count)) + digits
        var text = ""
        for (place, digit) in padded.enumerated() {
            if place > 0, part.wholeGrouping[padded.count - place] != nil { text += format.groupingSeparator }
            text.unicodeScalars.append(format.zeroDigit.advanced(by: digit))
        }
        return text
    }

    private func fraction(_ digits: ArraySlice<UInt8>, _ part: SubPicture) -> String {
        let padded = digits + Array(repeating: 0, count: max(0, part.fractionMin - digits.count))
        if padded.isEmpty { return "" }
        var text = format.decimalSeparator
        for (place, digit) in padded.enumerated() {
            if part.fractionGrouping[place] != nil { text += format.groupingSeparator }
            text.unicodeScalars.append(format.zeroDigit.advanced(by: digit))
        }
        return text
    }

    private func exponent(_ value: Int, _ part: SubPicture) -> String {
        guard part.exponentSize > 0 else { return "" }
        let digits = WholeNumber(value).digits
        var text = format.exponentSeparator + (value < 0 ? format.minusSign : "")
        for digit in Array(repeating: 0, count: max(0, part.exponentSize - digits.count)) + digits {
            text.unicodeScalars.append(format.zeroDigit.advanced(by: digit))
        }
        return text
    }
}
