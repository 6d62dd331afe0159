/// One execution as ListExecutions shows it: all but the documents.
package struct ExecutionSummary: Sendable, Equatable {
    package let id: Int64
    package let machine: Int64
    package let revision: Int64
    package let name: String
    package let status: ExecutionStatus
    package let startMilliseconds: Int64
    package let stopMilliseconds: Int64?
    package let slotMilliseconds: Int64?
    package let redriveCount: Int64
    package let redriveMilliseconds: Int64?

    /// Where the page after this row begins.
    package var cursor: ExecutionCursor { ExecutionCursor(startMilliseconds: startMilliseconds, id: id) }
}

/// A place in a list of executions, newest first: the last row already seen.
package struct ExecutionCursor: Sendable, Equatable {
    package var startMilliseconds: Int64
    package var id: Int64

    package init(startMilliseconds: Int64, id: Int64) {
        self.startMilliseconds = startMilliseconds
        self.id = id
    }

    /// Before the newest.
    package static let newest = ExecutionCursor(startMilliseconds: .max, id: .max)
}
