/// A fact that reaches an execution.
package enum Message: Sendable {
    /// The execution was accepted: its first step.
    case started
    /// A timer of it is due.
    case timerFired(TimerID)
    /// The task is handed to its driver right after the commit of this step.
    case taskStarted(TaskToken)
    case taskEnded(TaskToken, TaskOutcome)
    /// SendTaskSuccess, SendTaskFailure, or the end of an execution that the task has started and waits for.
    case taskReported(TaskToken, TaskOutcome)
    case taskHeartbeatReceived(TaskToken)
    /// GetActivityTask: a worker takes the task on.
    case activityStarted(TaskToken, workerName: String?)
    /// StopExecution.
    case stopped(error: String?, cause: String?)
}
