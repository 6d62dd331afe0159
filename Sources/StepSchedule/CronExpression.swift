/// A schedule in the five fields of Unix cron: minute, hour, day of month, month, day of week (crontab(5)).
///
/// Names (`JAN`, `MON`), ranges, steps and lists are read, `@hourly` and its kin too. Sunday is 0 and 7. When both
/// the day of month and the day of week are restricted, that is, neither starts with `*`, a day that fits either
/// one counts.
package struct CronExpression: Sendable, Equatable {
    let calendar: CronCalendar

    /// Reads five fields, or a nickname with or without its `@`; an error's place counts from the start of `text`.
    package init(parsing text: some StringProtocol) throws(ScheduleError) {
        let source = try ScheduleText(text)
        try self.init(source, source.trimmed)
    }

    init(_ source: ScheduleText, _ range: Range<Int>) throws(ScheduleError) {
        if let fields = try Self.nicknameFields(source, range) {
            let expansion = try ScheduleText(fields)
            calendar = try Self.calendar(expansion, expansion.trimmed)
        } else {
            calendar = try Self.calendar(source, range)
        }
        guard calendar.hasDates else {
            throw ScheduleError("'\(source[range])' matches no date: no such month has that day", at: range)
        }
    }

    private static let nicknames: [String: String] = [
        "hourly": "0 * * * *",
        "daily": "0 0 * * *",
        "midnight": "0 0 * * *",
        "weekly": "0 0 * * 0",
        "monthly": "0 0 1 * *",
        "yearly": "0 0 1 1 *",
        "annually": "0 0 1 1 *",
    ]

    private static func nicknameFields(
        _ source: ScheduleText,
        _ range: Range<Int>
    ) throws(ScheduleError) -> String? {
        guard let first = range.first else { return nil }
        let isMarked = source.bytes[first] == UInt8(ascii: "@")
        let name = source[isMarked ? range.dropFirst() : range].lowercased()
        if let fields = nicknames[name] { return fields }
        guard isMarked else { return nil }
        throw ScheduleError(
            "'\(source[range])' is not a schedule",
            at: range,
            hint: "@hourly, @daily, @weekly, @monthly and @yearly are"
        )
    }

    private static func calendar(_ source: ScheduleText, _ range: Range<Int>) throws(ScheduleError) -> CronCalendar {
        let fields = source.words(in: range)
        guard fields.count > 1 else {
            throw ScheduleError("'\(source[range])' is not a schedule", at: range, hint: ScheduleExpression.formsHint)
        }
        guard fields.count == 5 else {
            throw ScheduleError(
                "a cron schedule has 5 fields, '\(source[range])' has \(fields.count)",
                at: range,
                hint: "minute, hour, day of month, month, day of week, such as 30 2 * * *"
            )
        }
        let days = try CronField.dayOfMonth.mask(source, fields[2])
        let numbered = try CronField.unixWeekday.mask(source, fields[4])
        let weekdays = UInt8((numbered | numbered >> 7) & 0x7f)
        let isEither = !CronField.isStarred(source, fields[2]) && !CronField.isStarred(source, fields[4])
        return CronCalendar(
            minutes: try CronField.minute.mask(source, fields[0]),
            hours: UInt32(try CronField.hour.mask(source, fields[1])),
            months: UInt16(try CronField.month.mask(source, fields[3])),
            days: CronDayRule(parts: [.days(UInt32(days)), .weekdays(weekdays)], needsEvery: !isEither)
        )
    }

    /// The first slot after `milliseconds` (UTC) on the wall clock of `zone`; `nil` when there is none any more.
    package func next(after milliseconds: Int64, in zone: TimeZoneRules) -> Int64? {
        calendar.next(after: milliseconds, in: zone)
    }
}
