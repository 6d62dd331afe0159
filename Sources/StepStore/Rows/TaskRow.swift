/// Which task: the execution and the id of its TaskScheduled event.
package struct TaskKey: Sendable, Hashable, Comparable {
    package var execution: Int64
    package var token: Int64

    package init(execution: Int64, token: Int64) {
        self.execution = execution
        self.token = token
    }

    /// Before every task.
    package static let first = TaskKey(execution: .min, token: .min)

    package static func < (left: TaskKey, right: TaskKey) -> Bool {
        (left.execution, left.token) < (right.execution, right.token)
    }
}

/// How far a task has come, as far as the database knows.
package enum TaskStatus: Int64, Sendable {
    /// To be sent. Next: `started`, or deleted when it ended.
    case scheduled = 0
    /// Sent, and perhaps at work. Next: deleted when it ended.
    case started = 1
    /// The task of an activity: it waits for a worker to ask for it. Next: `started`, or deleted when it ended.
    case offered = 2
    /// Nobody waits for it any more, and what it began is to be stopped; its request is that job. Next: deleted when that
    /// is done.
    case stopping = 3
}

/// An entry of the outbox: a task that the commit promised to start.
package struct TaskRow: Sendable, Equatable {
    package var key: TaskKey
    package var status: TaskStatus
    /// What to send; opaque here.
    package var request: [UInt8]

    package init(key: TaskKey, status: TaskStatus = .scheduled, request: [UInt8]) {
        self.key = key
        self.status = status
        self.request = request
    }
}
