import StepAWS
import StepJSON
import StepLanguage
import StepSimulation
import StepTime
import StepYAML

/// Reads the items of `tests`.
struct JobTestDecoder {
    let context: JobContext
    let job: Job
    let catalog: ServiceCatalog?
    let config: MockConfigFile?
    static let testsMax = 1_000

    func tests(_ entry: YAMLEntry) -> [JobTest] {
        guard let items = context.list(entry.value, "`tests`") else { return [] }
        guard items.count <= Self.testsMax else {
            context.error("more than \(Self.testsMax) tests", entry.key.range, code: "job.limit")
            return []
        }
        var taken: Set<String> = []
        return items.compactMap { item in
            guard let test = test(item) else { return nil }
            if !taken.insert(test.name).inserted {
                context.error("two tests are called `\(test.name)`", test.nameRange, code: "test.name")
            }
            return test
        }
    }

    private func test(_ node: YAMLNode) -> JobTest? {
        guard let entries = context.mapping(node, "a test") else { return nil }
        let fields = KeyTable.test.fields(of: entries, context)
        guard let entry = fields["name"], let name = context.text(entry.value, "`name`") else {
            if fields["name"] == nil, !fields.hasUnknownKeys {
                context.error("a test needs a `name`", entries.first?.key.range ?? node.range, code: "test.name")
            }
            return nil
        }
        var test = JobTest(
            name: name.text,
            nameRange: name.range,
            input: fields["input"].map { context.json($0.value) } ?? [:],
            start: fields["at"].flatMap { start($0) } ?? Self.startDefault,
            answers: MockedAnswers(),
            answerRanges: [:],
            expectation: expectation(fields["expect"], name.range)
        )
        // Answers of the test itself come before those of the case.
        for item in fields["mocks"].flatMap({ context.mapping($0.value, "`mocks`") }) ?? [] { addMocks(item, &test) }
        if let mockCase = fields["mock_case"] { addCase(mockCase, &test) }
        return test
    }

    /// 2026-01-01T00:00:00Z.
    static let startDefault = Timestamp(milliseconds: 1_767_225_600_000)

    private func start(_ entry: YAMLEntry) -> Timestamp? {
        guard let scalar = context.text(entry.value, "`at`") else { return nil }
        if let time = Timestamp(rfc3339: scalar.text) { return time }
        context.error(
            "`\(scalar.text)` is no moment",
            scalar.range,
            hint: "write it as 2026-11-23T02:30:00Z",
            code: "test.value"
        )
        return nil
    }

    // MARK: - Mocks

    private func addMocks(_ entry: YAMLEntry, _ test: inout JobTest) {
        let state = entry.key
        guard let task = task(state) else { return }
        let items = entry.value.sequence ?? [entry.value]
        guard !items.isEmpty else {
            context.error("`\(state.text)` has no answer", state.range, code: "test.mock")
            return
        }
        var first = 0
        for (index, item) in items.enumerated() {
            guard let (answer, times) = answer(item, task) else { return }
            // The last one goes on being given, unless it says how often.
            let last = index == items.count - 1 && times == nil ? Int.max : first + (times ?? 1) - 1
            test.answers.add(MockedAnswers.Rule(invocations: first...last, answer: answer), to: state.text)
            test.answerRanges[state.text, default: []].append(item.range)
            guard last < Int.max else { break }
            first = last + 1
        }
    }

    private func addCase(_ entry: YAMLEntry, _ test: inout JobTest) {
        guard let name = context.text(entry.value, "`mock_case`") else { return }
        guard let config else {
            context.error(
                "`mock_case` needs a `mock_config`",
                entry.key.range,
                hint: "the path of the MockConfigFile.json, beside `tests`",
                code: "test.mock-config"
            )
            return
        }
        config.add(case: name, to: &test, using: self)
    }

    private func answer(_ node: YAMLNode, _ task: TaskResource) -> (MockedAnswer, times: Int?)? {
        guard let entries = context.mapping(node, "a mock") else { return nil }
        let fields = KeyTable.mock.fields(of: entries, context)
        let delay = fields["after"].flatMap { context.duration($0.value, "`after`", secondsMin: 0)?.seconds } ?? 0
        let times = fields["times"].flatMap { context.integer($0.value, "`times`", in: 1...1_000_000) }
        let result: MockedAnswer.Result
        switch (fields["return"], fields["throw"]) {
        case (let value?, nil): result = .returned(spelled(context.json(value.value), task))
        case (nil, let thrown?):
            guard let error = self.thrown(thrown) else { return nil }
            result = error
        default:
            if !fields.hasUnknownKeys {
                context.error(
                    "a mock needs either `return` or `throw`",
                    entries.first?.key.range ?? node.range,
                    code: "test.mock"
                )
            }
            return nil
        }
        return (MockedAnswer(result, delayMilliseconds: Int64(delay) * 1_000), times)
    }

    private func thrown(_ entry: YAMLEntry) -> MockedAnswer.Result? {
        guard let entries = entry.value.mapping else {
            return context.text(entry.value, "`throw`").map { .thrown(error: $0.text, cause: nil) }
        }
        let fields = KeyTable.thrown.fields(of: entries, context)
        guard let error = fields["error"].flatMap({ context.text($0.value, "`error`") }) else {
            if fields["error"] == nil, !fields.hasUnknownKeys {
                context.error("`throw` needs an `error`", entry.key.range, code: "test.mock")
            }
            return nil
        }
        let cause = fields["cause"].flatMap { context.text($0.value, "`cause`")?.text }
        return .thrown(error: error.text, cause: cause)
    }

    /// An answer as Step Functions spells it, where it is that of an AWS API.
    func spelled(_ value: JSONValue, _ task: TaskResource) -> JSONValue {
        guard case .integration(let service, let action, _) = task.kind, service.hasPrefix("aws-sdk:"),
            let model = try? catalog?.service(String(service.dropFirst("aws-sdk:".count))),
            let operation = try? model.operation(action)
        else { return value }
        return (try? StateSpelling.respelled(value, of: operation, model)) ?? value
    }

    /// The Task of a name; nil for any other, which is reported.
    func task(_ name: YAMLScalar) -> TaskResource? {
        guard let state = job.machine.states.first(where: { $0.name == name.text }) else {
            context.error(
                "the job has no state `\(name.text)`",
                name.range,
                hint: CloseNamesHint.text(of: name.text, among: tasks)
                    ?? "its tasks are \(tasks.joined(separator: ", "))",
                code: "test.state"
            )
            return nil
        }
        guard case .task(let task) = state.kind else {
            context.error("`\(name.text)` is no Task: it has no answer", name.range, code: "test.state")
            return nil
        }
        return task.resource
    }

    private var tasks: [String] {
        job.machine.states.compactMap { state in
            if case .task = state.kind { state.name } else { nil }
        }
    }
}
