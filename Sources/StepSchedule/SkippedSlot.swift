package import StepTime

/// A slot at a time of day that the wall clock of its zone skips, when it is set forward.
package struct SkippedSlot: Sendable, Equatable {
    /// What the clock would show: it never does.
    package var wanted: CivilDateTime
    /// What it shows at the first instant after the gap, when the slot is due.
    package var shown: CivilDateTime
}

extension ScheduleExpression {
    /// The first slot after an instant (UTC milliseconds) that a gap of the wall clock swallows, within some days.
    package func firstSkippedSlot(
        after milliseconds: Int64,
        withinDays days: Int,
        in zone: TimeZoneRules
    ) -> SkippedSlot? {
        let start = Int(milliseconds.quotientFloor(1_000))
        let end = start + days * CivilDate.secondsPerDay
        var segment = zone.segment(at: start)
        while segment.end < end {
            let next = zone.segment(at: segment.end)
            // The clock jumps from the one to the other.
            let gap = segment.end + segment.offset..<max(segment.end + segment.offset, segment.end + next.offset)
            if let local = firstFixed(in: gap) {
                return SkippedSlot(
                    wanted: CivilDateTime(seconds: local),
                    shown: CivilDateTime(seconds: gap.upperBound)
                )
            }
            segment = next
        }
        return nil
    }

    /// The first time of day in a stretch of the wall clock; a rhythm, which follows elapsed time, has none.
    private func firstFixed(in gap: Range<Int>) -> Int? {
        guard !gap.isEmpty else { return nil }
        let calendar: CronCalendar
        switch self {
        case .cron(let cron): calendar = cron.calendar
        case .eventBridgeCron(let cron): calendar = cron.calendar
        case .calendar(let expression): calendar = expression.calendar
        case .at(let at): return gap.contains(at.localSeconds) ? at.localSeconds : nil
        case .rate: return nil
        }
        guard !calendar.isEveryHour, let local = calendar.first(atOrAfter: gap.lowerBound) else { return nil }
        return gap.contains(local) ? local : nil
    }
}
