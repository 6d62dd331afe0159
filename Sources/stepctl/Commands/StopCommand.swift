import ArgumentParser
import StepProtocol

/// `stepctl stop RUN`
struct StopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop a run. What it has started elsewhere may go on.",
        discussion: """
            \(RunReference.documentation)

            Example:
              stepctl stop rds-snapshot/latest --cause "wrong instance"
            """
    )

    @Argument(help: .run)
    var reference: RunReference

    @Option(help: "The error that the run ends with.")
    var error: String?

    @Option(help: "Why it is stopped, for its history.")
    var cause: String?

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let client = try connection.client()
        var request = StopExecutionRequest()
        request.executionARN = try RunResolver(client).executionARN(reference)
        request.error = error
        request.cause = cause
        _ = try client.call(AWSOperation.stopExecution, request, StopExecutionResponse.self)
        Console().write("\(RunReference.shortName(ofExecutionARN: request.executionARN)) stopped\n")
    }
}
