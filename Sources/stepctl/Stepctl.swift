import ArgumentParser
import Glibc
import StepProtocol

/// The client of the daemon.
@main
struct Stepctl: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stepctl",
        abstract: "Check, start and inspect the jobs of stepd.",
        discussion: """
            Talks to the daemon on \(Endpoint.defaultSocketPath); --socket and --endpoint name another, --user your \
            own. init, check, test, asl, graph FILE, schema, errors, eval and aws need no daemon.

            \(RunReference.documentation)

            \(ExitStatus.documentation)

            Shells complete commands and options with `stepctl --generate-completion-script bash` (zsh, fish).

            Example:
              stepctl start rds-snapshot --wait
            """,
        version: "stepctl \(Version.text)",
        subcommands: [
            InitCommand.self, CheckCommand.self, TestCommand.self, ASLCommand.self, GraphCommand.self,
            SchemaCommand.self,
            ListCommand.self,
            ReloadCommand.self, DoctorCommand.self,
            StartCommand.self, RunsCommand.self, StatusCommand.self, HistoryCommand.self, LogsCommand.self,
            StopCommand.self,
            ApproveCommand.self, NextCommand.self, SlotsCommand.self, PauseCommand.self, ResumeCommand.self,
            BackfillCommand.self, ErrorsCommand.self, EvalCommand.self, AWSCommand.self,
        ]
    )

    /// Runs the command that the arguments name and ends with its ``ExitStatus``.
    static func main() {
        // localtime_r(3) is not bound to read the time zone by itself.
        tzset()
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch {
            Glibc.exit(reporting(error, to: Console()).rawValue)
        }
    }

    /// Says why the command ended, and with which status.
    static func reporting(_ error: any Error, to console: Console) -> ExitStatus {
        switch error {
        case let error as CommandError:
            console.writeError("stepctl: \(PrintableText.oneLine(error.message))\n")
            if let hint = error.hint { console.writeError("  \(PrintableText.oneLine(hint))\n") }
            return error.status
        case let error as AWSError:
            console.writeError("stepctl: \(PrintableText.oneLine(error.description))\n")
            return .failure
        default:
            return reportingParserError(error, to: console)
        }
    }

    /// Errors of the argument parser: a request for help, a wrong command line, or a status that was said before.
    private static func reportingParserError(_ error: any Error, to console: Console) -> ExitStatus {
        let code = exitCode(for: error)
        let message = fullMessage(for: error)
        if code == .success {
            console.write(message + "\n")
            return .success
        }
        if !message.isEmpty { console.writeError(message + "\n") }
        if code == .validationFailure { return .usage }
        return ExitStatus(rawValue: code.rawValue) ?? .failure
    }
}
