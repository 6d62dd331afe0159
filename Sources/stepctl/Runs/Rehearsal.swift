import StepAWS
import StepJSON
import StepJobs
import StepLanguage
import StepMachine
import StepSimulation
import StepYAML

/// What a start of a job would do: its states on a virtual clock, up to the first task that nothing answers.
struct Rehearsal {
    private let run: SimulatedRun

    /// Runs the definition with an input. `tests` and `testCase` name the mocks that answer its tasks.
    init(name: String, definition: String, input: String, tests: String?, testCase: String?) throws {
        let machine: StateMachine
        let value: JSONValue
        do {
            machine = try StateMachine.compile(text: definition)
        } catch {
            throw CommandError("the daemon's definition of \(name) cannot be read: \(error)")
        }
        do {
            value = try JSONParser.parse(input)
        } catch {
            throw CommandError("the input is not JSON: \(error)", status: .usage)
        }
        let answers = try tests.map { try Self.answers(in: $0, testCase, job: name) } ?? MockedAnswers()
        run = Simulation(
            of: machine,
            name: name,
            input: value,
            start: SystemClock.now,
            answers: answers,
            hash: { HashFunctions.hash($0, $1) }
        ).run()
    }

    private static func answers(in path: String, _ testCase: String?, job: String) throws -> MockedAnswers {
        let jobPath = JobTestFile.jobPath(ofTests: path) ?? path
        let file = JobFile.load(path: jobPath, bytes: try FileContent.bytes(of: jobPath), catalog: .system)
        let tests = JobTestFile.load(
            path: path,
            bytes: try FileContent.bytes(of: path),
            jobs: file.jobs,
            catalog: .system
        )
        guard !tests.diagnostics.hasErrors else {
            throw CommandError(
                "\(path) cannot be used",
                hint: DiagnosticPrinter(sources: tests.sources).text(of: tests.diagnostics[0]),
                status: .usage
            )
        }
        let all = tests.suites.filter { $0.job.name == job }.flatMap(\.tests)
        let found = all.filter { test in testCase.map { test.name.contains($0) } ?? true }
        guard found.count == 1 else {
            throw CommandError(
                found.isEmpty
                    ? "\(path) has no such test of \(job)" : "\(path) has \(found.count) such tests of \(job)",
                hint: "Choose one with --case: \(all.map(\.name).joined(separator: ", ")).",
                status: .usage
            )
        }
        return found[0].answers
    }

    // MARK: - Showing

    func text(isColored: Bool) -> String {
        JobTestTimeline(run: run).text(isColored: isColored) + "\n" + calls + ending + "Nothing was started.\n"
    }

    private var calls: String {
        run.calls.map { call in
            let arguments = JSONWriter.prettyText(of: call.arguments)
                .split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n  ")
            return "\(call.stateName) would call \(call.resource) with\n  \(arguments)\n\n"
        }.joined()
    }

    private var ending: String {
        switch run.end {
        case .unmocked(let call): "What comes then depends on the answer of \(call.stateName).\n"
        case .endless(let why, let states): "It would not end: \(why): \(states.joined(separator: ", ")).\n"
        case .ended(let result):
            result.error.map { "It would fail: \($0)\(result.cause.map { ": \($0)" } ?? "").\n" }
                ?? "It would succeed\(result.output.map { " with \($0.text)" } ?? "").\n"
        }
    }

    var json: JSONValue {
        var object: JSONObject = [
            "states": .array(run.path.map { .string($0) }),
            "calls": .array(
                run.calls.map {
                    [
                        "state": .string($0.stateName), "resource": .string($0.resource),
                        "arguments": $0.arguments,
                    ]
                }
            ),
        ]
        if case .ended(let result) = run.end {
            object["output"] = result.output?.value ?? .null
            if let error = result.error { object["error"] = .string(error) }
            if let cause = result.cause { object["cause"] = .string(cause) }
        }
        return .object(object)
    }
}
