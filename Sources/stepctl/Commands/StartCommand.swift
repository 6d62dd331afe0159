import ArgumentParser
import StepJSON
import StepProtocol
import StepSchedule
import StepTime

/// `stepctl start JOB`
struct StartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Start a job now, and with --wait see it through.",
        discussion: """
            Prints the run's name, by which the other commands know it. With --wait also the states as they pass and, \
            in the end, the output; the exit status is 0 only if the run succeeded. A daemon that restarts meanwhile \
            is waited for. With --wait --json only the run's description is printed, once it has ended.

            Example:
              stepctl start rds-snapshot -p instance=orders-prod --wait
              stepctl start report --input @input.json
              stepctl start rds-snapshot -p instance=orders-prod --dry-run
            """
    )

    @Argument(help: "The job, by its name or its state machine's ARN.", completion: .job)
    var job: String

    @Option(
        name: [.short, .customLong("param")],
        help: ArgumentHelp(
            "A member of the input. The value is JSON where it reads as JSON, else text.",
            valueName: "k=v"
        )
    )
    var parameters: [String] = []

    @Option(help: ArgumentHelp("The input: JSON, @FILE, or - for standard input.", valueName: "json"))
    var input: String?

    @Option(help: "The run's name. Starting again with the same name and input starts nothing twice.")
    var name: String?

    @Flag(help: "Start nothing: show the states up to the first task, and what it would be called with.")
    var dryRun = false

    @Option(help: ArgumentHelp("With --dry-run: a file with tests, whose mocks answer the tasks.", valueName: "file"))
    var tests: String?

    @Option(name: .customLong("case"), help: "With --tests: the test.")
    var testCase: String?

    @Flag(help: "Wait for the end of the run.")
    var wait = false

    @Option(
        help: ArgumentHelp("Stop waiting after that long, as 90s or 1h30m; the run goes on.", valueName: "duration")
    )
    var timeout: DurationArgument?

    @Flag(help: "JSON instead of text.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard timeout == nil || wait else { throw ValidationError("--timeout needs --wait") }
        guard !(dryRun && wait) else { throw ValidationError("--dry-run starts nothing that could be waited for") }
        guard dryRun || tests == nil && testCase == nil else { throw ValidationError("--tests needs --dry-run") }
        guard testCase == nil || tests != nil else { throw ValidationError("--case needs --tests") }
    }

    func run() throws {
        let console = Console()
        let input = try RunInput(text: input.map(Self.inputText), parameters: parameters)
        let client = try connection.client()
        if dryRun { return try rehearse(input, client, console) }
        var request = StartExecutionRequest()
        request.stateMachineARN = try RunResolver(client).stateMachineARN(named: job)
        // Named here, so that the user can ask for the run even where the answer to this is lost.
        request.name = name ?? RunName.generate(at: SystemClock.now)
        request.input = input.text
        let started = try client.call(AWSOperation.startExecution, request, StartExecutionResponse.self)
        guard wait else {
            if json { return console.write(json: ReadableShape.json(of: started)) }
            return console.write(RunReference.shortName(ofExecutionARN: started.executionARN) + "\n")
        }
        try follow(started.executionARN, client, console)
    }

    /// Shows what a start would do, without one.
    private func rehearse(_ input: RunInput, _ client: APIClient, _ console: Console) throws {
        let answer = try client.describe(stateMachineARN: try RunResolver(client).stateMachineARN(named: job))
        let rehearsal = try Rehearsal(
            name: answer.name,
            definition: answer.definition,
            input: input.text ?? "{}",
            tests: tests,
            testCase: testCase
        )
        if json { return console.write(json: rehearsal.json) }
        console.write(rehearsal.text(isColored: console.isColored))
    }

    private func follow(_ arn: String, _ client: APIClient, _ console: Console) throws {
        let runName = RunReference.shortName(ofExecutionARN: arn)
        if !json { console.write(runName + "\n") }
        var watch = RunWatch(
            client: client,
            console: console,
            executionARN: arn,
            timeoutSeconds: timeout?.seconds,
            isQuiet: json,
            timeFormat: TimeFormat(isUTC: false)
        )
        let run = try watch.run()
        if json {
            console.write(json: ReadableShape.json(of: run))
        } else {
            let ending = RunEnding(run: run, place: FailurePlace(client: client).text(of: run, watch.progress.timeline))
            console.write(ending.text(isColored: console.isColored, isPretty: console.isTerminal))
        }
        guard run.status == "SUCCEEDED" else { throw ExitCode(ExitStatus.failure.rawValue) }
    }

    private static func inputText(_ argument: String) throws -> String {
        guard argument == "-" || argument.hasPrefix("@") else { return argument }
        let bytes = try FileContent.bytes(of: argument == "-" ? "-" : String(argument.dropFirst()))
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// A duration on the command line.
struct DurationArgument: ExpressibleByArgument {
    /// From 0 on.
    var seconds: Int

    init?(argument: String) {
        guard let duration = try? DurationText(parsing: argument) else { return nil }
        seconds = duration.seconds
    }
}
