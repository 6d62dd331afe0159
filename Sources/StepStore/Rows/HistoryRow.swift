/// The history events one turn gave one execution.
package struct HistoryRow: Sendable, Equatable {
    package var execution: Int64
    /// The id of the first event; an execution's ids start at 1 and have no gaps.
    package var firstEvent: Int64
    package var eventCount: Int64
    package var timeMilliseconds: Int64
    /// The message that caused the turn, for replay; opaque here.
    package var cause: [UInt8]
    /// The events; opaque here.
    package var events: [UInt8]

    package init(
        execution: Int64,
        firstEvent: Int64,
        eventCount: Int64,
        timeMilliseconds: Int64,
        cause: [UInt8],
        events: [UInt8]
    ) {
        self.execution = execution
        self.firstEvent = firstEvent
        self.eventCount = eventCount
        self.timeMilliseconds = timeMilliseconds
        self.cause = cause
        self.events = events
    }
}
