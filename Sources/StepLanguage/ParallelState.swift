/// `Type: Parallel` (states-language.net, "Parallel State").
package struct ParallelState: Sendable {
    /// The first state of each branch, at least one.
    package var branches: [StateIndex]
    /// JSONPath: `Parameters`; JSONata: `Arguments`. Absent: the effective input is what every branch gets.
    package var arguments: Template?
    package var completion: Completion

    package init(branches: [StateIndex], arguments: Template? = nil, completion: Completion) {
        self.branches = branches
        self.arguments = arguments
        self.completion = completion
    }
}
