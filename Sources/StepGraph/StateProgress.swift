/// How far an execution is with one state.
package struct StateProgress: Sendable, Equatable {
    package enum Mark: String, Sendable {
        case running, succeeded, caught, failed, aborted
    }

    package var mark: Mark
    /// How often it was entered.
    package var visits: Int

    package init(_ mark: Mark, visits: Int = 1) {
        self.mark = mark
        self.visits = visits
    }
}
