/// Error names of the States Language and how `ErrorEquals` matches them (states-language.net, appendix A; AWS's
/// "Handling errors in Step Functions workflows").
package enum ErrorName {
    package static let all = "States.ALL"
    package static let taskFailed = "States.TaskFailed"
    package static let timeout = "States.Timeout"
    package static let heartbeatTimeout = "States.HeartbeatTimeout"
    package static let permissions = "States.Permissions"
    package static let resultPathMatchFailure = "States.ResultPathMatchFailure"
    package static let parameterPathFailure = "States.ParameterPathFailure"
    package static let queryEvaluationError = "States.QueryEvaluationError"
    package static let branchFailed = "States.BranchFailed"
    package static let noChoiceMatched = "States.NoChoiceMatched"
    package static let intrinsicFailure = "States.IntrinsicFailure"
    package static let dataLimitExceeded = "States.DataLimitExceeded"
    package static let runtime = "States.Runtime"
    private static let known: Set<String> = [
        all, taskFailed, timeout, heartbeatTimeout, permissions, resultPathMatchFailure, parameterPathFailure,
        queryEvaluationError, branchFailed, noChoiceMatched, intrinsicFailure, dataLimitExceeded, runtime,
        "States.ExceedToleratedFailureThreshold", "States.ItemReaderFailed", "States.ResultWriterFailed",
        "States.Http.Socket",
    ]

    /// Whether the name is one of those that the language keeps for itself.
    static func isReserved(_ name: String) -> Bool { name.utf8.starts(with: "States.".utf8) }

    /// Whether the language, or AWS, has the reserved `name`.
    static func isKnown(_ name: String) -> Bool {
        known.contains(name) || name.utf8.starts(with: "States.Http.StatusCode.".utf8)
    }

    /// stepd's own: the daemon ended while the task was under way, and nobody knows whether it was done.
    package static let taskInterrupted = "Stepd.TaskInterrupted"

    /// Whether `error` is one of `errorEquals`.
    ///
    /// `States.ALL` matches everything but `States.Runtime` and `States.DataLimitExceeded`, and also the latter where
    /// it is a task's result that was too large (recorded); `States.TaskFailed` matches what a task failed with, except
    /// the timeouts; `States.Timeout` also matches a missed heartbeat.
    /// `isTaskFailure` says whether `error` came from the task itself and not from the interpreter.
    package static func matches(_ errorEquals: [String], error: String, isTaskFailure: Bool) -> Bool {
        errorEquals.contains { name in
            switch name {
            case error: true
            case all: error != runtime && (isTaskFailure || error != dataLimitExceeded)
            case taskFailed: isTaskFailure && error != timeout && error != heartbeatTimeout
            case timeout: error == heartbeatTimeout
            default: false
            }
        }
    }
}
