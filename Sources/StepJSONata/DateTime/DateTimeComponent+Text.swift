import StepTime

extension DateTimeComponent {
    /// What the marker writes for `moment`.
    func text(_ moment: ZonedDateTime) -> String {
        switch presentation {
        case .offset(let picture): picture.text(moment.offset)
        case .name(let letterCase): fitted(name(moment).map { $0.written(in: letterCase) } ?? Self.standard)
        case .number(let picture):
            switch specifier {
            case .calendar, .era: Self.standard
            case .half: CalendarNames.half(moment.time.hour).lowercased()
            case .fraction: fraction(moment.time.millisecond, picture)
            default: number(value(moment), picture)
            }
        }
    }

    /// The calendar and the era: there is one.
    private static let standard = "ISO"

    /// The name of the component's value; nil where it has none.
    private func name(_ moment: ZonedDateTime) -> String? {
        switch specifier {
        case .half: CalendarNames.half(moment.time.hour)
        case .month: CalendarNames.months[moment.time.date.month - 1]
        case .weekMonth: CalendarNames.months[ISOWeek(moment.time.date).month - 1]
        case .weekday: CalendarNames.days[moment.time.date.isoWeekday - 1]
        default: nil
        }
    }

    private func value(_ moment: ZonedDateTime) -> Int {
        let time = moment.time
        switch specifier {
        case .year: return time.date.year
        case .month: return time.date.month
        case .day: return time.date.day
        case .dayOfYear: return time.date.dayOfYear
        case .weekday: return time.date.isoWeekday
        case .week: return ISOWeek(time.date).numberInYear
        case .weekOfMonth: return ISOWeek(time.date).numberInMonth
        case .weekYear: return ISOWeek(time.date).year
        case .weekMonth: return ISOWeek(time.date).month
        case .hour: return time.hour
        case .hourOfHalf: return (time.hour + 11) % 12 + 1
        case .minute: return time.minute
        case .second: return time.second
        case .half, .fraction, .offset, .namedOffset, .calendar, .era: return 0
        }
    }

    /// A number with at least the digits that the width asks for; a year keeps its last digits if it has more than the
    /// picture shows.
    private func number(_ value: Int, _ picture: IntegerPicture) -> String {
        guard case .digits(var pattern) = picture.numbering else { return picture.text(WholeNumber(value)) }
        pattern.mandatoryCount = max(pattern.mandatoryCount, widthMin ?? 0)
        var number = WholeNumber(value)
        if let widthMax { pattern.mandatoryCount = min(pattern.mandatoryCount, max(1, widthMax)) }
        if specifier == .year || specifier == .weekYear {
            let shown = max(pattern.mandatoryCount, pattern.digitCount)
            if let count = widthMax ?? (shown > 1 ? shown : nil) { number = number.remainder(digits: count) }
        }
        return IntegerPicture(.digits(pattern), isOrdinal: picture.isOrdinal).text(number)
    }

    /// The digits after the decimal point of a second: as many as the picture has, or as the value needs where it has
    /// one.
    private func fraction(_ milliseconds: Int, _ picture: IntegerPicture) -> String {
        guard case .digits(let pattern) = picture.numbering else { return picture.text(WholeNumber(milliseconds)) }
        var least = pattern.mandatoryCount
        var most = max(least, pattern.digitCount)
        if most == 1 { most = 3 }
        if widthMin != nil || widthMax != nil {
            least = max(1, widthMin ?? 1)
            most = max(least, widthMax ?? max(most, 3))
        }
        var digits = Array(milliseconds.padded(to: 3).unicodeScalars.compactMap(\.decimalDigit?.value).prefix(most))
        while digits.count > least, digits.last == 0 { digits.removeLast() }
        digits += Array(repeating: 0, count: max(0, least - digits.count))
        var text = String.UnicodeScalarView()
        for digit in digits { text.append(pattern.zero.advanced(by: digit)) }
        return String(text)
    }

    /// A name no longer than the width, and padded to it.
    private func fitted(_ name: String) -> String {
        let short = widthMax.map { String(name.prefix(max(1, $0))) } ?? name
        return short + String(repeating: " ", count: max(0, (widthMin ?? 0) - short.count))
    }
}

extension String {
    /// A name in small letters, in capitals, or as it is.
    fileprivate func written(in letterCase: IntegerPicture.LetterCase) -> String {
        switch letterCase {
        case .lower: lowercased()
        case .upper: uppercased()
        case .title: self
        }
    }
}
