/// Why the engine refuses a request: a code that the API turns into AWS's error name, and words for people.
package struct EngineError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        case activityDoesNotExist
        case activityLimitExceeded
        case activityWorkerLimitExceeded
        case stateMachineDoesNotExist
        case stateMachineAlreadyExists
        case executionDoesNotExist
        case executionAlreadyExists
        case executionLimitExceeded
        /// What is asked for contradicts what else there is.
        case conflict
        case invalidArn
        case invalidName
        case invalidDefinition
        case invalidExecutionInput
        case invalidOutput
        /// Of a page.
        case invalidToken
        /// Of a task.
        case invalidTaskToken
        /// Nobody waits for the task any more.
        case taskTimedOut
        /// The mailbox is full: try again later.
        case throttling
        /// The daemon is going down.
        case stopping
        /// The database said no.
        case storage
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
