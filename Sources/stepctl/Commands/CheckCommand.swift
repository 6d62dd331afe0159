import ArgumentParser
import StepAWS
import StepJSON
import StepJobs
import StepYAML

/// `stepctl check FILE...`
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Check job files without the daemon.",
        discussion: """
            Prints everything that is wrong, each as FILE:LINE:COLUMN with the line and a caret, and says what would \
            do. A file with tests (NAME.test.yaml) is checked against the job file beside it.

            --format json prints an array of objects with severity, file, line, column, endLine, endColumn, message, \
            code and, where there is one, hint; github prints the commands by which GitHub Actions marks lines; sarif \
            prints a SARIF 2.1.0 log for code scanners.

            Exit status: 0 no errors (there may be warnings), 1 errors, 2 a file cannot be read.

            Example:
              stepctl check /etc/stepd/jobs.d
              stepctl check --format sarif jobs.d/*.yaml > stepd.sarif
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, github, sarif }

    @Argument(help: "Job files, or folders of them; - is standard input.", completion: .file(extensions: ["yaml"]))
    var files: [String]

    @Option(help: "How diagnostics are written.")
    var format = Format.text

    /// A file, or the job files and the files with tests of a folder.
    private static func filesToCheck(_ path: String) -> [String] {
        FolderListing.paths(inFolder: path)?.filter { $0.hasSuffix(".yaml") } ?? [path]
    }

    func run() throws {
        let console = Console()
        var check = JobFileCheck(catalog: .system)
        var unreadable = 0
        for file in files.flatMap(Self.filesToCheck) {
            do {
                check.add(path: file, bytes: try FileContent.bytes(of: file))
            } catch {
                unreadable += 1
                console.writeError("stepctl: \(error.message)\n")
            }
        }
        switch format {
        case .text: console.write(check.text + check.summary + "\n")
        case .json: console.write(json: DiagnosticJSON.json(of: check.diagnostics))
        case .github: console.write(DiagnosticGitHub.text(of: check.diagnostics))
        case .sarif: console.write(json: check.sarif)
        }
        if unreadable > 0 { throw ExitCode(ExitStatus.usage.rawValue) }
        if check.diagnostics.hasErrors { throw ExitCode(ExitStatus.failure.rawValue) }
    }
}

extension ServiceCatalog {
    /// The models of AWS's services that this machine has.
    static var system: ServiceCatalog {
        ServiceCatalog(
            environment: Environment.values(of: ["STEPD_BOTOCORE_DATA", "AWS_DATA_PATH", "HOME", "VIRTUAL_ENV"])
        )
    }
}
