import StepTime

/// One stay of an execution in one state: entered once, left at most once.
struct StateVisit: Sendable, Equatable {
    enum Outcome: Sendable, Equatable {
        case running
        case succeeded
        /// It failed, and a Catch of the state took over.
        case caught
        case failed
        case aborted
        case timedOut

        /// For tables.
        var word: String {
            switch self {
            case .running: "running"
            case .succeeded: "done"
            case .caught: "caught"
            case .failed: "failed"
            case .aborted: "aborted"
            case .timedOut: "timed out"
            }
        }

        var style: TextStyle {
            switch self {
            case .running: .active
            case .succeeded: .good
            case .caught, .failed, .timedOut: .bad
            case .aborted: .plain
            }
        }
    }

    /// An error that an attempt ended with.
    struct Failure: Sendable, Equatable {
        var error: String
        var cause: String?

        /// On one line.
        var text: String { cause.map { error.isEmpty ? $0 : "\(error): \($0)" } ?? error }
    }

    var name: String
    /// `Task`, `Wait`, …
    var kind: String
    /// The visit of the Parallel or Map state this one is inside of.
    var parent: Int?
    /// How many states this one is inside of.
    var depth: Int
    var enteredAt: Timestamp
    var leftAt: Timestamp?
    /// How often its task was scheduled; more than 1 after a Retry.
    var attempts = 0
    /// The last error, kept also when a later attempt succeeded.
    var failure: Failure?
    var outcome = Outcome.running

    var isOpen: Bool { outcome == .running }
}
