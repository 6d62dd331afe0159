/// Where a list of steps goes on: after its last step, and after a failure.
struct Flow {
    /// What becomes of a failure that no `catch` takes.
    enum Failure {
        /// The error becomes `$error`, and the machine goes on at a state.
        case noted(next: String)
        /// The machine goes on with the step behind the one that failed, under another ending of its names, or at a state
        /// where there is none behind it; the error becomes `$error` unless there is one already.
        case passed(ending: String, end: String, notes: Bool)
        /// The error ends the block, as in a branch, and is that of the state around it.
        case raised
    }

    /// The state behind the last step.
    var next: String
    var failure: Failure
    /// What is added to the names of the steps' states: the steps of `always` are there twice.
    var ending = ""

    /// Where a step of the list goes on, whose successor in the list is `following`.
    func inside(following: Step?) -> Flow {
        guard let following else { return self }
        var inner = self
        inner.next = following.entryState(ending: ending)
        if case .passed(let other, _, let notes) = failure {
            inner.failure = .passed(
                ending: other,
                end: following.entryState(ending: other),
                notes: notes
            )
        }
        return inner
    }
}
