import ArgumentParser
import Glibc
import StepAWS
import StepJSON
import StepJobs
import StepYAML

/// `stepctl test FILE...`
struct TestCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Test job files on a virtual clock, with mocks in the place of their tasks.",
        discussion: """
            The tests of NAME.yaml stand beside it in NAME.test.yaml; stepd-job(5) has their keys. FILE is a job file, a \
            file with tests, or a folder, of which all files with tests are taken. Nothing is called and nothing waited \
            for: a poll of four hours takes milliseconds.

            --mock-config takes a MockConfigFile.json of Step Functions Local as it is: every test case of the machine \
            is run, and passes when it comes to an end by the mocked responses.

            Exit status: 0 all tests passed, 1 one failed or a file is wrong, 2 a file cannot be read.

            Example:
              stepctl test jobs.d
              stepctl test jobs.d/rds-snapshot.yaml --case "becomes available" --verbose
            """
    )

    @Argument(help: "Job files, files with tests, or folders.", completion: .file(extensions: ["yaml"]))
    var files: [String]

    @Option(name: .customLong("case"), help: "Only tests whose name holds this text.")
    var name: String?

    @Option(help: ArgumentHelp("A MockConfigFile.json, instead of files with tests.", valueName: "file"))
    var mockConfig: String?

    @Flag(name: .shortAndLong, help: "Show the states that each execution went through.")
    var verbose = false

    @Flag(help: "JSON instead of text.")
    var json = false

    func run() throws {
        let console = Console()
        var bench = JobTestBench(catalog: .system, filter: name, mockConfig: mockConfig)
        for file in files { try bench.add(file) }
        console.writeError(bench.diagnosticsText)
        let began = SystemClock.nanoseconds(CLOCK_MONOTONIC)
        let results = bench.results()
        let elapsed = SystemClock.nanoseconds(CLOCK_MONOTONIC) - began
        let report = JobTestReport(results: results, isVerbose: verbose, elapsedNanoseconds: elapsed)
        if json {
            console.write(json: report.json)
        } else {
            console.write(report.text(isColored: console.isColored))
        }
        guard !bench.hasErrors, results.allSatisfy(\.result.passed) else {
            throw ExitCode(ExitStatus.failure.rawValue)
        }
        if results.isEmpty {
            throw CommandError(
                "there is no test in \(files.joined(separator: ", "))",
                hint: name == nil
                    ? "The tests of NAME.yaml stand in NAME.test.yaml beside it; see stepd-job(5)."
                    : "No test's name holds `\(name ?? "")`."
            )
        }
    }
}
