/// What becomes of a slot while an execution of its job is running or waiting.
package enum OverlapPolicy: String, Sendable {
    /// The slot is skipped.
    case skip
    /// Its execution waits for the end of the other; one waits at most.
    case queue
    /// The other is stopped.
    case cancel
    /// Both run.
    case allow
}
