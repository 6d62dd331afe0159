import StepAWS
import StepJSON
import StepMachine
package import StepSimulation

/// What became of one test.
package struct JobTestResult: Sendable {
    /// One way in which the execution is not as expected.
    package enum Failure: Sendable {
        /// A task for which the test has no answer.
        case unmocked(SimulatedCall)
        case endless(String, states: [String])
        case status(expected: String, found: String, error: String?, cause: String?)
        case error(expected: String, found: String?)
        case duration(expectedSeconds: Int, foundMilliseconds: Int64)
        /// The states that were expected and those that were entered.
        case path(expected: [String], taken: [String])
        case values([ValueMatch.Difference])
        case notifications(expected: [String], found: [String])
        /// Answers that nothing asked for: the state, and the place of the rule.
        case unused(state: String, place: Int)
    }

    package var test: JobTest
    package var run: SimulatedRun
    package var failures: [Failure]
    package var passed: Bool { failures.isEmpty }

    /// The end of the execution; nil where it came to none.
    package var status: String? {
        guard case .ended(let result) = run.end else { return nil }
        return result.status.name
    }

    /// Runs a test of a job.
    package init(of test: JobTest, job: Job) {
        self.test = test
        run = Simulation(
            of: job.machine,
            name: job.name,
            input: test.input,
            start: test.start,
            answers: test.answers,
            hash: { HashFunctions.hash($0, $1) }
        ).run()
        failures = []
        compare(job)
    }

    // MARK: - Comparing

    private mutating func compare(_ job: Job) {
        let expected = test.expectation
        switch run.end {
        case .unmocked(let call): failures.append(.unmocked(call))
        case .endless(let why, let states): failures.append(.endless(why, states: states))
        case .ended(let result): compare(result, expected, job)
        }
        if let path = expected.path, !PathMatch.holds(path, run.path) {
            failures.append(.path(expected: path, taken: run.path))
        }
        compareArguments(expected)
        guard failures.isEmpty, !test.allowsUnused else { return }
        failures += run.unused.map { .unused(state: $0.state, place: $0.place) }
    }

    private mutating func compare(_ result: ExecutionResult, _ expected: JobTest.Expectation, _ job: Job) {
        let status = result.status.name
        if let wanted = expected.status, status != wanted {
            failures.append(
                .status(expected: wanted, found: status, error: result.error, cause: result.cause)
            )
        }
        if let error = expected.error, error != result.error {
            failures.append(.error(expected: error, found: result.error))
        }
        var differences: [ValueMatch.Difference] = []
        if let cause = expected.cause {
            differences += ValueMatch.differences(cause, result.cause.map { .string($0) }, at: "cause")
        }
        if let output = expected.output, result.status == .succeeded {
            differences += ValueMatch.differences(output, result.output?.value, at: "output")
        }
        if !differences.isEmpty { failures.append(.values(differences)) }
        if let seconds = expected.durationSeconds, Int64(seconds) != run.durationMilliseconds / 1_000 {
            failures.append(.duration(expectedSeconds: seconds, foundMilliseconds: run.durationMilliseconds))
        }
        if let notifications = expected.notifications {
            let found = job.notifications.lists(forStatus: status)
            if Set(found) != notifications {
                failures.append(.notifications(expected: notifications.sorted(), found: found.sorted()))
            }
        }
    }

    private mutating func compareArguments(_ expected: JobTest.Expectation) {
        for (state, wanted) in expected.arguments.sorted(by: { $0.key < $1.key }) {
            let calls = run.calls.filter { $0.stateName == state }
            var differences: [ValueMatch.Difference] = []
            for (index, value) in wanted.enumerated() {
                let place = wanted.count == 1 ? "arguments of \(state)" : "arguments of \(state), call \(index + 1)"
                let found = calls.indices.contains(index) ? calls[index].arguments : nil
                differences += ValueMatch.differences(value, found, at: place)
            }
            if !differences.isEmpty { failures.append(.values(differences)) }
        }
    }
}
