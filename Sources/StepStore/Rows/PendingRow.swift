/// An execution that was accepted and has not begun: what it waits for.
package struct PendingRow: Sendable, Equatable {
    package var execution: Int64
    package var machine: Int64
    /// It does not begin before this; nil for no such bound.
    package var notBeforeMilliseconds: Int64?
    /// It waits no longer than this; nil for ever.
    package var deadlineMilliseconds: Int64?
    /// Opaque here.
    package var flags: Int64
    /// Opaque here.
    package var locks: String
    /// What it waits for, in words.
    package var waitsFor: String

    package init(
        execution: Int64,
        machine: Int64,
        notBeforeMilliseconds: Int64? = nil,
        deadlineMilliseconds: Int64? = nil,
        flags: Int64 = 0,
        locks: String = "",
        waitsFor: String
    ) {
        self.execution = execution
        self.machine = machine
        self.notBeforeMilliseconds = notBeforeMilliseconds
        self.deadlineMilliseconds = deadlineMilliseconds
        self.flags = flags
        self.locks = locks
        self.waitsFor = waitsFor
    }
}

/// A lock that an execution holds.
package struct LockRow: Sendable, Equatable {
    package var name: String
    package var execution: Int64

    package init(name: String, execution: Int64) {
        self.name = name
        self.execution = execution
    }
}
