import ArgumentParser
import Glibc
import Logging
import StepLauncher
import StepSystem

/// `stepd-launcher`: systemd starts it, with a connection as standard input.
@main
struct Main: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stepd-launcher",
        abstract: "Start commands of job files as units of systemd, for stepd.",
        discussion: """
            systemd starts it for each connection to stepd-launcher.socket, which is its standard input; it is not to be \
            started by hand. It runs as root, and starts nothing but what is declared in a job file that root owns and \
            nobody else can write.
            """
    )

    @Option(name: .customLong("jobs"), help: ArgumentHelp("The folder of the job files.", valueName: "dir"))
    var jobsDirectory = "/etc/stepd/jobs.d"

    @Option(help: ArgumentHelp("Who may ask, and whose a command is that names no user.", valueName: "name"))
    var user = "stepd"

    func run() {
        let destination = LogDestination.detect()
        LoggingSystem.bootstrap { _ in JournalLogHandler(identifier: "stepd-launcher", destination: destination) }
        let launcher = Launcher(
            jobsDirectory: jobsDirectory,
            user: user,
            keeper: KeeperProgram.path,
            logger: Logger(label: "stepd-launcher")
        )
        launcher.serve(STDIN_FILENO)
    }
}
