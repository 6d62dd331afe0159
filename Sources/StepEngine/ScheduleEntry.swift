import StepJSON
package import StepSchedule
package import StepTime

/// One schedule of a job, ready to be asked for its slots.
package struct ScheduleEntry: Sendable {
    package var expression: ScheduleExpression
    package var zone: TimeZoneRules
    /// The expression as the job file has it.
    package var text: String
    /// The zone's name as the job file has it; nil where it has none, and the machine's own counts.
    package var timeZone: String?
    /// The input of its runs, as JSON text in which `<aws.scheduler.…>` stands for what is only known then; nil for
    /// `{"scheduled_at": …}`.
    package var input: String?
    /// Milliseconds added to each slot before it starts; fixed for a job on a host, so that runs stay spread.
    package var jitterMilliseconds: Int64
    package var catchUp: CatchUpRule
    /// There are slots from this moment on; nil for no bound. A rate counts from here.
    package var start: Timestamp?
    /// There are slots before this moment; nil for no bound.
    package var end: Timestamp?

    package init(
        expression: ScheduleExpression,
        zone: TimeZoneRules,
        text: String,
        timeZone: String? = nil,
        input: String? = nil,
        jitterMilliseconds: Int64 = 0,
        catchUp: CatchUpRule = CatchUpRule(),
        start: Timestamp? = nil,
        end: Timestamp? = nil
    ) {
        self.expression = expression
        self.zone = zone
        self.text = text
        self.timeZone = timeZone
        self.input = input
        self.jitterMilliseconds = jitterMilliseconds
        self.catchUp = catchUp
        self.start = start
        self.end = end
    }

    /// The first slot after an instant. `anchor` is what rates count from that have no start of their own.
    func next(after instant: Timestamp, anchor: Timestamp) -> Timestamp? {
        var after = instant.milliseconds
        if let start { after = max(after, start.milliseconds - 1) }
        let anchor = (start ?? anchor).milliseconds
        guard let slot = expression.next(after: after, in: zone, anchor: anchor) else { return nil }
        if let end, slot >= end.milliseconds { return nil }
        return Timestamp(milliseconds: slot)
    }

    /// The input of the run `name` that starts for `slot`.
    ///
    /// Source: "Adding context attributes in EventBridge Scheduler", EventBridge Scheduler User Guide.
    func input(slot: Timestamp, name: String) -> JSONDocument {
        let plain = JSONDocument(.object(["scheduled_at": .string(slot.rfc3339)]))
        guard let input else { return plain }
        let text = input.replacing("<aws.scheduler.scheduled-time>", with: slot.rfc3339)
            .replacing("<aws.scheduler.execution-id>", with: name)
            .replacing("<aws.scheduler.attempt-number>", with: "1")
        return (try? JSONDocument(parsing: text)) ?? plain
    }
}
