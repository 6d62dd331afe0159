import Glibc
import StepAWS
import StepJobs
import StepYAML

/// The tests of several files, found and run.
struct JobTestBench {
    /// One test that was run.
    struct Outcome {
        /// The path of the job file.
        var file: String
        var job: Job
        var result: JobTestResult
    }

    private struct Suite {
        var file: String
        var suite: JobTestFile.Suite
    }

    let catalog: ServiceCatalog?
    /// A part of the names of the tests that are wanted; nil for all.
    let filter: String?
    let mockConfig: String?
    private var suites: [Suite] = []
    private var diagnostics: [Diagnostic] = []
    private var sources: [SourceText] = []

    init(catalog: ServiceCatalog?, filter: String?, mockConfig: String?) {
        self.catalog = catalog
        self.filter = filter
        self.mockConfig = mockConfig
    }

    var hasErrors: Bool { diagnostics.hasErrors }
    var diagnosticsText: String { DiagnosticPrinter(sources: sources).text(of: diagnostics) }

    /// Adds the tests of a job file, of a file with tests, or of all in a folder.
    mutating func add(_ path: String) throws(CommandError) {
        if let paths = FolderListing.paths(inFolder: path) {
            for path in paths where path.hasSuffix(JobTestFile.ending) { try add(path) }
            return
        }
        let jobPath = JobTestFile.jobPath(ofTests: path) ?? path
        let file = JobFile.load(path: jobPath, bytes: try Self.bytes(of: jobPath), catalog: catalog)
        diagnostics += file.diagnostics.filter { $0.severity == .error }
        sources += file.sources
        guard !file.diagnostics.hasErrors else { return }
        if let mockConfig { return try addCases(of: mockConfig, file.jobs, jobPath) }
        let testPath = JobTestFile.path(besideJobFile: jobPath)
        guard path != jobPath || access(testPath, F_OK) == 0 else { return }
        add(
            JobTestFile.load(path: testPath, bytes: try Self.bytes(of: testPath), jobs: file.jobs, catalog: catalog),
            jobPath
        )
    }

    private mutating func addCases(of path: String, _ jobs: [Job], _ jobPath: String) throws(CommandError) {
        let bytes = try Self.bytes(of: path)
        for job in jobs {
            add(JobTestFile.cases(mockConfig: path, bytes: bytes, job: job, catalog: catalog), jobPath)
        }
    }

    private mutating func add(_ loaded: JobTestFile.Result, _ file: String) {
        diagnostics += loaded.diagnostics
        sources += loaded.sources
        suites += loaded.suites.map { Suite(file: file, suite: $0) }
    }

    /// Runs the tests, in their order.
    func results() -> [Outcome] {
        suites.flatMap { item in
            item.suite.tests
                .filter { test in filter.map { test.name.contains($0) } ?? true }
                .map {
                    Outcome(file: item.file, job: item.suite.job, result: JobTestResult(of: $0, job: item.suite.job))
                }
        }
    }

    private static func bytes(of path: String) throws(CommandError) -> [UInt8] {
        do {
            return try FileContent.bytes(of: path)
        } catch {
            throw CommandError(error.message, status: .usage)
        }
    }
}
