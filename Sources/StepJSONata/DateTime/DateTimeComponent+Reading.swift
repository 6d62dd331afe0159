extension DateTimeComponent {
    /// A beginning of a text that the marker may stand for, and the value it gives.
    typealias Reading = (length: Int, value: Int)

    /// More digits or letters than any number of a date has.
    private static let lengthMax = 24
    /// More digits than any fraction of a second has.
    private static let fractionMax = 40
    /// More letters than the words of any date have.
    private static let wordsMax = 500

    /// The steps that looking for the readings counts as.
    var readingCost: Int {
        if case .number(let picture) = presentation, case .words = picture.numbering { return 2 * Self.wordsMax }
        return 100
    }

    /// The beginnings of `scalars` that may be this component, longest first.
    func readings(_ scalars: ArraySlice<Unicode.Scalar>, isAdjacent: Bool) -> [Reading] {
        switch presentation {
        case .offset: return TimeZoneOffset.prefixes(scalars).map { ($0.length, $0.offset.minutes) }
        case .name: return names(scalars)
        case .number(let picture):
            switch specifier {
            case .half, .calendar, .era: return names(scalars)
            case .fraction: return fractions(scalars, picture)
            default: return numbers(scalars, picture, isAdjacent: isAdjacent).filter { range.contains($0.value) }
            }
        }
    }

    /// The values it can have.
    private var range: ClosedRange<Int> {
        switch specifier {
        case .month, .weekMonth, .hourOfHalf: 1...12
        case .day: 1...31
        case .dayOfYear: 1...366
        case .weekday: 1...7
        case .week: 1...53
        case .weekOfMonth: 1...6
        case .hour: 0...23
        case .minute, .second: 0...59
        default: 0...275_760
        }
    }

    private func numbers(
        _ scalars: ArraySlice<Unicode.Scalar>,
        _ picture: IntegerPicture,
        isAdjacent: Bool
    ) -> [Reading] {
        let letters = scalars.prefix(Self.lengthMax).prefix { $0.smallLetter != nil }
        switch picture.numbering {
        case .words:
            return NumberWords.prefixes(scalars.prefix(Self.wordsMax)).reversed().compactMap { prefix in
                Int(exactly: prefix.value).map { (prefix.length, $0) }
            }
        case .letters: return prefixes(letters, AlphabeticNumeral.value)
        case .roman: return prefixes(letters.prefix { RomanNumeral.value(of: $0) != nil }, RomanNumeral.value)
        case .digits(let pattern):
            let run = scalars.prefix(Self.lengthMax).prefix { pattern.digit($0) != nil || pattern.isSeparator($0) }
            let isFixed = isAdjacent && pattern.mandatoryCount > 1 && widthMin == nil && widthMax == nil
            let least = isFixed ? pattern.mandatoryCount : max(1, widthMin ?? 1)
            let most = isFixed ? pattern.mandatoryCount : widthMax ?? .max
            let found = prefixes(run, pattern.value).filter { reading in
                let digits = run.prefix(reading.length).count { pattern.digit($0) != nil }
                return least <= digits && digits <= most
            }
            guard picture.isOrdinal else { return found }
            return found.map { reading in
                let suffix = scalars.dropFirst(reading.length).prefix(2)
                return (reading.length + (IntegerPicture.hasOrdinalSuffix(suffix) ? 2 : 0), reading.value)
            }
        }
    }

    private func prefixes(
        _ run: ArraySlice<Unicode.Scalar>,
        _ value: (ArraySlice<Unicode.Scalar>) -> Double?
    ) -> [Reading] {
        stride(from: run.count, to: 0, by: -1).compactMap { length in
            value(run.prefix(length)).flatMap { Int(exactly: $0) }.map { (length, $0) }
        }
    }

    /// Milliseconds from the digits after the decimal point of a second.
    private func fractions(_ scalars: ArraySlice<Unicode.Scalar>, _ picture: IntegerPicture) -> [Reading] {
        guard case .digits(let pattern) = picture.numbering else {
            return numbers(scalars, picture, isAdjacent: false).filter { 0...999 ~= $0.value }
        }
        let digits = scalars.prefix(min(widthMax ?? .max, Self.fractionMax)).prefix { pattern.digit($0) != nil }
        return stride(from: digits.count, to: 0, by: -1).map { length in
            let places = digits.prefix(min(length, 3)).compactMap(pattern.digit) + [0, 0]
            return (length, places.prefix(3).reduce(0) { $0 * 10 + Int($1) })
        }
    }

    /// Names in any letters, whole or as the width shortens them.
    private func names(_ scalars: ArraySlice<Unicode.Scalar>) -> [Reading] {
        let names: [String]
        switch specifier {
        case .month, .weekMonth: names = CalendarNames.months
        case .weekday: names = CalendarNames.days
        case .half: names = CalendarNames.halves
        default:
            let word = scalars.prefix(Self.lengthMax).prefix { $0.smallLetter != nil }
            return word.isEmpty ? [] : [(word.count, 0)]
        }
        var found: [Reading] = []
        for (index, name) in names.enumerated() {
            let shown = name.lowercased().unicodeScalars.prefix(max(1, widthMax ?? .max))
            guard scalars.prefix(shown.count).lazy.map(\.smallLetter).elementsEqual(shown.map(Optional.some)) else {
                continue
            }
            let isHalf = specifier == .half
            found.append((shown.count, isHalf ? index : index + 1))
        }
        return found.sorted { $0.length > $1.length }
    }
}
