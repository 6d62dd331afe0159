package import StepAWS
import StepJSON
package import StepYAML

/// Reads test files: YAML in, tests of jobs out, or everything that is wrong with them.
package enum JobTestFile {
    /// The ending of the name of a file with tests.
    package static let ending = ".test.yaml"

    /// The tests of one job.
    package struct Suite: Sendable {
        package var job: Job
        package var tests: [JobTest]
    }

    package struct Result: Sendable {
        package var suites: [Suite] = []
        package var diagnostics: [Diagnostic] = []
        package var sources: [SourceText] = []
    }

    /// The path of the tests of a job file: `x.test.yaml` for `x.yaml`.
    package static func path(besideJobFile path: String) -> String {
        let stem = path.hasSuffix(".yaml") ? String(path.dropLast(".yaml".count)) : path
        return stem + ending
    }

    /// The path of the job file that tests belong to; nil for a path of another ending.
    package static func jobPath(ofTests path: String) -> String? {
        path.hasSuffix(ending) ? "\(path.dropLast(ending.count)).yaml" : nil
    }

    /// The tests of a file; `jobs` are those of the job file beside it. Answers are spelled by the models of `catalog`, and
    /// taken as they are without one.
    package static func load(path: String, bytes: [UInt8], jobs: [Job], catalog: ServiceCatalog?) -> Result {
        let parsed = YAMLParser.parse(bytes, file: path)
        let report = JobReport()
        report.add(parsed.source)
        report.add(parsed.diagnostics)
        let context = JobContext(source: parsed.source, report: report)
        let documents = parsed.documents.filter { $0.scalar.map(CoreSchema.value) != .some(.null) }
        var result = Result()
        for document in documents {
            guard let suite = suite(document, jobs, context, catalog) else { continue }
            result.suites.append(suite)
        }
        if documents.isEmpty, !parsed.diagnostics.hasErrors {
            context.error("the file holds no tests", .start, code: "test.empty")
        }
        result.diagnostics = report.diagnostics.ordered()
        result.sources = report.sources
        if result.diagnostics.hasErrors { result.suites = [] }
        return result
    }

    private static func suite(
        _ document: YAMLNode,
        _ jobs: [Job],
        _ context: JobContext,
        _ catalog: ServiceCatalog?
    ) -> Suite? {
        guard let entries = context.mapping(document, "a test file") else { return nil }
        let fields = KeyTable.testFile.fields(of: entries, context)
        guard let job = job(fields["job"], jobs, document, context) else { return nil }
        var config: MockConfigFile?
        if let entry = fields["mock_config"], let scalar = context.text(entry.value, "`mock_config`") {
            config = MockConfigFile.included(scalar, context)
            if config == nil { return nil }
        }
        guard let tests = fields["tests"] else {
            if !fields.hasUnknownKeys {
                context.error("a test file needs `tests`", document.range, code: "test.empty")
            }
            return nil
        }
        let decoder = JobTestDecoder(context: context, job: job, catalog: catalog, config: config)
        return Suite(job: job, tests: decoder.tests(tests))
    }

    private static func job(
        _ entry: YAMLEntry?,
        _ jobs: [Job],
        _ document: YAMLNode,
        _ context: JobContext
    ) -> Job? {
        let names = jobs.map(\.name)
        guard let entry else {
            if jobs.count == 1 { return jobs[0] }
            let start = SourceRange(start: document.range.start, end: document.range.start)
            context.error(
                "which job is tested? the job file holds \(names.joined(separator: ", "))",
                start,
                hint: "write `job: NAME`, in one document for each job",
                code: "test.job"
            )
            return nil
        }
        guard let name = context.text(entry.value, "`job`") else { return nil }
        if let job = jobs.first(where: { $0.name == name.text }) { return job }
        context.error(
            "the job file holds no job `\(name.text)`",
            name.range,
            hint: CloseNamesHint.text(of: name.text, among: names) ?? "it holds \(names.joined(separator: ", "))",
            code: "test.job"
        )
        return nil
    }
}

extension JobTestFile {
    /// Every test case that a MockConfigFile.json has for a job: each passes when it comes to an end by its responses,
    /// whatever end that is, since the file says nothing of what is expected.
    package static func cases(mockConfig path: String, bytes: [UInt8], job: Job, catalog: ServiceCatalog?) -> Result {
        let report = JobReport()
        var result = Result()
        if let config = MockConfigFile(path: path, bytes: bytes, report: report) {
            result.suites = [Suite(job: job, tests: config.tests(of: job, catalog))]
        }
        result.diagnostics = report.diagnostics.ordered()
        result.sources = report.sources
        if result.diagnostics.hasErrors { result.suites = [] }
        return result
    }
}
