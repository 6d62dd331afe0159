/// What becomes of slots that were missed, as while the daemon was down.
package struct CatchUpRule: Sendable, Equatable {
    /// Which of them start an execution.
    package enum Extent: String, Sendable {
        /// The latest one.
        case latest
        /// All of them, one after the other.
        case all
        case none
    }

    package var extent: Extent
    /// How old a slot may be; nil for any age.
    package var windowSeconds: Int64?

    package init(extent: Extent = .latest, windowSeconds: Int64? = nil) {
        self.extent = extent
        self.windowSeconds = windowSeconds
    }
}
