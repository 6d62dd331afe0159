/// A schedule in EventBridge's form `cron(minute hour day-of-month month day-of-week year)`.
///
/// From the EventBridge Scheduler user guide, "Schedule types": Sunday is 1; exactly one of the two day fields is `?`;
/// `L` is the last day of the month or week, `15W` the working day nearest to the 15th, `LW` the last working day,
/// `6L` the last Friday, `6#2` the second Friday; years run from 1970 to 2199.
package struct EventBridgeCronExpression: Sendable, Equatable {
    let calendar: CronCalendar

    /// Reads `cron(…)`; an error's place counts from the start of `text`.
    package init(parsing text: some StringProtocol) throws(ScheduleError) {
        let source = try ScheduleText(text)
        let call = try ScheduleCall(source, source.trimmed)
        guard let call, call.name == "cron" else {
            throw ScheduleError("'\(text)' is not written as cron(…)", at: source.trimmed)
        }
        try self.init(source, call.argument)
    }

    /// Reads what stands between the parentheses.
    init(_ source: ScheduleText, _ range: Range<Int>) throws(ScheduleError) {
        let fields = source.words(in: range)
        guard fields.count == 6 else {
            let hint =
                fields.count == 5
                ? "a Unix cron schedule is written without cron( )"
                : "minute, hour, day of month, month, day of week, year, such as cron(30 2 * * ? *)"
            throw ScheduleError("cron( ) has 6 fields, this has \(fields.count)", at: range, hint: hint)
        }
        let years = try CronField.year.values(source, fields[5])
        calendar = CronCalendar(
            minutes: try CronField.minute.mask(source, fields[0]),
            hours: UInt32(try CronField.hour.mask(source, fields[1])),
            months: UInt16(try CronField.month.mask(source, fields[3])),
            days: CronDayRule(parts: try Self.days(source, fields[2], fields[4]), needsEvery: false),
            years: years.sorted()
        )
        guard calendar.hasDates else {
            throw ScheduleError("'\(source[range])' matches no date", at: range)
        }
    }

    /// The first slot after `milliseconds` (UTC) on the wall clock of `zone`; `nil` when there is none any more.
    package func next(after milliseconds: Int64, in zone: TimeZoneRules) -> Int64? {
        calendar.next(after: milliseconds, in: zone)
    }

    private static func days(
        _ source: ScheduleText,
        _ monthDays: Range<Int>,
        _ weekdays: Range<Int>
    ) throws(ScheduleError) -> [CronDayRule.Part] {
        let question = "?"
        switch (source[monthDays] == question, source[weekdays] == question) {
        case (true, true):
            throw ScheduleError(
                "day of month and day of week are both ?",
                at: monthDays.lowerBound..<weekdays.upperBound,
                hint: "write * for the day of month to mean every day"
            )
        case (false, false):
            throw ScheduleError(
                "one of day of month and day of week must be ?",
                at: source[weekdays] == "*" ? weekdays : monthDays,
                hint: "cron( ) cannot restrict both; use two schedules"
            )
        case (false, true): return try monthDayParts(source, monthDays)
        case (true, false): return try weekdayParts(source, weekdays)
        }
    }

    private static func monthDayParts(
        _ source: ScheduleText,
        _ text: Range<Int>
    ) throws(ScheduleError) -> [CronDayRule.Part] {
        switch source[text].uppercased() {
        case "L": return [.lastDay]
        case "LW", "WL": return [.lastWorkday]
        default: break
        }
        guard upper(source.bytes[text.upperBound - 1]) == UInt8(ascii: "W") else {
            return [.days(UInt32(try CronField.dayOfMonth.mask(source, text)))]
        }
        return [.nearestWorkday(try CronField.dayOfMonth.value(source, text.dropLast()))]
    }

    private static func weekdayParts(
        _ source: ScheduleText,
        _ text: Range<Int>
    ) throws(ScheduleError) -> [CronDayRule.Part] {
        let field = CronField.eventBridgeWeekday
        if let hash = source.first(UInt8(ascii: "#"), in: text) {
            let weekday = try field.value(source, text.lowerBound..<hash) - 1
            let numberText = (hash + 1)..<text.upperBound
            guard let number = source.number(numberText), (1...5).contains(number) else {
                throw ScheduleError(
                    "'\(source[numberText])' is not which one of the month: 1 to 5",
                    at: text,
                    hint: "the second Friday is written 6#2, alone in its field"
                )
            }
            return [.nth(weekday: weekday, number)]
        }
        if source[text].uppercased() == "L" { return [.weekdays(1 << 6)] }
        if upper(source.bytes[text.upperBound - 1]) == UInt8(ascii: "L") {
            return [.last(weekday: try field.value(source, text.dropLast()) - 1)]
        }
        return [.weekdays(UInt8(try field.mask(source, text) >> 1))]
    }

    private static func upper(_ byte: UInt8) -> UInt8 {
        byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") ? byte - 32 : byte
    }
}
