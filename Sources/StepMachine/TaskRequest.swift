package import StepJSON
package import StepLanguage

/// Names one attempt of one task for ever: a completion that carries an old one is refused.
///
/// The id of the attempt's TaskScheduled event is unique in its execution, so a retry has a token of its own.
package struct TaskToken: Sendable, Hashable {
    /// The execution's row.
    package var execution: Int64
    /// Where the answer goes in the execution.
    package var frame: Int32
    /// The id of the TaskScheduled event.
    package var event: Int64

    package init(execution: Int64, frame: Int32, event: Int64) {
        self.execution = execution
        self.frame = frame
        self.event = event
    }
}

/// What a task driver is asked to do, and all it may know.
package struct TaskRequest: Sendable {
    package var token: TaskToken
    package var resource: TaskResource
    /// The evaluated `Parameters` or `Arguments`.
    package var parameters: JSONDocument
    package var timeoutSeconds: Int64?
    package var heartbeatSeconds: Int64?
    /// The evaluated `Credentials`.
    package var credentials: JSONValue?
    /// For logs and for the run's own names; not for decisions.
    package var stateName: String
    /// The machine's and the execution's ARN: what some calls name as the origin of what they do.
    package var originARNs: [String] = []
    /// Whether its machine is that of a job file: only such a one may run commands.
    package var isJob = false

    package init(
        token: TaskToken,
        resource: TaskResource,
        parameters: JSONDocument,
        timeoutSeconds: Int64?,
        heartbeatSeconds: Int64?,
        credentials: JSONValue?,
        stateName: String
    ) {
        self.token = token
        self.resource = resource
        self.parameters = parameters
        self.timeoutSeconds = timeoutSeconds
        self.heartbeatSeconds = heartbeatSeconds
        self.credentials = credentials
        self.stateName = stateName
    }
}

/// How a task ended, in the words of the States Language.
package enum TaskOutcome: Sendable, Equatable {
    case succeeded(JSONDocument)
    /// `error` is what `ErrorEquals` is matched against.
    case failed(error: String?, cause: String?)
}
