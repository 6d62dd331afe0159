package import StepTime

/// One event of an execution's history, as `GetExecutionHistory` shows it (AWS API Reference, "HistoryEvent").
package struct HistoryEvent: Sendable, Equatable {
    /// From 1, without gaps.
    package var id: Int64
    /// The event that led to this one; 0 for the first ones.
    package var previousID: Int64
    package var timestamp: Timestamp
    package var type: HistoryEventType
    package var details: HistoryEventDetails

    package init(
        id: Int64,
        previousID: Int64,
        timestamp: Timestamp,
        type: HistoryEventType,
        details: HistoryEventDetails
    ) {
        self.id = id
        self.previousID = previousID
        self.timestamp = timestamp
        self.type = type
        self.details = details
    }
}

/// The types of history events, with AWS's names (AWS API Reference, "HistoryEvent").
///
/// The raw values are stored: never renumber one.
package enum HistoryEventType: UInt8, Sendable, CaseIterable {
    case executionStarted = 1
    case executionSucceeded = 2
    case executionFailed = 3
    case executionTimedOut = 4
    case executionAborted = 5
    case evaluationFailed = 7
    case passStateEntered = 10
    case passStateExited = 11
    case choiceStateEntered = 12
    case choiceStateExited = 13
    case succeedStateEntered = 14
    case succeedStateExited = 15
    case failStateEntered = 16
    case waitStateEntered = 17
    case waitStateExited = 18
    case waitStateAborted = 19
    case taskStateEntered = 20
    case taskStateExited = 21
    case taskStateAborted = 22
    case taskScheduled = 30
    case taskStarted = 31
    case taskStartFailed = 32
    case taskSubmitted = 33
    case taskSubmitFailed = 34
    case taskSucceeded = 35
    case taskFailed = 36
    case taskTimedOut = 37
    case parallelStateEntered = 40
    case parallelStateExited = 41
    case parallelStateStarted = 42
    case parallelStateSucceeded = 43
    case parallelStateFailed = 44
    case parallelStateAborted = 45
    case mapStateEntered = 50
    case mapStateExited = 51
    case mapStateStarted = 52
    case mapStateSucceeded = 53
    case mapStateFailed = 54
    case mapStateAborted = 55
    case mapIterationStarted = 56
    case mapIterationSucceeded = 57
    case mapIterationFailed = 58
    case mapIterationAborted = 59
    case activityScheduled = 70
    case activityScheduleFailed = 71
    case activityStarted = 72
    case activitySucceeded = 73
    case activityFailed = 74
    case activityTimedOut = 75
    case lambdaFunctionScheduled = 80
    case lambdaFunctionScheduleFailed = 81
    case lambdaFunctionStarted = 82
    case lambdaFunctionStartFailed = 83
    case lambdaFunctionSucceeded = 84
    case lambdaFunctionFailed = 85
    case lambdaFunctionTimedOut = 86

    /// Whether nothing can follow it.
    package var isEndOfExecution: Bool {
        switch self {
        case .executionSucceeded, .executionFailed, .executionTimedOut, .executionAborted: true
        default: false
        }
    }

    /// AWS's name: `TaskStateEntered`.
    package var name: String {
        let name = "\(self)"
        return name.prefix(1).uppercased() + name.dropFirst()
    }
}

/// The details object of an event. Documents are JSON text, as they were received.
package enum HistoryEventDetails: Sendable, Equatable {
    case none
    case executionStarted(input: String, roleARN: String)
    case executionSucceeded(output: String)
    /// ExecutionFailed, ExecutionTimedOut, ExecutionAborted.
    case executionEnded(error: String?, cause: String?)
    case stateEntered(name: String, input: String)
    case stateExited(name: String, output: String, assignedVariables: [AssignedVariable])
    case taskScheduled(TaskScheduledDetails)
    /// TaskStarted.
    case taskStarted(resourceType: String, resource: String)
    /// TaskSucceeded, TaskSubmitted.
    case taskOutput(resourceType: String, resource: String, output: String)
    /// TaskFailed, TaskStartFailed, TaskSubmitFailed, TaskTimedOut.
    case taskFailed(resourceType: String, resource: String, error: String?, cause: String?)
    case evaluationFailed(error: String, cause: String, location: String?, state: String)
    /// ActivityScheduled, LambdaFunctionScheduled.
    case workScheduled(WorkScheduledDetails)
    case activityStarted(workerName: String?)
    /// ActivitySucceeded, LambdaFunctionSucceeded.
    case workOutput(output: String)
    /// ActivityFailed, ActivityTimedOut, LambdaFunctionFailed, LambdaFunctionTimedOut.
    case workFailed(error: String?, cause: String?)
    /// MapStateStarted: how many items there are.
    case mapStateStarted(length: Int64)
    /// MapIterationStarted, …Succeeded, …Failed, …Aborted; `name` is the Map state's.
    case mapIteration(name: String, index: Int64)
}

/// A variable that `Assign` set, its value as JSON text.
package struct AssignedVariable: Sendable, Equatable {
    package var name: String
    package var value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// `taskScheduledEventDetails` (AWS API Reference).
package struct TaskScheduledDetails: Sendable, Equatable {
    package var resourceType: String
    package var resource: String
    package var region: String
    package var parameters: String
    package var timeoutSeconds: Int64?
    package var heartbeatSeconds: Int64?
    /// `taskCredentials.roleArn`.
    package var roleARN: String?

    package init(
        resourceType: String,
        resource: String,
        region: String,
        parameters: String,
        timeoutSeconds: Int64?,
        heartbeatSeconds: Int64?,
        roleARN: String?
    ) {
        self.resourceType = resourceType
        self.resource = resource
        self.region = region
        self.parameters = parameters
        self.timeoutSeconds = timeoutSeconds
        self.heartbeatSeconds = heartbeatSeconds
        self.roleARN = roleARN
    }
}

/// `activityScheduledEventDetails` and `lambdaFunctionScheduledEventDetails` (AWS API Reference).
package struct WorkScheduledDetails: Sendable, Equatable {
    /// The ARN of the activity or of the function.
    package var resource: String
    package var input: String
    package var timeoutSeconds: Int64?
    /// Only of an activity.
    package var heartbeatSeconds: Int64?
    /// `taskCredentials.roleArn`, only of a function.
    package var roleARN: String?

    package init(
        resource: String,
        input: String,
        timeoutSeconds: Int64?,
        heartbeatSeconds: Int64?,
        roleARN: String?
    ) {
        self.resource = resource
        self.input = input
        self.timeoutSeconds = timeoutSeconds
        self.heartbeatSeconds = heartbeatSeconds
        self.roleARN = roleARN
    }
}
