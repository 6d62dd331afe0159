package import StepJSON

/// What a task is answered in a simulation.
package struct MockedAnswer: Sendable, Equatable {
    package enum Result: Sendable, Equatable {
        case returned(JSONValue)
        case thrown(error: String, cause: String?)
    }

    package var result: Result
    /// Milliseconds of virtual time until the answer comes.
    package var delayMilliseconds: Int64

    package init(_ result: Result, delayMilliseconds: Int64 = 0) {
        self.result = result
        self.delayMilliseconds = delayMilliseconds
    }
}

/// The answers of the Task states of a machine, by state and by invocation: the first attempt in the first visit of a
/// state is invocation 0, and every further attempt, of that visit or a later one, counts on.
package struct MockedAnswers: Sendable, Equatable {
    /// Answers to a run of invocations.
    package struct Rule: Sendable, Equatable {
        package var invocations: ClosedRange<Int>
        package var answer: MockedAnswer

        package init(invocations: ClosedRange<Int>, answer: MockedAnswer) {
            self.invocations = invocations
            self.answer = answer
        }
    }

    /// The rules of each state.
    package private(set) var rules: [String: [Rule]] = [:]

    package init() {}

    /// The names of states that have an answer.
    package var stateNames: [String] { rules.keys.sorted() }

    package mutating func add(_ rule: Rule, to state: String) { rules[state, default: []].append(rule) }

    /// The place of the rule for an invocation of a state; nil where there is none.
    package func place(of invocation: Int, in state: String) -> Int? {
        rules[state]?.firstIndex { $0.invocations.contains(invocation) }
    }
}
