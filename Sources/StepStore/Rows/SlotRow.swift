/// One instant of a job's schedule and what became of it, or several instants in a row of which the same became.
package struct SlotRow: Sendable, Equatable {
    package var job: String
    package var slotMilliseconds: Int64
    /// The last of several; nil for one slot alone.
    package var lastMilliseconds: Int64?
    /// How many they are; nil where that was not counted.
    package var slotCount: Int64?
    /// The execution it started, if it did.
    package var execution: Int64?
    /// Opaque here.
    package var outcome: Int64
    package var reason: String?
    package var recordedMilliseconds: Int64

    package init(
        job: String,
        slotMilliseconds: Int64,
        lastMilliseconds: Int64? = nil,
        slotCount: Int64? = nil,
        execution: Int64? = nil,
        outcome: Int64,
        reason: String? = nil,
        recordedMilliseconds: Int64
    ) {
        self.job = job
        self.slotMilliseconds = slotMilliseconds
        self.lastMilliseconds = lastMilliseconds
        self.slotCount = slotCount
        self.execution = execution
        self.outcome = outcome
        self.reason = reason
        self.recordedMilliseconds = recordedMilliseconds
    }
}
