/// A date and a time of day, to the millisecond, as UTC or a wall clock shows them.
///
/// Leap seconds are not counted, as in POSIX. The members are not checked: a time of day past the end of the day counts
/// into the next one.
package struct CivilDateTime: Sendable, Hashable {
    package var date: CivilDate
    /// 0 to 23.
    package var hour: Int
    /// 0 to 59.
    package var minute: Int
    /// 0 to 59.
    package var second: Int
    /// 0 to 999.
    package var millisecond: Int

    package init(_ date: CivilDate, hour: Int = 0, minute: Int = 0, second: Int = 0, millisecond: Int = 0) {
        self.date = date
        self.hour = hour
        self.minute = minute
        self.second = second
        self.millisecond = millisecond
    }

    /// The date and time `seconds` after 1970-01-01T00:00:00.
    package init(seconds: Int, millisecond: Int = 0) {
        let inDay = seconds.remainderFloor(CivilDate.secondsPerDay)
        self.init(
            CivilDate(daysSince1970: seconds.quotientFloor(CivilDate.secondsPerDay)),
            hour: inDay / 3600,
            minute: inDay / 60 % 60,
            second: inDay % 60,
            millisecond: millisecond
        )
    }

    /// The date and time `milliseconds` after 1970-01-01T00:00:00.
    package init(milliseconds: Int64) {
        self.init(seconds: Int(milliseconds.quotientFloor(1000)), millisecond: Int(milliseconds.remainderFloor(1000)))
    }

    /// Whole seconds after 1970-01-01T00:00:00.
    package var seconds: Int {
        date.daysSince1970 * CivilDate.secondsPerDay + hour * 3600 + minute * 60 + second
    }

    /// Milliseconds after 1970-01-01T00:00:00.
    package var milliseconds: Int64 { Int64(seconds) * 1000 + Int64(millisecond) }

    /// Whether the day and the second exist; a leap second (RFC 3339, section 5.6) does.
    package var isValid: Bool {
        date.isValid && 0...23 ~= hour && 0...59 ~= minute && 0...60 ~= second && 0...999 ~= millisecond
    }
}

// MARK: - Texts

extension CivilDateTime {
    /// `12:30:23`.
    package var timeOfDay: String { "\(hour.padded(to: 2)):\(minute.padded(to: 2)):\(second.padded(to: 2))" }

    /// `2026-11-23T12:30:23`, the extended format of ISO 8601 without a zone.
    package var iso8601: String { "\(date.iso8601)T\(timeOfDay)" }

    /// `Mon, 23 Nov 2026 12:30:23 GMT`: HTTP's IMF-fixdate (RFC 9110, section 5.6.7), for a date and time in UTC.
    package var httpDate: String {
        let month = Self.monthNames[date.month - 1]
        return "\(Self.dayNames[date.weekday]), \(date.day.padded(to: 2)) \(month) \(date.year.padded(to: 4)) "
            + "\(timeOfDay) GMT"
    }

    /// The days in the texts of HTTP, from Sunday.
    private static let dayNames = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]

    /// The months in the texts of HTTP, from January.
    package static let monthNames = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
