import ArgumentParser
import CLinux
import Glibc
import Logging
import StepAPI
import StepProtocol
import StepSystem

/// The daemon's command line.
@main
struct StepdCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stepd",
        abstract: "Runs the jobs of a directory durably, and speaks the AWS Step Functions API.",
        discussion: """
            Started by systemd it needs no options: `systemctl start stepd`. By hand, for a try:

              stepd --jobs ./jobs.d --state /tmp/stepd --listen unix:/tmp/stepd/api.sock

            Exit status: 0 after SIGTERM or SIGINT, 1 when something failed, 78 when the configuration is wrong.
            """,
        version: Version.text
    )

    @Option(help: "Configuration file. Default: /etc/stepd/stepd.yaml, if it is there. The command line counts more.")
    var config: String?

    @Option(help: "Directory of job files. Default: /etc/stepd/jobs.d")
    var jobs: String?

    @Option(help: "Directory of the database. Default: /var/lib/stepd")
    var state: String?

    @Option(help: ArgumentHelp("Where the API listens; may be given more than once.", valueName: "unix:PATH|HOST:PORT"))
    var listen: [String] = []

    @Flag(help: "Listen on a loopback TCP address without checking signatures.")
    var noAuth = false

    @Flag(help: "End executions at AWS's limit of 25,000 history events. Without it a history may be of any length.")
    var awsQuotas = false

    @Option(help: "trace, debug, info, notice, warning or error. Default: info")
    var logLevel: LogLevel?

    /// Heaps that threads share: each holds on to what one of its threads needed once. Two threads that translate job files
    /// from the same one would wait for each other; the third is the engine's.
    private static let arenasMax: Int32 = 3

    func run() async throws {
        clinux_bound_arenas(Self.arenasMax)
        // A signal before the handlers stand must not end the daemon by half.
        signal(SIGHUP, SIG_IGN)
        signal(SIGPIPE, SIG_IGN)
        let destination = LogDestination.detect()
        let configuration: Configuration
        do throws(ConfigurationError) {
            configuration = try configure()
        } catch {
            // At a terminal a diagnostic stands by itself.
            if case .plainText = destination {
                FileOutput.standardError.write("stepd: \(error)\n")
                throw ExitCode(78)
            }
            Self.log(to: destination, .info)
            throw Self.refused(error)
        }
        Self.log(to: destination, configuration.logLevel.level)
        do {
            try await Daemon(configuration).run()
        } catch let error as ConfigurationError {
            throw Self.refused(error)
        } catch let error as APIError where error.code == .refusedAddress || error.code == .invalidAddress {
            throw Self.refused(error)
        } catch {
            Logger(label: "stepd").error("\(error)")
            throw ExitCode(1)
        }
    }

    private static func log(to destination: LogDestination, _ level: Logger.Level) {
        LoggingSystem.bootstrap { _ in JournalLogHandler(identifier: "stepd", destination: destination, level: level) }
    }

    private static func refused(_ error: any Error) -> ExitCode {
        let metadata: Logger.Metadata = ["STEPD_EVENT": "\(MessageID.configurationRefused.rawValue)"]
        Logger(label: "stepd").error("\(error)", metadata: metadata)
        return ExitCode(78)
    }

    private func configure() throws(ConfigurationError) -> Configuration {
        var configuration = Configuration()
        if let config {
            try configuration.read(path: config)
        } else if access(Configuration.defaultPath, F_OK) == 0 {
            try configuration.read(path: Configuration.defaultPath)
        }
        if let jobs { configuration.jobsDirectory = jobs }
        if let state { configuration.stateDirectory = state }
        if !listen.isEmpty {
            do throws(APIError) {
                configuration.listen = []
                for text in listen { configuration.listen.append(try ListenAddress(parsing: text)) }
            } catch {
                throw ConfigurationError("\(error)")
            }
        }
        if noAuth { configuration.allowsUnauthenticatedLoopback = true }
        if awsQuotas { configuration.appliesAWSQuotas = true }
        if let logLevel { configuration.logLevel = logLevel }
        return configuration
    }
}

/// Writes text to a descriptor, whole.
struct FileOutput {
    let descriptor: Int32

    static let standardError = FileOutput(descriptor: STDERR_FILENO)

    func write(_ text: String) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard written > 0 else { return }
            rest = rest.dropFirst(written)
        }
    }
}
