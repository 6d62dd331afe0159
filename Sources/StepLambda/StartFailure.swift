/// Why a function's process did not come to ask for an event: what the invocation that waits for it is told.
enum StartFailure {
    /// In the process's own words (`/init/error`).
    case told([UInt8])
    /// It could not be started, or took too long to begin.
    case notStarted(String)
    case exited(FunctionProcess.End)

    /// What the invocation with this id answers.
    func payload(_ requestID: String) -> [UInt8] {
        switch self {
        case .told(let payload): payload
        case .notStarted(let reason): FunctionError.notStarted(requestID, reason).payload
        case .exited(let end): FunctionError.exited(requestID, end).payload
        }
    }
}
