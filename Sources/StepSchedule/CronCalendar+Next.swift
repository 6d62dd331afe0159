import StepTime

extension CronCalendar {
    /// Instants from year 1 to year 9999, in seconds: outside of them there are no slots.
    private static let secondsRange = -62_135_596_800...253_402_300_799

    /// The first slot after `milliseconds`, both UTC, on the wall clock of `zone`.
    func next(after milliseconds: Int64, in zone: TimeZoneRules) -> Int64? {
        let seconds = max(Int(milliseconds.quotientFloor(1_000)), Self.secondsRange.lowerBound)
        guard Self.secondsRange.contains(seconds) else { return nil }
        let found = isEveryHour ? nextElapsed(after: seconds, in: zone) : nextFixed(after: seconds, in: zone)
        return found.map { Int64($0) * 1_000 }
    }

    /// A time of day is due at the first instant when the wall clock has reached it: itself as a rule, the end of the
    /// gap if it was skipped, its first pass if it comes twice.
    ///
    /// So the times that are not yet due are those that the clock has never reached so far.
    private func nextFixed(after seconds: Int, in zone: TimeZoneRules) -> Int? {
        first(atOrAfter: zone.firstUnreachedLocal(at: seconds)).map { zone.firstInstant(reaching: $0) }
    }

    /// An open hour tells a rhythm: every instant counts at which the wall clock shows a time that matches.
    private func nextElapsed(after seconds: Int, in zone: TimeZoneRules) -> Int? {
        var segment = zone.segment(at: seconds + 1)
        var from = seconds + 1
        while let local = first(atOrAfter: from + segment.offset), from <= Self.secondsRange.upperBound {
            if local - segment.offset < segment.end { return local - segment.offset }
            from = segment.end
            segment = zone.segment(at: from)
        }
        return nil
    }
}
