import StepTime

/// A schedule that fires once: `at(yyyy-mm-ddThh:mm:ss)`, on the wall clock of its time zone (EventBridge Scheduler).
package struct AtExpression: Sendable, Equatable {
    /// Seconds after 1970-01-01T00:00 on the wall clock.
    let localSeconds: Int

    /// Reads `at(…)`; an error's place counts from the start of `text`.
    package init(parsing text: some StringProtocol) throws(ScheduleError) {
        let source = try ScheduleText(text)
        guard let call = try ScheduleCall(source, source.trimmed), call.name == "at" else {
            throw ScheduleError("'\(text)' is not written as at(…)", at: source.trimmed)
        }
        try self.init(source, call.argument)
    }

    /// Reads what stands between the parentheses.
    init(_ source: ScheduleText, _ range: Range<Int>) throws(ScheduleError) {
        do {
            localSeconds = try Self.localSeconds(source, range)
        } catch {
            var error = error
            error.hint = "write it as at(2026-11-23T02:30:00), and the zone in timezone:"
            throw error
        }
    }

    /// The instant in UTC milliseconds: in a gap of the clock the first one after it, in a fold the first of the two.
    package func instant(in zone: TimeZoneRules) -> Int64 {
        Int64(zone.firstInstant(reaching: localSeconds)) * 1_000
    }

    /// The instant, if it comes after `milliseconds` (UTC).
    package func next(after milliseconds: Int64, in zone: TimeZoneRules) -> Int64? {
        let instant = instant(in: zone)
        return instant > milliseconds ? instant : nil
    }

    /// The seconds after 1970-01-01T00:00 that `yyyy-mm-ddThh:mm:ss` in `range` names on a wall clock.
    private static func localSeconds(_ source: ScheduleText, _ range: Range<Int>) throws(ScheduleError) -> Int {
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
        let date = CivilDate(year: year, month: month, day: day)
        guard date.isValid else {
            throw ScheduleError("\(source[start..<(start + 7)]) has no day \(day)", at: (start + 8)..<(start + 10))
        }
        guard hour < 24, minute < 60, second < 60 else {
            let time = (start + 11)..<range.upperBound
            throw ScheduleError("there is no time of day \(source[time])", at: time)
        }
        return CivilDateTime(date, hour: hour, minute: minute, second: second).seconds
    }
}
