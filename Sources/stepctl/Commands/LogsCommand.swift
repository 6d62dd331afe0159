import ArgumentParser
import Glibc

/// `stepctl logs RUN`
struct LogsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Show what the journal has about a run.",
        discussion: """
            Becomes journalctl with STEPD_RUN=JOB:NAME; what follows -- is handed to it. JOB:NAME and an ARN need no \
            daemon. \(RunReference.documentation)

            Example:
              stepctl logs rds-snapshot/latest -f
              stepctl logs rds-snapshot/latest -- -o json
            """
    )

    @Argument(help: .run, completion: .run)
    var reference: RunReference

    @Flag(name: .shortAndLong, help: "Go on as new entries come.")
    var follow = false

    @Argument(parsing: .postTerminator, help: "Further arguments of journalctl.")
    var arguments: [String] = []

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let words = Self.words(run: try runName(), isFollowing: follow, further: arguments)
        var pointers = words.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        execvp(words[0], &pointers)
        throw CommandError("cannot run journalctl: \(String(cString: strerror(errno)))")
    }

    /// `JOB:NAME`, asked of the daemon only where the reference does not say it.
    private func runName() throws -> String {
        if case .named(let job, let run) = reference { return "\(job):\(run)" }
        let arn =
            if case .arn(let arn) = reference { arn } else {
                try RunResolver(connection.client()).executionARN(reference)
            }
        return RunReference.shortName(ofExecutionARN: arn)
    }

    /// The words of the command. The daemon's entries carry the run as `JOB:NAME`.
    static func words(run: String, isFollowing: Bool, further: [String]) -> [String] {
        ["journalctl", "STEPD_RUN=\(run)"] + (isFollowing ? ["-f"] : []) + further
    }
}
