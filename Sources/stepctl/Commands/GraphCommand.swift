import ArgumentParser
import CLinux
import Glibc
import StepGraph
import StepJSON
import StepJobs
import StepProtocol
import StepYAML

/// `stepctl graph TARGET`
struct GraphCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "graph",
        abstract: "Draw a job's states, or those of a run with its progress.",
        discussion: """
            TARGET is a job file, a job of the daemon, or a run: then each state is marked with how far the run is. A \
            file needs no daemon. In text, a transition to the state below is the line between them, all others leave \
            at the right; ✓ is done, ▶ under way, ↷ an error that was caught, ✗ failed, ■ aborted.

            \(RunReference.documentation)

            Example:
              stepctl graph jobs.d/rds-snapshot.yaml
              stepctl graph rds-snapshot/latest
              stepctl graph rds-snapshot/latest --format svg --output run.svg
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable { case text, svg }

    @Argument(help: "A job file, a job, or a run.", completion: .file(extensions: ["yaml"]))
    var target: String

    @Option(help: "text for the terminal, svg for a browser.")
    var format = Format.text

    @Option(name: .shortAndLong, help: ArgumentHelp("Write to a file instead.", valueName: "file"))
    var output: String?

    @Option(help: "The job, where the file holds several.")
    var job: String?

    @Flag(help: "Draw with ASCII characters only.")
    var ascii = false

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        let console = Console()
        let picture = try picture()
        let graph = StateGraph(of: picture.definition)
        guard graph.start != nil else { throw CommandError("\(target) has no states to draw") }
        let text: String
        switch format {
        case .svg: text = GraphSVG(title: picture.title, progress: picture.progress).text(of: graph)
        case .text:
            let isColored = console.isColored && output == nil
            let drawing = GraphText(progress: picture.progress, isASCII: ascii || !Environment.isUTF8) { character in
                min(2, max(1, DisplayWidth.columns(of: String(character))))
            }
            text = drawing.text(of: graph) {
                Self.style(of: $1).paint($0, isColored: isColored)
            }
        }
        guard let output else { return console.write(text) }
        try FileContent.write(text, to: output)
    }

    private static func style(of mark: StateProgress.Mark?) -> TextStyle {
        switch mark {
        case .running: .active
        case .succeeded: .good
        case .caught, .failed: .bad
        case .aborted: .faint
        case nil: .plain
        }
    }

    // MARK: - What is drawn

    private struct Picture {
        var title: String
        var definition: JSONValue
        var progress: [String: StateProgress] = [:]
    }

    private func picture() throws -> Picture {
        if access(target, F_OK) == 0 || target == "-" { return try fromFile() }
        let client = try connection.client()
        if target.contains(":") || target.contains("/") { return try fromRun(client) }
        if let arn = try? RunResolver(client).stateMachineARN(named: target) { return try fromMachine(arn, client) }
        return try fromRun(client)
    }

    private func fromFile() throws -> Picture {
        let result = JobFile.load(path: target, bytes: try FileContent.bytes(of: target), catalog: .system)
        guard !result.diagnostics.hasErrors else {
            Console().writeError(result.text)
            throw ExitCode(ExitStatus.failure.rawValue)
        }
        let job = try ASLCommand.job(named: job, of: result.jobs, file: target)
        return Picture(title: job.name, definition: job.definition)
    }

    private func fromMachine(_ arn: String, _ client: APIClient) throws -> Picture {
        let answer = try client.describe(stateMachineARN: arn)
        return Picture(title: answer.name, definition: try Self.definition(answer.definition))
    }

    private func fromRun(_ client: APIClient) throws -> Picture {
        let arn = try RunResolver(client).executionARN(try RunReference(parsing: target))
        var request = DescribeStateMachineForExecutionRequest()
        request.executionARN = arn
        let machine = try client.call(
            AWSOperation.describeStateMachineForExecution,
            request,
            DescribeStateMachineForExecutionResponse.self
        )
        let timeline = Timeline(try client.history(executionARN: arn, hasData: false))
        return Picture(
            title: RunReference.shortName(ofExecutionARN: arn),
            definition: try Self.definition(machine.definition),
            progress: timeline.progress
        )
    }

    private static func definition(_ text: String) throws -> JSONValue {
        do {
            return try JSONParser.parse(text)
        } catch {
            throw CommandError("the daemon's definition cannot be read: \(error)")
        }
    }
}
