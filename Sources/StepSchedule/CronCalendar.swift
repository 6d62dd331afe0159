import StepTime

/// What cron's two dialects and calendar events compile to: sets of seconds, minutes, hours, days, months and years, on a
/// clock without a time zone.
///
/// Local times are seconds after 1970-01-01T00:00 as the wall clock shows it. The next time is found by arithmetic on
/// the sets, one look per month, never by stepping through minutes.
struct CronCalendar: Sendable, Equatable {
    /// How many years a search looks ahead. The rarest day of the Gregorian calendar, 29 February on a given weekday,
    /// comes back within 40 years (across a century without a leap day).
    static let searchYearsMax = 41

    /// Bit n is second n; cron knows whole minutes only.
    var seconds: UInt64 = 1
    /// Bit n is minute n.
    var minutes: UInt64
    /// Bit n is hour n.
    var hours: UInt32
    /// Bit n is month n.
    var months: UInt16
    var days: CronDayRule
    /// Ascending; `nil` is every year.
    var years: [Int]?

    /// Whether the expression leaves the hour open, so that it tells a rhythm and not a time of day.
    var isEveryHour: Bool { hours == 0xff_ffff }

    /// The first local time, in seconds, that matches at or after `moment`.
    func first(atOrAfter moment: Int) -> Int? {
        let minute = moment.quotientFloor(60)
        let rest = seconds & (UInt64.max << UInt64(moment.remainderFloor(60)))
        if rest != 0, firstMinute(atOrAfter: minute) == minute { return minute * 60 + rest.trailingZeroBitCount }
        return firstMinute(atOrAfter: minute + 1).map { $0 * 60 + seconds.trailingZeroBitCount }
    }

    /// The first minute that matches, in minutes after 1970-01-01T00:00, from `minute` on.
    private func firstMinute(atOrAfter minute: Int) -> Int? {
        let day = minute.quotientFloor(1_440)
        let start = CivilDate(daysSince1970: day)
        if matches(start), let found = firstMinute(from: minute.remainderFloor(1_440)) { return day * 1_440 + found }
        guard let next = firstDay(after: start), let found = firstMinute(from: 0) else { return nil }
        return next.daysSince1970 * 1_440 + found
    }

    /// Whether any date at all matches.
    var hasDates: Bool {
        firstDay(after: CivilDate(year: (years?.first ?? 2_000) - 1, month: 12, day: 31)) != nil
    }

    /// Minutes after midnight.
    private func firstMinute(from minuteOfDay: Int) -> Int? {
        let hour = minuteOfDay / 60
        if hours & (1 << UInt32(hour)) != 0 {
            let rest = minutes & (UInt64.max << UInt64(minuteOfDay % 60))
            if rest != 0 { return hour * 60 + rest.trailingZeroBitCount }
        }
        let later = hours & (UInt32.max << UInt32(hour + 1))
        guard later != 0, minutes != 0 else { return nil }
        return later.trailingZeroBitCount * 60 + minutes.trailingZeroBitCount
    }

    private func matches(_ date: CivilDate) -> Bool {
        years?.contains(date.year) ?? true
            && months & (1 << UInt16(date.month)) != 0
            && days.mask(year: date.year, month: date.month) & (1 << UInt32(date.day)) != 0
    }

    private func firstDay(after date: CivilDate) -> CivilDate? {
        if let found = firstDay(inYear: date.year, after: date) { return found }
        for year in years?.drop(while: { $0 <= date.year }) ?? later(than: date.year) {
            if let found = firstDay(inYear: year, after: date) { return found }
        }
        return nil
    }

    private func later(than year: Int) -> ArraySlice<Int> {
        ArraySlice(year + 1...year + Self.searchYearsMax)
    }

    private func firstDay(inYear year: Int, after date: CivilDate) -> CivilDate? {
        guard years?.contains(year) ?? true else { return nil }
        for month in 1...12 where months & (1 << UInt16(month)) != 0 {
            var mask = days.mask(year: year, month: month)
            if (year, month) == (date.year, date.month) { mask &= UInt32.max << UInt32(date.day + 1) }
            if (year, month) >= (date.year, date.month), mask != 0 {
                return CivilDate(year: year, month: month, day: mask.trailingZeroBitCount)
            }
        }
        return nil
    }
}
