/// One instant of a job's schedule and what became of it. A slot that has a row is never considered again.
package struct SlotRow: Sendable, Equatable {
    package var job: String
    package var slotMilliseconds: Int64
    /// The execution it started, if it did.
    package var execution: Int64?
    /// Opaque here.
    package var outcome: Int64
    package var reason: String?
    package var recordedMilliseconds: Int64

    package init(
        job: String,
        slotMilliseconds: Int64,
        execution: Int64? = nil,
        outcome: Int64,
        reason: String? = nil,
        recordedMilliseconds: Int64
    ) {
        self.job = job
        self.slotMilliseconds = slotMilliseconds
        self.execution = execution
        self.outcome = outcome
        self.reason = reason
        self.recordedMilliseconds = recordedMilliseconds
    }
}
