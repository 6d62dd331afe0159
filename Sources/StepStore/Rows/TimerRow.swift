/// A timer's place in the order in which timers fall due.
package struct TimerKey: Sendable, Hashable, Comparable {
    package var dueMilliseconds: Int64
    package var execution: Int64
    /// Unique within the execution.
    package var timer: Int64

    package init(dueMilliseconds: Int64, execution: Int64, timer: Int64) {
        self.dueMilliseconds = dueMilliseconds
        self.execution = execution
        self.timer = timer
    }

    /// Before every timer.
    package static let first = TimerKey(dueMilliseconds: .min, execution: .min, timer: .min)

    package static func < (left: TimerKey, right: TimerKey) -> Bool {
        (left.dueMilliseconds, left.execution, left.timer) < (right.dueMilliseconds, right.execution, right.timer)
    }
}

/// A timer: 32 bytes, for memory holds tens of thousands.
package struct TimerRow: Sendable, Hashable {
    package var key: TimerKey
    /// What the engine makes of it; opaque here.
    package var payload: Int64

    package init(key: TimerKey, payload: Int64) {
        self.key = key
        self.payload = payload
    }

    package init(dueMilliseconds: Int64, execution: Int64, timer: Int64, payload: Int64) {
        key = TimerKey(dueMilliseconds: dueMilliseconds, execution: execution, timer: timer)
        self.payload = payload
    }
}
