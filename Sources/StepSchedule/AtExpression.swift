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
            localSeconds = try UTCDateTime.localSeconds(source, range)
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
}
