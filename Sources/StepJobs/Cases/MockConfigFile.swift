import StepAWS
import StepJSON
import StepLanguage
import StepSimulation
import StepYAML

/// A MockConfigFile.json of Step Functions Local: test cases of state machines, and mocked responses that they name
/// (AWS, "Testing state machines with Step Functions Local": "Mock configuration file").
///
/// Read as it is. It is JSON, and read as YAML, so that what is wrong has a place.
struct MockConfigFile {
    private let context: JobContext
    private let machines: YAMLNode
    private let responses: YAMLNode

    /// The file that `scalar` names, relative to the file it stands in; nil where it cannot be read, which is reported.
    static func included(_ scalar: YAMLScalar, _ context: JobContext) -> MockConfigFile? {
        let folder = context.source.file.lastIndex(of: "/").map { context.source.file[...$0] } ?? ""
        let path = scalar.text.hasPrefix("/") ? scalar.text : "\(folder)\(scalar.text)"
        do {
            let bytes = try RegularFile.bytes(at: path, bytesMax: YAMLLimits().bytesMax)
            return MockConfigFile(path: path, bytes: bytes, report: context.report)
        } catch {
            context.error("`\(path)` cannot be read: \(error.message)", scalar.range, code: "test.mock-config")
            return nil
        }
    }

    init?(path: String, bytes: [UInt8], report: JobReport) {
        let parsed = YAMLParser.parse(bytes, file: path)
        report.add(parsed.source)
        report.add(parsed.diagnostics)
        guard !parsed.diagnostics.hasErrors, let root = parsed.documents.first else { return nil }
        context = JobContext(source: parsed.source, report: report)
        guard let machines = root["StateMachines"], let responses = root["MockedResponses"] else {
            context.error(
                "this is no mock configuration: it needs `StateMachines` and `MockedResponses`",
                root.range,
                code: "test.mock-config"
            )
            return nil
        }
        self.machines = machines
        self.responses = responses
    }

    /// The names of the cases of a machine, in their order; that of the only machine where none is called `job`.
    private func cases(of job: String) -> [YAMLScalar] { (testCases(of: job)?.mapping ?? []).map(\.key) }

    /// A test for each case of a machine.
    func tests(of job: Job, _ catalog: ServiceCatalog?) -> [JobTest] {
        cases(of: job.name).map { name in
            var test = JobTest(
                name: name.text,
                nameRange: name.range,
                input: [:],
                start: JobTestDecoder.startDefault,
                answers: MockedAnswers(),
                answerRanges: [:],
                expectation: JobTest.Expectation(range: name.range)
            )
            test.expectation.status = nil
            add(
                case: name,
                to: &test,
                using: JobTestDecoder(context: context, job: job, catalog: catalog, config: self)
            )
            return test
        }
    }

    private func testCases(of job: String) -> YAMLNode? {
        let all = machines.mapping ?? []
        let machine = all.first { $0.key.text == job } ?? (all.count == 1 ? all[0] : nil)
        return machine?.value["TestCases"]
    }

    /// Adds the answers of a case.
    func add(case name: YAMLScalar, to test: inout JobTest, using decoder: JobTestDecoder) {
        guard let states = testCases(of: decoder.job.name)?[name.text]?.mapping else {
            let known = cases(of: decoder.job.name).map(\.text)
            decoder.context.error(
                "there is no test case `\(name.text)` for `\(decoder.job.name)` in \(context.source.file)",
                name.range,
                hint: CloseNamesHint.text(of: name.text, among: known)
                    ?? (known.isEmpty ? nil : "there are \(known.joined(separator: ", "))"),
                code: "test.mock-config"
            )
            return
        }
        test.allowsUnused = true
        let here = JobTestDecoder(context: context, job: decoder.job, catalog: decoder.catalog, config: nil)
        for state in states {
            guard let task = here.task(state.key), let response = context.text(state.value, "a mocked response")
            else { continue }
            guard let answers = responses[response.text] else {
                context.error(
                    "there is no mocked response `\(response.text)`",
                    response.range,
                    hint: CloseNamesHint.text(
                        of: response.text,
                        among: (responses.mapping ?? []).map(\.key.text)
                    ),
                    code: "test.mock-config"
                )
                continue
            }
            for item in context.mapping(answers, "a mocked response") ?? [] {
                guard let rule = rule(item, task, here) else { continue }
                test.answers.add(rule, to: state.key.text)
                test.answerRanges[state.key.text, default: []].append(item.key.range)
            }
        }
    }

    /// `"0": {"Return": …}`, `"1-3": {"Throw": {"Error": …, "Cause": …}}`.
    private func rule(_ entry: YAMLEntry, _ task: TaskResource, _ decoder: JobTestDecoder) -> MockedAnswers.Rule? {
        let bounds = entry.key.text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard (1...2).contains(bounds.count), let first = bounds[0], let last = bounds[bounds.count - 1], first >= 0,
            first <= last
        else {
            context.error(
                "`\(entry.key.text)` is no number of an invocation",
                entry.key.range,
                hint: "\"0\", or \"1-3\" for several",
                code: "test.mock-config"
            )
            return nil
        }
        for item in entry.value.mapping ?? [] where !["Return", "Throw"].contains(item.key.text) {
            context.error(
                "unknown key `\(item.key.text)` in a mocked response",
                item.key.range,
                hint: "it has either Return or Throw",
                code: "job.unknown-key"
            )
        }
        if let value = entry.value["Return"] {
            return MockedAnswers.Rule(
                invocations: first...last,
                answer: MockedAnswer(.returned(decoder.spelled(context.json(value), task)))
            )
        }
        guard let thrown = entry.value["Throw"], let error = thrown["Error"]?.scalar?.text else {
            context.error(
                "a mocked response needs `Return`, or `Throw` with an `Error`",
                entry.value.range,
                code: "test.mock-config"
            )
            return nil
        }
        return MockedAnswers.Rule(
            invocations: first...last,
            answer: MockedAnswer(.thrown(error: error, cause: thrown["Cause"]?.scalar?.text))
        )
    }
}
