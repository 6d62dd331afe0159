/// An execution that a task of another one has started, and whose end that task waits for.
package struct NestedRow: Sendable, Equatable {
    package var execution: Int64
    /// The execution of the task.
    package var parent: Int64
    /// The frame and the event of the task's token.
    package var frame: Int64
    package var event: Int64

    package init(execution: Int64, parent: Int64, frame: Int64, event: Int64) {
        self.execution = execution
        self.parent = parent
        self.frame = frame
        self.event = event
    }
}
