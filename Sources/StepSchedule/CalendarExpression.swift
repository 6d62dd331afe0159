/// A calendar event as systemd.time(7) has it: `Mon..Fri *-*-* 02:30`, `*-*-01 04:00`, `*-02~03`, `weekly`.
///
/// Weekdays, a date and a time, each of which may be left out. A component is `*`, a value, a range `a..b`, with a
/// repetition `/n`, or a list of these; `~` before the day counts from the month's end. A time zone does not belong in
/// it: a schedule has its own key for that.
package struct CalendarExpression: Sendable, Equatable {
    let calendar: CronCalendar

    /// Reads `text`; an error's place counts from the start of `text`.
    package init(parsing text: some StringProtocol) throws(ScheduleError) {
        let source = try ScheduleText(text)
        try self.init(source, source.trimmed)
    }

    init(_ source: ScheduleText, _ range: Range<Int>) throws(ScheduleError) {
        let name = source[range].lowercased()
        if let form = Self.names[name] {
            let expansion = try ScheduleText(form)
            calendar = try Self.calendar(expansion, expansion.trimmed)
        } else {
            calendar = try Self.calendar(source, range)
        }
        guard calendar.hasDates else {
            throw ScheduleError("'\(source[range])' matches no date: no such month has that day", at: range)
        }
    }

    /// The first slot after `milliseconds` (UTC) on the wall clock of `zone`; `nil` when there is none any more.
    package func next(after milliseconds: Int64, in zone: TimeZoneRules) -> Int64? {
        calendar.next(after: milliseconds, in: zone)
    }

    private static let hint = "weekdays, date and time, such as Mon..Fri *-*-* 02:30"

    private static let names: [String: String] = [
        "minutely": "*-*-* *:*:00", "hourly": "*-*-* *:00:00", "daily": "*-*-* 00:00:00",
        "monthly": "*-*-01 00:00:00", "weekly": "Mon *-*-* 00:00:00", "yearly": "*-01-01 00:00:00",
        "annually": "*-01-01 00:00:00", "quarterly": "*-01,04,07,10-01 00:00:00",
        "semiannually": "*-01,07-01 00:00:00",
    ]

    // MARK: - Reading

    private static func calendar(_ source: ScheduleText, _ range: Range<Int>) throws(ScheduleError) -> CronCalendar {
        var words = source.words(in: range)[...]
        guard !words.isEmpty else { throw ScheduleError("the calendar event is empty", at: range, hint: hint) }
        var calendar = CronCalendar(
            minutes: 1,
            hours: 1,
            months: 0x1ffe,
            days: CronDayRule(parts: [], needsEvery: true),
            years: nil
        )
        if let first = words.first, isLetter(source.bytes[first.lowerBound]) {
            calendar.days.parts.append(.weekdays(try weekdays(source, first)))
            words = words.dropFirst()
        }
        if let first = words.first, source.first(UInt8(ascii: ":"), in: first) == nil,
            isDate(source, first)
        {
            try readDate(source, first, into: &calendar)
            words = words.dropFirst()
        }
        if let first = words.first, source.first(UInt8(ascii: ":"), in: first) != nil {
            try readTime(source, first, into: &calendar)
            words = words.dropFirst()
        }
        if let rest = words.first {
            let isZone = isLetter(source.bytes[rest.lowerBound])
            throw ScheduleError(
                isZone ? "a time zone does not belong in here" : "'\(source[rest])' is no part of a calendar event",
                at: rest,
                hint: isZone ? "write it as `timezone`, beside the schedule" : hint
            )
        }
        return calendar
    }

    private static func isDate(_ source: ScheduleText, _ word: Range<Int>) -> Bool {
        word.contains { source.bytes[$0] == UInt8(ascii: "-") || source.bytes[$0] == UInt8(ascii: "~") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func readDate(
        _ source: ScheduleText,
        _ word: Range<Int>,
        into calendar: inout CronCalendar
    ) throws(ScheduleError) {
        var parts = source.parts(of: word, separatedBy: UInt8(ascii: "-"))
        var fromEnd = false
        // `*-02~03`: what stands before the tilde are year and month.
        if let last = parts.last, let tilde = source.first(UInt8(ascii: "~"), in: last) {
            fromEnd = true
            parts[parts.count - 1] = last.lowerBound..<tilde
            parts.append(tilde + 1..<last.upperBound)
            if parts[parts.count - 2].isEmpty { parts.remove(at: parts.count - 2) }
        }
        guard parts.count == 2 || parts.count == 3 else {
            throw ScheduleError("'\(source[word])' is no date", at: word, hint: "year-month-day, such as *-*-01")
        }
        if parts.count == 3 {
            let years = try CalendarField.year.values(source, parts[0])
            if let years { calendar.years = years.sorted() }
        }
        if let months = try CalendarField.month.values(source, parts[parts.count - 2]) {
            calendar.months = months.reduce(0) { $0 | 1 << UInt16($1) }
        }
        let field = fromEnd ? CalendarField.dayFromEnd : .day
        guard let days = try field.values(source, parts[parts.count - 1]) else { return }
        let mask = days.reduce(UInt32(0)) { $0 | 1 << UInt32($1) }
        calendar.days.parts.append(fromEnd ? .daysFromEnd(mask) : .days(mask))
    }

    private static func readTime(
        _ source: ScheduleText,
        _ word: Range<Int>,
        into calendar: inout CronCalendar
    ) throws(ScheduleError) {
        let parts = source.parts(of: word, separatedBy: UInt8(ascii: ":"))
        guard parts.count <= 3 else {
            throw ScheduleError("'\(source[word])' is no time of day", at: word, hint: "hour:minute:second")
        }
        calendar.hours = UInt32(try mask(.hour, source, parts[0]))
        calendar.minutes = try mask(.minute, source, parts[1])
        if parts.count == 3 { calendar.seconds = try mask(.second, source, parts[2]) }
    }

    private static func mask(
        _ field: CalendarField,
        _ source: ScheduleText,
        _ text: Range<Int>
    ) throws(ScheduleError) -> UInt64 {
        let values = try field.values(source, text) ?? Set(field.range)
        return values.reduce(0) { $0 | 1 << UInt64($1) }
    }

    private static let weekdayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]
    private static let longNames = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"]

    /// Bit n is a weekday, Sunday 0: `Mon..Fri`, `Sat,Sun`.
    private static func weekdays(_ source: ScheduleText, _ word: Range<Int>) throws(ScheduleError) -> UInt8 {
        func weekday(_ range: Range<Int>) throws(ScheduleError) -> Int {
            let name = source[range].lowercased()
            if let number = weekdayNames.firstIndex(of: name) ?? longNames.firstIndex(of: name) { return number }
            throw ScheduleError(
                "'\(source[range])' is no day of the week",
                at: range.isEmpty ? word : range,
                hint: "Mon, Tue, Wed, Thu, Fri, Sat or Sun"
            )
        }
        var set: UInt8 = 0
        for item in source.parts(of: word, separatedBy: UInt8(ascii: ",")) {
            guard let (first, last) = CalendarField.bounds(source, item) else {
                set |= 1 << UInt8(try weekday(item))
                continue
            }
            // The week begins on Monday, and a range does not go beyond it.
            let (lower, upper) = ((try weekday(first) + 6) % 7, (try weekday(last) + 6) % 7)
            guard lower <= upper else {
                throw ScheduleError(
                    "the range \(source[item]) runs backwards: the week begins on Monday",
                    at: item,
                    hint: "write it as two, such as Fri..Sun,Mon"
                )
            }
            for day in lower...upper { set |= 1 << UInt8((day + 1) % 7) }
        }
        return set
    }
}
