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

    @Argument(help: .run, completion: .run)
    var reference: RunReference

    @Option(help: "The error that the run ends with.")
    var error: String?

    @Option(help: "Why it is stopped, for its history.")
    var cause: String?

    @Flag(help: "JSON instead of text.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let client = try connection.client()
        var request = StopExecutionRequest()
        request.executionARN = try RunResolver(client).executionARN(reference)
        request.error = error
        request.cause = cause
        let stopped = try client.call(AWSOperation.stopExecution, request, StopExecutionResponse.self)
        guard !json else { return Console().write(json: ReadableShape.json(of: stopped)) }
        Console().write("\(RunReference.shortName(ofExecutionARN: request.executionARN)) stopped\n")
    }
}
