import StepAWS
import StepJSON
import StepJobs
import StepProtocol
import StepYAML

/// Several job files checked together, as the daemon would load them.
struct JobFileCheck {
    let catalog: ServiceCatalog?
    private(set) var fileCount = 0
    private(set) var jobCount = 0
    private(set) var diagnostics: [Diagnostic] = []
    private var sources: [SourceText] = []
    /// The file of each job.
    private var files: [String: String] = [:]
    /// Job files that were loaded for their tests, by path, until they are checked themselves.
    private var loaded: [String: JobFile.Result] = [:]

    init(catalog: ServiceCatalog?) { self.catalog = catalog }

    mutating func add(path: String, bytes: [UInt8]) {
        // Values of a template's parameters are no job.
        if path.hasSuffix(".params.yaml") { return }
        if let jobPath = JobTestFile.jobPath(ofTests: path) { return add(tests: path, bytes, jobPath) }
        let result = loaded.removeValue(forKey: path) ?? load(path, bytes)
        fileCount += 1
        jobCount += result.jobs.count
        sources += result.sources
        diagnostics += result.diagnostics
        for job in result.jobs {
            guard let other = files[job.name] else {
                files[job.name] = path
                continue
            }
            diagnostics.append(
                Diagnostic(
                    .error,
                    "job `\(job.name)` is in two files",
                    file: path,
                    range: job.nameRange,
                    hint: "the other is \(other)",
                    code: "job.name"
                )
            )
        }
    }

    private func load(_ path: String, _ bytes: [UInt8]) -> JobFile.Result {
        JobFile.load(path: path, bytes: bytes, catalog: catalog, now: SystemClock.now)
    }

    /// Tests are checked against the job file beside them.
    private mutating func add(tests path: String, _ bytes: [UInt8], _ jobPath: String) {
        fileCount += 1
        let jobFile: JobFile.Result
        do {
            jobFile = load(jobPath, try FileContent.bytes(of: jobPath))
            loaded[jobPath] = jobFile
        } catch {
            diagnostics.append(
                Diagnostic(
                    .error,
                    "there is no job to test: \(error.message)",
                    file: path,
                    range: .start,
                    code: "test.job"
                )
            )
            return
        }
        // What is wrong with the job is said of its own file.
        guard !jobFile.diagnostics.hasErrors else { return }
        let result = JobTestFile.load(path: path, bytes: bytes, jobs: jobFile.jobs, catalog: catalog)
        sources += result.sources
        diagnostics += result.diagnostics
    }

    /// The diagnostics for people.
    var text: String { DiagnosticPrinter(sources: sources).text(of: diagnostics) }

    /// The diagnostics as a SARIF log.
    var sarif: JSONValue {
        DiagnosticSARIF(sources: sources, version: Version.text).json(of: diagnostics)
    }

    /// The last line: `2 files, 3 jobs: 1 error, 0 warnings`.
    var summary: String {
        let errors = diagnostics.count { $0.severity == .error }
        let warnings = diagnostics.count { $0.severity == .warning }
        let found =
            errors + warnings == 0 ? "ok" : "\(Count.text(errors, "error")), \(Count.text(warnings, "warning"))"
        return "\(Count.text(fileCount, "file")), \(Count.text(jobCount, "job")): \(found)"
    }
}
