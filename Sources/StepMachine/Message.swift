/// A fact that reaches an execution.
package enum Message: Sendable {
    /// The execution was accepted: its first step.
    case started
    /// A timer of it is due.
    case timerFired(TimerID)
    /// The task is handed to its driver right after the commit of this step.
    case taskStarted(TaskToken)
    case taskEnded(TaskToken, TaskOutcome)
    case taskHeartbeatReceived(TaskToken)
    /// StopExecution.
    case stopped(error: String?, cause: String?)
}
