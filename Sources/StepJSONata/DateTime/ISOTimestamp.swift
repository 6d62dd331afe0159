import StepTime

/// Timestamps of ISO 8601 as ECMAScript reads and writes them.
enum ISOTimestamp {
    /// `2017-05-15T15:12:59.152Z`; a year that four digits cannot say has a sign and six.
    static func text(milliseconds: Int64) -> String {
        let time = CivilDateTime(milliseconds: milliseconds)
        let text = Timestamp(milliseconds: milliseconds).rfc3339
        let year = time.date.year
        if 0...9999 ~= year { return text }
        return (year < 0 ? "-" : "+") + year.magnitude.padded(to: 6) + text.dropFirst(year.padded(to: 4).utf8.count)
    }

    /// The milliseconds that `text` stands for: a year and as much of month, day, time and offset as is given.
    static func milliseconds(_ text: String) -> Int64? {
        var reader = TimestampReader(text)
        guard let year = reader.number(4) else { return nil }
        var time = CivilDateTime(CivilDate(year: year, month: 1, day: 1))
        if reader.take("-") {
            guard let month = reader.number(2) else { return nil }
            time.date.month = month
            if reader.take("-") {
                guard let day = reader.number(2) else { return nil }
                time.date.day = day
            }
        }
        guard time.date.isValid else { return nil }
        var offsetMinutes = 0
        if reader.take("T") {
            guard reader.readTimeOfDay(into: &time) else { return nil }
            if !reader.isAtEnd {
                guard let offset = reader.offsetMinutes() else { return nil }
                offsetMinutes = offset
            }
        }
        return reader.isAtEnd ? time.milliseconds - Int64(offsetMinutes) * 60_000 : nil
    }
}

extension TimestampReader {
    /// `hh:mm`, `hh:mm:ss` or `hh:mm:ss.sss`; 24:00 is the end of the day.
    fileprivate mutating func readTimeOfDay(into time: inout CivilDateTime) -> Bool {
        guard let hour = number(2), hour <= 24, take(":"), let minute = number(2), minute < 60 else { return false }
        time.hour = hour
        time.minute = minute
        if take(":") {
            guard let second = number(2), second < 60 else { return false }
            time.second = second
        }
        guard let millisecond = fractionMilliseconds() else { return false }
        time.millisecond = millisecond
        return hour < 24 || minute == 0 && time.second == 0 && millisecond == 0
    }

    /// Minutes east of UTC: `Z`, `+01:00` or `+0100`.
    fileprivate mutating func offsetMinutes() -> Int? {
        if take("Z") { return 0 }
        let isWest = take("-")
        guard isWest || take("+"), let hours = number(2) else { return nil }
        take(":")
        guard let minutes = number(2), hours < 24, minutes < 60 else { return nil }
        return (isWest ? -1 : 1) * (hours * 60 + minutes)
    }
}
