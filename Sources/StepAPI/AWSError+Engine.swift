import StepEngine
import StepProtocol

extension AWSError {
    /// AWS's name and status for what the engine refused (AWS API Reference, "Errors" of each operation and
    /// "Common Errors").
    init(_ error: EngineError) {
        switch error.code {
        case .activityDoesNotExist: self.init("ActivityDoesNotExist", error.message)
        case .activityLimitExceeded: self.init("ActivityLimitExceeded", error.message)
        case .activityWorkerLimitExceeded: self.init("ActivityWorkerLimitExceeded", error.message)
        case .stateMachineDoesNotExist: self.init("StateMachineDoesNotExist", error.message)
        case .stateMachineAlreadyExists: self.init("StateMachineAlreadyExists", error.message)
        case .executionDoesNotExist: self.init("ExecutionDoesNotExist", error.message)
        case .executionAlreadyExists: self.init("ExecutionAlreadyExists", error.message)
        case .executionLimitExceeded: self.init("ExecutionLimitExceeded", error.message)
        case .conflict: self.init("ConflictException", error.message)
        case .invalidArn: self.init("InvalidArn", error.message)
        case .invalidName: self.init("InvalidName", error.message)
        case .invalidDefinition: self.init("InvalidDefinition", error.message)
        case .invalidExecutionInput: self.init("InvalidExecutionInput", error.message)
        case .invalidOutput: self.init("InvalidOutput", error.message)
        case .invalidToken, .invalidTaskToken: self.init("InvalidToken", error.message)
        case .taskTimedOut: self.init("TaskTimedOut", error.message)
        case .throttling: self.init("ThrottlingException", error.message)
        case .stopping: self.init("ServiceUnavailable", error.message, httpStatus: 503)
        case .storage: self.init("InternalFailure", error.message, httpStatus: 500)
        }
    }

    /// Carries out `body`; what the engine refuses becomes AWS's error.
    static func translating<Value>(
        _ body: () async throws(EngineError) -> Value
    ) async throws(AWSError) -> Value {
        do throws(EngineError) {
            return try await body()
        } catch {
            throw AWSError(error)
        }
    }
}
