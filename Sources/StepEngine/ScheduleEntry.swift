import StepJSON
package import StepSchedule
import StepTime

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
    /// Whether the latest slot missed while the daemon was down is made good, and how long after.
    package var catchUpWindowMilliseconds: Int64

    package init(
        expression: ScheduleExpression,
        zone: TimeZoneRules,
        text: String,
        timeZone: String? = nil,
        input: String? = nil,
        jitterMilliseconds: Int64 = 0,
        catchUpWindowMilliseconds: Int64 = .max
    ) {
        self.expression = expression
        self.zone = zone
        self.text = text
        self.timeZone = timeZone
        self.input = input
        self.jitterMilliseconds = jitterMilliseconds
        self.catchUpWindowMilliseconds = catchUpWindowMilliseconds
    }

    /// The first slot after an instant.
    func next(after instant: Timestamp, anchor: Timestamp) -> Timestamp? {
        expression.next(after: instant.milliseconds, in: zone, anchor: anchor.milliseconds)
            .map { Timestamp(milliseconds: $0) }
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
