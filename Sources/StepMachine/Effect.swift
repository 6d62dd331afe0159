package import StepJSON

/// Something to be done outside the interpreter, after the commit that records it.
package enum Effect: Sendable {
    /// Durable: a row in the outbox until the task has ended.
    case scheduleTask(TaskRequest)
    /// The task's TaskStarted is recorded: hand it to its driver.
    case startTask(TaskToken)
    /// The task's TaskSubmitted is recorded: its driver watches what the call has begun, as its answer names it.
    case watchTask(TaskToken, submitted: JSONDocument)
    /// The task has ended: its outbox row goes. Nothing is cancelled, since it is its own end that says so.
    case finishTask(TaskToken)
    /// Nobody waits for the task any more: its row goes, and its driver gives it up.
    case cancelTask(TaskToken)
    /// Durable: a row in the timer table.
    case startTimer(TimerID)
    case cancelTimer(TimerID)
    /// The state has changed and no event tells of it: it is to be written down all the same.
    case saveState
    /// The execution has ended.
    case close(ExecutionResult)
}

/// How an execution ended.
package struct ExecutionResult: Sendable, Equatable {
    package var status: ExecutionStatus
    /// Only of a success.
    package var output: JSONDocument?
    package var error: String?
    package var cause: String?
    /// The state it was in, unless it succeeded: for people, not for the API.
    package var state: String?

    package init(
        status: ExecutionStatus,
        output: JSONDocument? = nil,
        error: String? = nil,
        cause: String? = nil,
        state: String? = nil
    ) {
        self.status = status
        self.output = output
        self.error = error
        self.cause = cause
        self.state = state
    }
}

/// What a step did: the events to append and the effects to carry out, both in order.
package struct Transition: Sendable {
    package var events: [HistoryEvent] = []
    package var effects: [Effect] = []
    /// UTF-8 bytes of the documents that states were left with: what the step costs in memory and on disk, roughly.
    package var documentBytes = 0

    package init() {}
}
