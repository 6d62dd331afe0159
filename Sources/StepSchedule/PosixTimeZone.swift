import StepTime

/// The rule that closes a TZif file and holds for all years after its table: POSIX's `TZ` text, such as
/// `CET-1CEST,M3.5.0,M10.5.0/3` (POSIX 1003.1, section 8.3, with the hours of RFC 9636, section 3.3.2).
struct PosixTimeZone: Sendable, Equatable {
    /// A day of the year on which the clock changes.
    enum Day: Sendable, Equatable {
        /// `Jn`, from 1 to 365: 29 February does not count.
        case julian(Int)
        /// `n`, from 0 to 365: 29 February counts.
        case zeroBased(Int)
        /// `Mm.w.d`: weekday `d` (Sunday 0) of week `w` of month `m`; week 5 is the last.
        case weekday(month: Int, week: Int, weekday: Int)
    }

    /// When the clock changes: a day, and seconds from its midnight, which may leave the day either way.
    struct Change: Sendable, Equatable {
        var day: Day
        var secondOfDay: Int

        /// Local seconds after 1970-01-01T00:00.
        func local(inYear year: Int) -> Int {
            let newYear = CivilDate(year: year, month: 1, day: 1).daysSince1970
            let day: Int
            switch self.day {
            case .julian(let number): day = newYear + number - 1 + (CivilDate.isLeap(year) && number >= 60 ? 1 : 0)
            case .zeroBased(let number): day = newYear + number
            case .weekday(let month, let week, let weekday):
                let first = CivilDate(year: year, month: month, day: 1)
                let length = CivilDate.days(inMonth: month, ofYear: year)
                let number = 1 + (weekday - first.weekday + 7) % 7 + 7 * (week - 1)
                day = first.daysSince1970 - 1 + (number > length ? number - 7 : number)
            }
            return day * CivilDate.secondsPerDay + secondOfDay
        }
    }

    /// Another offset for a part of each year.
    struct Daylight: Sendable, Equatable {
        /// Seconds east of UTC.
        var offset: Int
        /// On the clock of the standard time.
        var start: Change
        /// On the clock of the daylight time.
        var end: Change
    }

    /// Seconds east of UTC.
    var standardOffset: Int
    var daylight: Daylight?

    /// The segment that holds the instant `seconds`, cut off before `limit`.
    func segment(at seconds: Int, notBefore limit: Int) -> TimeZoneRules.Segment {
        guard let daylight else { return .init(start: limit, end: Int.max, offset: standardOffset) }
        let year = CivilDate(daysSince1970: (seconds + standardOffset).quotientFloor(CivilDate.secondsPerDay)).year
        var changes: [(instant: Int, offset: Int)] = []
        // A change's hour reaches at most a week out of its year, so that the years around are enough.
        for year in (year - 1)...(year + 1) {
            let pair = [
                (instant: daylight.start.local(inYear: year) - standardOffset, offset: daylight.offset),
                (instant: daylight.end.local(inYear: year) - daylight.offset, offset: standardOffset),
            ]
            changes += pair[0].instant <= pair[1].instant ? pair : pair.reversed()
        }
        var segment = TimeZoneRules.Segment(start: limit, end: Int.max, offset: standardOffset)
        for change in changes {
            guard change.instant <= seconds else {
                segment.end = change.instant
                break
            }
            segment.start = max(limit, change.instant)
            segment.offset = change.offset
        }
        return segment
    }
}
