import StepJSON

/// The payload that describes a failed invocation, as Lambda writes it where the function itself could not.
struct FunctionError {
    var type: String
    var message: String

    /// It took longer than its timeout.
    static func timedOut(_ requestID: String, afterSeconds seconds: Int) -> FunctionError {
        FunctionError(
            type: "Sandbox.Timedout",
            message: "RequestId: \(requestID) Error: Task timed out after \(seconds).00 seconds"
        )
    }

    /// Its process ended before it had answered.
    static func exited(_ requestID: String, _ end: FunctionProcess.End) -> FunctionError {
        let reason =
            switch end {
            case .exited(0): "Runtime exited without providing a reason"
            case .exited(let status): "Runtime exited with error: exit status \(status)"
            case .killed(let signal): "Runtime exited with error: signal: \(Self.name(of: signal))"
            }
        return FunctionError(type: "Runtime.ExitError", message: "RequestId: \(requestID) Error: \(reason)")
    }

    /// It took more memory than it has.
    static func outOfMemory(_ requestID: String) -> FunctionError {
        FunctionError(
            type: "Runtime.OutOfMemory",
            message: "RequestId: \(requestID) Error: Runtime exited with error: signal: killed"
        )
    }

    /// It could not be started at all.
    static func notStarted(_ requestID: String, _ reason: String) -> FunctionError {
        FunctionError(type: "Runtime.InvalidEntrypoint", message: "RequestId: \(requestID) Error: \(reason)")
    }

    /// It answered with more than an answer may have.
    static func tooLarge(_ requestID: String, bytes: Int) -> FunctionError {
        FunctionError(
            type: "Function.ResponseSizeTooLarge",
            message: "Response payload size exceeded maximum allowed payload size (\(bytes) bytes)."
        )
    }

    var payload: [UInt8] {
        JSONWriter.bytes(of: ["errorType": .string(type), "errorMessage": .string(message)])
    }

    private static func name(of signal: Int32) -> String {
        [9: "killed", 11: "segmentation fault", 6: "aborted", 15: "terminated", 7: "bus error"][signal] ?? "\(signal)"
    }
}
