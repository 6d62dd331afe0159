/// How executions of a machine run (AWS, "Choosing workflow type").
package enum StateMachineType: String, Sendable {
    /// Durable, at most once, up to a year.
    case standard = "STANDARD"
    /// Up to five minutes, and only for work that answers at once: no `.sync`, no `.waitForTaskToken`, no activities.
    case express = "EXPRESS"
}
