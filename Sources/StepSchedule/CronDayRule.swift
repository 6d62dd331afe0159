import StepTime

/// Which days of a month a cron expression or a calendar event names.
///
/// A rule answers for a whole month at once, as a mask whose bit n is day n: a search for the next day then costs one
/// look per month, however rare the day is.
struct CronDayRule: Sendable, Equatable {
    /// One way to name days within a month.
    enum Part: Sendable, Equatable {
        /// Bit n is day n.
        case days(UInt32)
        /// Bit n is the nth day from the end; the last day is 1.
        case daysFromEnd(UInt32)
        /// Bit n is a weekday, Sunday 0.
        case weekdays(UInt8)
        /// `L`: the last day.
        case lastDay
        /// `LW`: the last day from Monday to Friday.
        case lastWorkday
        /// `15W`: the day from Monday to Friday nearest to the 15th, within the month.
        case nearestWorkday(Int)
        /// `FRI#2`: the second Friday; no day when the month has fewer.
        case nth(weekday: Int, Int)
        /// `FRIL`: the last Friday.
        case last(weekday: Int)
    }

    /// Days that one of these names.
    var parts: [Part]
    /// Whether a day must be named by every part instead.
    var needsEvery: Bool

    /// Bit n is day n of the month.
    func mask(year: Int, month: Int) -> UInt32 {
        let length = CivilDate.days(inMonth: month, ofYear: year)
        let whole = (UInt32.max >> UInt32(31 - length)) & ~1
        let firstWeekday = CivilDate(year: year, month: month, day: 1).weekday
        let masks = parts.map { Self.mask($0, length: length, firstWeekday: firstWeekday) & whole }
        return needsEvery ? masks.reduce(whole, &) : masks.reduce(0, |)
    }

    private static func mask(_ part: Part, length: Int, firstWeekday: Int) -> UInt32 {
        func weekday(_ day: Int) -> Int { (firstWeekday + day - 1) % 7 }
        func first(_ wanted: Int) -> Int { 1 + (wanted - firstWeekday + 7) % 7 }
        switch part {
        case .days(let mask):
            return mask
        case .daysFromEnd(let mask):
            return (1...length).reduce(0) { mask & (1 << UInt32(length + 1 - $1)) == 0 ? $0 : $0 | 1 << UInt32($1) }
        case .weekdays(let set):
            return (1...length).reduce(0) { set & (1 << UInt8(weekday($1))) == 0 ? $0 : $0 | 1 << UInt32($1) }
        case .lastDay:
            return 1 << UInt32(length)
        case .lastWorkday:
            return 1 << UInt32(workday(nearestTo: length, length: length, weekday: weekday(length)))
        case .nearestWorkday(let day):
            guard day <= length else { return 0 }
            return 1 << UInt32(workday(nearestTo: day, length: length, weekday: weekday(day)))
        case .nth(let wanted, let number):
            return 1 << UInt32(first(wanted) + 7 * (number - 1))
        case .last(let wanted):
            return 1 << UInt32(length - (weekday(length) - wanted + 7) % 7)
        }
    }

    /// Saturday moves to the Friday before it and Sunday to the Monday after it, unless that leaves the month.
    private static func workday(nearestTo day: Int, length: Int, weekday: Int) -> Int {
        switch weekday {
        case 6: day > 1 ? day - 1 : day + 2
        case 0: day < length ? day + 1 : day - 2
        default: day
        }
    }
}
