/// The half of a number picture that is for positive or for negative numbers (XPath F&O 3.1, 4.7.3 and 4.7.4).
struct SubPicture {
    typealias Signs = ArraySlice<NumberPicture.Sign>

    /// Written before and after the number.
    let prefix: String
    let suffix: String
    /// What the number is multiplied by: 100 for percent, 1000 for per mille.
    let factor: Double
    /// Digits written before the decimal separator, at least.
    private(set) var wholeMin: Int
    /// Digits before the decimal separator where there is an exponent.
    let scale: Int
    private(set) var fractionMin: Int
    private(set) var fractionMax: Int
    /// Digits of the exponent, at least; 0 where it has none.
    let exponentSize: Int
    let wholeGrouping: Grouping
    let fractionGrouping: Grouping

    /// Checks and analyses the signs of a sub-picture.
    init(_ signs: Signs) throws(JSONataError) {
        let signs = Self.resolved(signs)
        guard let first = signs.firstIndex(where: \.isActive), let last = signs.lastIndex(where: \.isActive) else {
            throw Self.error("D3086", "must contain a character that stands for part of the number")
        }
        let active = signs[first...last]
        try Self.check(signs)
        if active.contains(where: { !$0.isActive }) {
            throw Self.error("D3086", "must not contain other characters between those of the number")
        }
        let parts = Self.parts(active)
        try Self.check(parts.whole, parts.fraction)
        try Self.checkExponent(parts.exponent, signs)
        prefix = signs[..<first].map(\.text).joined()
        suffix = signs[(last + 1)...].map(\.text).joined()
        factor = Self.count(.percent, signs) > 0 ? 100 : Self.count(.perMille, signs) > 0 ? 1000 : 1
        wholeMin = Self.count(.digit, parts.whole)
        scale = wholeMin
        fractionMin = Self.count(.digit, parts.fraction)
        fractionMax = fractionMin + Self.count(.optionalDigit, parts.fraction)
        exponentSize = parts.exponent?.count ?? 0
        wholeGrouping = Self.grouping(parts.whole, isWhole: true)
        fractionGrouping = Self.grouping(parts.fraction, isWhole: false)
        adjustSizes(hasOptionalWhole: Self.count(.optionalDigit, parts.whole) > 0)
    }

    /// Sees to it that a number has at least one digit.
    private mutating func adjustSizes(hasOptionalWhole: Bool) {
        if wholeMin == 0, fractionMax == 0 {
            if exponentSize > 0 {
                fractionMin = 1
                fractionMax = 1
            } else {
                wholeMin = 1
            }
        }
        if exponentSize > 0, wholeMin == 0, hasOptionalWhole { wholeMin = 1 }
        if wholeMin == 0, fractionMin == 0 { fractionMin = 1 }
    }

    private static func error(_ code: String, _ message: String) -> JSONataError {
        JSONataError(code, "A sub-picture in the second argument of formatNumber \(message)")
    }

    private static func count(_ kind: NumberPicture.Sign.Kind, _ signs: Signs) -> Int {
        signs.count { $0.kind == kind }
    }

    /// An exponent separator is one only between signs of the number; elsewhere it is written as it is.
    private static func resolved(_ signs: Signs) -> Signs {
        func isNumber(_ sign: NumberPicture.Sign) -> Bool { sign.isActive && sign.kind != .exponentSeparator }
        let first = signs.firstIndex(where: isNumber) ?? signs.endIndex
        let last = signs.lastIndex(where: isNumber) ?? signs.startIndex
        var resolved = signs
        for place in signs.indices where signs[place].kind == .exponentSeparator && !(first < place && place < last) {
            resolved[place].kind = .passive
        }
        return resolved
    }

    /// Splits the signs of the number at the exponent separator and the decimal separator.
    private static func parts(_ active: Signs) -> (whole: Signs, fraction: Signs, exponent: Signs?) {
        let mantissaEnd = active.firstIndex { $0.kind == .exponentSeparator } ?? active.endIndex
        let mantissa = active[..<mantissaEnd]
        let point = mantissa.firstIndex { $0.kind == .decimalSeparator } ?? mantissaEnd
        return (
            mantissa[..<point], mantissa[point...].dropFirst(),
            mantissaEnd < active.endIndex ? active[mantissaEnd...].dropFirst() : nil
        )
    }

    private static func grouping(_ signs: Signs, isWhole: Bool) -> Grouping {
        let digitCount = signs.count(where: \.isDigit)
        var separators: [(position: Int, scalar: Unicode.Scalar)] = []
        var digits = 0
        for sign in signs {
            if sign.isDigit { digits += 1 } else { separators.append((isWhole ? digitCount - digits : digits, ",")) }
        }
        return Grouping(separators, digitCount: digitCount, repeats: isWhole)
    }
}

// MARK: - Rules

extension SubPicture {
    private static func check(_ signs: Signs) throws(JSONataError) {
        if count(.decimalSeparator, signs) > 1 {
            throw error("D3081", "must not contain more than one decimal separator")
        }
        let percents = count(.percent, signs)
        let perMilles = count(.perMille, signs)
        if percents > 1 { throw error("D3082", "must not contain more than one percent sign") }
        if perMilles > 1 { throw error("D3083", "must not contain more than one per-mille sign") }
        if percents + perMilles > 1 {
            throw error("D3084", "must not contain both a percent sign and a per-mille sign")
        }
        let mantissa = signs.prefix { $0.kind != .exponentSeparator }
        if !mantissa.contains(where: \.isDigit) {
            throw error("D3085", "must have a digit in its mantissa")
        }
    }

    private static func check(_ whole: Signs, _ fraction: Signs) throws(JSONataError) {
        let isPointed = whole.endIndex < fraction.startIndex
        if isPointed, whole.last?.kind == .groupingSeparator || fraction.first?.kind == .groupingSeparator {
            throw error("D3087", "must not contain a grouping separator beside a decimal separator")
        }
        if whole.last?.kind == .groupingSeparator {
            throw error("D3088", "must not contain a grouping separator at the end of the integer part")
        }
        for part in [whole, fraction] {
            for (sign, next) in zip(part, part.dropFirst())
            where sign.kind == .groupingSeparator && next.kind == .groupingSeparator {
                throw error("D3089", "must not contain two grouping separators side by side")
            }
        }
        let wholeDigits = whole.filter(\.isDigit)
        if wholeDigits.drop(while: { $0.kind == .optionalDigit }).contains(where: { $0.kind == .optionalDigit }) {
            throw error("D3090", "must not have an optional digit after a digit in the integer part")
        }
        let fractionDigits = fraction.filter(\.isDigit)
        if fractionDigits.drop(while: { $0.kind == .digit }).contains(where: { $0.kind == .digit }) {
            throw error("D3091", "must not have a digit after an optional digit in the fractional part")
        }
    }

    private static func checkExponent(_ exponent: Signs?, _ signs: Signs) throws(JSONataError) {
        guard let exponent else { return }
        if count(.percent, signs) + count(.perMille, signs) > 0 {
            throw error("D3092", "must not have both an exponent and a percent or per-mille sign")
        }
        if exponent.isEmpty || exponent.contains(where: { $0.kind != .digit }) {
            throw error("D3093", "must have digits alone in its exponent")
        }
    }
}
