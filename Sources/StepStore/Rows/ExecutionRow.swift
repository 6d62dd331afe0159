/// One execution as DescribeExecution shows it: what is written when it starts and when it closes.
///
/// The interpreter's state is not here but in a row of its own (`ExecutionStateRow`): a turn of a running execution
/// then rewrites the state alone and never the input beside it, and what is running stays dense on disk.
package struct ExecutionRow: Sendable, Equatable {
    /// Given by the engine, ever growing, never used twice.
    package var id: Int64
    package var machine: Int64
    package var revision: Int64
    /// Unique within the machine.
    package var name: String
    package var status: ExecutionStatus
    /// Milliseconds since 1970, UTC, as all times here.
    package var startMilliseconds: Int64
    package var stopMilliseconds: Int64?
    /// JSON text as received.
    package var input: String
    package var output: String?
    package var error: String?
    package var cause: String?
    /// The schedule's slot that started it; `nil` when nobody's schedule did.
    package var slotMilliseconds: Int64?
    package var traceHeader: String?
    /// How many history events there are; kept up to date here only when the execution closes.
    package var eventCount: Int64
    package var redriveCount: Int64
    package var redriveMilliseconds: Int64?

    package init(
        id: Int64,
        machine: Int64,
        revision: Int64,
        name: String,
        status: ExecutionStatus = .running,
        startMilliseconds: Int64,
        stopMilliseconds: Int64? = nil,
        input: String,
        output: String? = nil,
        error: String? = nil,
        cause: String? = nil,
        slotMilliseconds: Int64? = nil,
        traceHeader: String? = nil,
        eventCount: Int64 = 0,
        redriveCount: Int64 = 0,
        redriveMilliseconds: Int64? = nil
    ) {
        self.id = id
        self.machine = machine
        self.revision = revision
        self.name = name
        self.status = status
        self.startMilliseconds = startMilliseconds
        self.stopMilliseconds = stopMilliseconds
        self.input = input
        self.output = output
        self.error = error
        self.cause = cause
        self.slotMilliseconds = slotMilliseconds
        self.traceHeader = traceHeader
        self.eventCount = eventCount
        self.redriveCount = redriveCount
        self.redriveMilliseconds = redriveMilliseconds
    }
}

extension ExecutionRow {
    /// The row without its documents.
    package var summary: ExecutionSummary {
        ExecutionSummary(
            id: id,
            machine: machine,
            revision: revision,
            name: name,
            status: status,
            startMilliseconds: startMilliseconds,
            stopMilliseconds: stopMilliseconds,
            slotMilliseconds: slotMilliseconds,
            redriveCount: redriveCount,
            redriveMilliseconds: redriveMilliseconds
        )
    }
}
