import StepTime

/// What a text says about a date and time, as far as its picture has it.
struct DateTimeFields {
    private var values: [DateTimeComponent.Specifier: Int] = [:]

    subscript(specifier: DateTimeComponent.Specifier) -> Int? {
        get { values[specifier] }
        set { values[specifier] = newValue }
    }

    var isEmpty: Bool { values.isEmpty }

    /// The moment that the fields name; nil where there is no such date.
    ///
    /// Fields before the first one given are those of `now`, fields after the last are the least there are; one missing
    /// between two is an error, as is a date by weeks.
    func milliseconds(now: Int64) throws(JSONataError) -> Int64? {
        let offset = values[.offset] ?? values[.namedOffset] ?? 0
        let present = CivilDateTime(milliseconds: now + Int64(offset) * 60_000)
        let isByDayOfYear = values[.dayOfYear] != nil && values[.month] == nil && values[.day] == nil
        let date: [DateTimeComponent.Specifier] = isByDayOfYear ? [.year, .dayOfYear] : [.year, .month, .day]
        let weeks: [DateTimeComponent.Specifier] = [.week, .weekOfMonth, .weekYear, .weekMonth]
        if weeks.contains(where: { values[$0] != nil }), date.contains(where: { values[$0] == nil }) {
            throw Self.underspecified
        }
        var isStarted = false
        var isEnded = false
        func field(_ given: Int?, now: Int, least: Int) throws(JSONataError) -> Int {
            guard let given else {
                if isStarted { isEnded = true }
                return isStarted ? least : now
            }
            if isEnded { throw Self.underspecified }
            isStarted = true
            return given
        }
        let year = try field(values[.year], now: present.date.year, least: 1)
        var day: CivilDate
        if isByDayOfYear {
            let number = try field(values[.dayOfYear], now: 1, least: 1)
            guard number <= (CivilDate.isLeap(year) ? 366 : 365) else { return nil }
            let first = CivilDate(year: year, month: 1, day: 1)
            day = CivilDate(daysSince1970: first.daysSince1970 + number - 1)
        } else {
            let month = try field(values[.month], now: present.date.month, least: 1)
            let number = try field(values[.day], now: present.date.day, least: 1)
            day = CivilDate(year: year, month: month, day: number)
            guard day.isValid else { return nil }
        }
        var time = CivilDateTime(day)
        time.hour = try field(values[.hour] ?? hourByHalf, now: present.hour, least: 0)
        time.minute = try field(values[.minute], now: present.minute, least: 0)
        time.second = try field(values[.second], now: present.second, least: 0)
        time.millisecond = try field(values[.fraction], now: present.millisecond, least: 0)
        guard isStarted else { throw Self.underspecified }
        return time.milliseconds - Int64(offset) * 60_000
    }

    /// The hour from one of 12 and the half of the day, the first where none is given.
    private var hourByHalf: Int? {
        values[.hourOfHalf].map { $0 % 12 + (values[.half] == 1 ? 12 : 0) }
    }

    private static let underspecified = JSONataError(
        "D3136",
        "The date/time picture string is missing specifiers required to parse the timestamp"
    )
}
