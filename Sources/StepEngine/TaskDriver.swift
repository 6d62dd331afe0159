package import StepLanguage
package import StepMachine

/// Carries out tasks of one kind: AWS calls, commands, HTTP requests.
///
/// The engine calls a driver only after the commit that says the task was started, and never holds a lock while it
/// does. A driver is called from the engine's thread: it must hand the work to its own threads and return at once.
package protocol TaskDriver: Sendable {
    /// Whether this driver carries out `resource`. The first driver that says yes gets the task.
    func handles(_ resource: TaskResource) -> Bool

    /// Whether its tasks go on without the daemon, so that a stop does not wait for them.
    var outlivesDaemon: Bool { get }

    /// What is to become of a task that was sent when the daemon ended before the answer.
    func interruption(of request: TaskRequest) -> TaskInterruption

    /// Starts the task. `completion` is called once, from any thread, unless the task was cancelled before.
    func start(_ request: TaskRequest, completion: @escaping @Sendable (TaskOutcome) -> Void)

    /// Watches what the call of a `.sync` task has begun, until it ends.
    ///
    /// Called after the commit of TaskSubmitted, and again after each restart of the daemon. `completion` is called once,
    /// from any thread, unless the task was cancelled before.
    func watch(_ job: RemoteJob, completion: @escaping @Sendable (TaskOutcome) -> Void)

    /// Stops what the call of a `.sync` task has begun, where AWS stops it, for nobody waits for it any more.
    ///
    /// Called after ``cancel(_:)``, and again after a restart of the daemon that came first. `completion` is called once,
    /// from any thread, with the reason if it may go on nevertheless.
    func stop(_ job: RemoteJob, completion: @escaping @Sendable (_ failure: String?) -> Void)

    /// Gives the task up: nobody waits for its answer any more. Unknown tokens are ignored.
    func cancel(_ token: TaskToken)

    /// How a task with ``TaskInterruption/attach`` ended while the daemon was down; nil where it has not, or nobody knows
    /// yet. Then ``start(_:completion:)`` follows.
    func outcome(of request: TaskRequest) -> TaskOutcome?

    /// The outcome of a task is on disk: whatever the driver kept of it may go.
    func settled(_ token: TaskToken)

    /// All tasks that were under way when the daemon ended have been handed over: what else the driver has of such tasks
    /// is waited for by nobody.
    func recovered()

    /// Takes what tells the engine that a task is alive, so that its `HeartbeatSeconds` begin anew. Once, before any task.
    func reportHeartbeats(to body: @escaping @Sendable (TaskToken) -> Void)
}

extension TaskDriver {
    /// For drivers that have no `.sync` tasks.
    package func watch(_ job: RemoteJob, completion: @escaping @Sendable (TaskOutcome) -> Void) {
        let cause = "The resource '\(job.resource.text)' cannot be watched by this stepd."
        completion(.failed(error: ErrorName.runtime, cause: cause))
    }

    /// For drivers whose tasks end with the daemon.
    package var outlivesDaemon: Bool { false }
    package func outcome(of request: TaskRequest) -> TaskOutcome? { nil }
    package func settled(_ token: TaskToken) {}
    package func recovered() {}
    package func reportHeartbeats(to body: @escaping @Sendable (TaskToken) -> Void) {}

    package func stop(_ job: RemoteJob, completion: @escaping @Sendable (_ failure: String?) -> Void) {
        completion("The resource '\(job.resource.text)' cannot be stopped by this stepd.")
    }
}

/// What becomes of a task whose answer a crash has swallowed.
package enum TaskInterruption: Sendable, Equatable {
    /// Sending it again does no harm: it only reads, or carries the same idempotency token again.
    case sendAgain
    /// It goes on without the daemon: starting it again finds it, and cannot start it twice.
    case attach
    /// It may have been done: the attempt fails with `Stepd.TaskInterrupted`, and the state's Retry decides.
    case fail
}
