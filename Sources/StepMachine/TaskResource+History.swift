import StepLanguage

// How the life of a task is told: AWS has event types of their own for activities and for Lambda functions that are
// named by their ARN (AWS API Reference, "HistoryEventType").

extension TaskResource {
    /// Whether the end of the task is reported apart from the call that begins it: by SendTaskSuccess, or by the end of
    /// the execution that it has started.
    package var isReported: Bool {
        switch kind {
        case .activity: true
        case .lambdaFunction: false
        case .integration(_, _, let pattern), .host(_, let pattern): pattern != .requestResponse
        }
    }

    /// Whether the driver watches what the task's call has begun, until that ends (`.sync`). An execution of this
    /// daemon's own is watched by the engine.
    package var isWatched: Bool {
        switch kind {
        case .integration(let service, _, let pattern): (pattern == .sync || pattern == .sync2) && service != "states"
        case .activity, .lambdaFunction, .host: false
        }
    }

    /// What messages on the size of the result call the task (recorded).
    var sizeLimitName: String {
        switch kind {
        case .activity, .lambdaFunction: text
        case .integration, .host: resourceType
        }
    }

    func scheduled(_ details: TaskScheduledDetails) -> (HistoryEventType, HistoryEventDetails) {
        let work = WorkScheduledDetails(
            resource: text,
            input: details.parameters,
            timeoutSeconds: details.timeoutSeconds,
            heartbeatSeconds: details.heartbeatSeconds,
            roleARN: details.roleARN
        )
        return switch kind {
        case .activity: (.activityScheduled, .workScheduled(work))
        case .lambdaFunction: (.lambdaFunctionScheduled, .workScheduled(work))
        case .integration, .host: (.taskScheduled, .taskScheduled(details))
        }
    }

    /// `workerName` is the activity's worker, if it gave a name.
    func started(workerName: String?) -> (HistoryEventType, HistoryEventDetails) {
        switch kind {
        case .activity: (.activityStarted, .activityStarted(workerName: workerName))
        case .lambdaFunction: (.lambdaFunctionStarted, .none)
        case .integration, .host: (.taskStarted, .taskStarted(resourceType: resourceType, resource: resourceName))
        }
    }

    func submitted(_ output: String) -> (HistoryEventType, HistoryEventDetails) {
        (.taskSubmitted, .taskOutput(resourceType: resourceType, resource: resourceName, output: output))
    }

    func succeeded(_ output: String) -> (HistoryEventType, HistoryEventDetails) {
        switch kind {
        case .activity: (.activitySucceeded, .workOutput(output: output))
        case .lambdaFunction: (.lambdaFunctionSucceeded, .workOutput(output: output))
        case .integration, .host:
            (.taskSucceeded, .taskOutput(resourceType: resourceType, resource: resourceName, output: output))
        }
    }

    func failed(error: String?, cause: String?, isTimeout: Bool) -> (HistoryEventType, HistoryEventDetails) {
        switch kind {
        case .activity:
            (isTimeout ? .activityTimedOut : .activityFailed, .workFailed(error: error, cause: cause))
        case .lambdaFunction:
            (isTimeout ? .lambdaFunctionTimedOut : .lambdaFunctionFailed, .workFailed(error: error, cause: cause))
        case .integration, .host:
            (
                isTimeout ? .taskTimedOut : .taskFailed,
                .taskFailed(resourceType: resourceType, resource: resourceName, error: error, cause: cause)
            )
        }
    }
}
