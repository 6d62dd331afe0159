/// An instant as a date and a time of day in UTC, to the millisecond; leap seconds are not counted, as in POSIX.
///
/// The written form is RFC 3339's profile of ISO 8601 that Step Functions uses: `2026-11-23T12:00:00.000Z`.
package struct UTCDateTime: Sendable, Equatable {
    /// Of the proleptic Gregorian calendar; year 0 is 1 BC.
    package var year: Int
    /// From 1.
    package var month: Int
    /// From 1.
    package var day: Int
    /// From 0 to 23.
    package var hour: Int
    /// From 0 to 59.
    package var minute: Int
    /// From 0 to 59.
    package var second: Int
    /// From 0 to 999.
    package var millisecond: Int

    /// The instant `milliseconds` after 1970-01-01T00:00:00Z.
    package init(milliseconds: Int64) {
        let seconds = Int(milliseconds.quotientFloor(1_000))
        self.init(seconds: seconds, millisecond: Int(milliseconds.remainderFloor(1_000)))
    }

    init(seconds: Int, millisecond: Int = 0) {
        let date = CivilDate(daysSinceEpoch: seconds.quotientFloor(CivilDate.secondsPerDay))
        let secondOfDay = seconds.remainderFloor(CivilDate.secondsPerDay)
        year = date.year
        month = date.month
        day = date.day
        hour = secondOfDay / 3_600
        minute = secondOfDay / 60 % 60
        second = secondOfDay % 60
        self.millisecond = millisecond
    }

    /// Milliseconds after 1970-01-01T00:00:00Z.
    package var milliseconds: Int64 { Int64(seconds) * 1_000 + Int64(millisecond) }

    /// Whole seconds after 1970-01-01T00:00:00Z.
    var seconds: Int {
        let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
        return days * CivilDate.secondsPerDay + hour * 3_600 + minute * 60 + second
    }

    /// `2026-11-23T12:00:00.000Z`: RFC 3339 with milliseconds.
    package var rfc3339Milliseconds: String { "\(dateAndTime).\(padded(millisecond, 3))Z" }

    /// `2026-11-23T12:00:00Z`: RFC 3339 to the second, the millisecond cut off.
    package var rfc3339Seconds: String { "\(dateAndTime)Z" }

    private var dateAndTime: String {
        "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
            + "T\(padded(hour, 2)):\(padded(minute, 2)):\(padded(second, 2))"
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number.magnitude)
        let zeros = String(repeating: "0", count: max(0, width - digits.utf8.count))
        return (number < 0 ? "-" : "") + zeros + digits
    }
}

// MARK: - Reading

extension UTCDateTime {
    /// The instant that `text` names in RFC 3339: a `T`, seconds, and `Z` or an offset are needed; digits of the second
    /// after the third are cut off.
    package init(parsing text: some StringProtocol) throws(ScheduleError) {
        let source = try ScheduleText(text)
        let whole = source.trimmed
        let hint = "write it as 2026-11-23T12:00:00Z or 2026-11-23T12:00:00.000+01:00"
        guard whole.count > 19 else {
            throw ScheduleError("'\(source[whole])' is not an instant in RFC 3339", at: whole, hint: hint)
        }
        let local = try Self.localSeconds(source, whole.lowerBound..<(whole.lowerBound + 19))
        var rest = (whole.lowerBound + 19)..<whole.upperBound
        var millisecond = 0
        if source.bytes[rest.lowerBound] == UInt8(ascii: ".") {
            let digits = source.digits(at: rest.dropFirst())
            guard !digits.isEmpty else {
                throw ScheduleError("digits are missing after the point", at: rest, hint: hint)
            }
            var scale = 100
            for index in digits.prefix(3) {
                millisecond += Int(source.bytes[index] - UInt8(ascii: "0")) * scale
                scale /= 10
            }
            rest = digits.upperBound..<rest.upperBound
        }
        guard let offset = Self.offsetSeconds(source, rest) else {
            throw ScheduleError("'\(source[rest])' is not an offset from UTC", at: rest, hint: hint)
        }
        self.init(seconds: local - offset, millisecond: millisecond)
    }

    /// The seconds that `yyyy-mm-ddThh:mm:ss` in `range` names, taken as UTC.
    static func localSeconds(_ source: ScheduleText, _ range: Range<Int>) throws(ScheduleError) -> Int {
        let pattern = Array("0000-00-00T00:00:00".utf8)
        func field(_ start: Int, _ count: Int) -> Int? {
            source.number((range.lowerBound + start)..<(range.lowerBound + start + count))
        }
        let fits =
            range.count == pattern.count
            && zip(pattern, source.bytes[range]).allSatisfy { $0 == UInt8(ascii: "0") || $0 == $1 }
        guard fits,
            let year = field(0, 4), let month = field(5, 2), let day = field(8, 2),
            let hour = field(11, 2), let minute = field(14, 2), let second = field(17, 2)
        else {
            throw ScheduleError("'\(source[range])' is not written as yyyy-mm-ddThh:mm:ss", at: range)
        }
        let start = range.lowerBound
        guard (1...12).contains(month) else {
            throw ScheduleError("there is no month \(month)", at: (start + 5)..<(start + 7))
        }
        guard day >= 1, day <= CivilDate.daysInMonth(year: year, month: month) else {
            throw ScheduleError("\(source[start..<(start + 7)]) has no day \(day)", at: (start + 8)..<(start + 10))
        }
        guard hour < 24, minute < 60, second < 60 else {
            let time = (start + 11)..<range.upperBound
            throw ScheduleError("there is no time of day \(source[time])", at: time)
        }
        let days = CivilDate(year: year, month: month, day: day).daysSinceEpoch
        return days * CivilDate.secondsPerDay + hour * 3_600 + minute * 60 + second
    }

    private static func offsetSeconds(_ source: ScheduleText, _ range: Range<Int>) -> Int? {
        guard let first = range.first else { return nil }
        let letter = source.bytes[first]
        if range.count == 1 { return letter == UInt8(ascii: "Z") || letter == UInt8(ascii: "z") ? 0 : nil }
        guard range.count == 6, letter == UInt8(ascii: "+") || letter == UInt8(ascii: "-"),
            source.bytes[first + 3] == UInt8(ascii: ":"),
            let hours = source.number((first + 1)..<(first + 3)), hours < 24,
            let minutes = source.number((first + 4)..<(first + 6)), minutes < 60
        else { return nil }
        let seconds = hours * 3_600 + minutes * 60
        return letter == UInt8(ascii: "-") ? -seconds : seconds
    }
}
