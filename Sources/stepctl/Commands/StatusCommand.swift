import ArgumentParser
import StepJSON
import StepProtocol
import StepTime

/// `stepctl status RUN`
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show one run: how it stands, and the states it went through.",
        discussion: """
            \(RunReference.documentation)

            Example:
              stepctl status rds-snapshot/latest
            """
    )

    @Argument(help: .run, completion: .run)
    var reference: RunReference

    @Option(name: [.short, .customLong("number")], help: "How many states at most, the latest ones.")
    var number = TimelineTable.linesDefault

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var listing: ListingOptions

    func validate() throws {
        guard 0...APIClient.historyEventsMax ~= number else {
            throw ValidationError("-n is from 0 to \(APIClient.historyEventsMax)")
        }
    }

    func run() throws {
        let console = Console()
        let client = try connection.client()
        let arn = try RunResolver(client).executionARN(reference)
        let execution = try client.describe(executionARN: arn)
        guard !listing.json else { return console.write(json: ReadableShape.json(of: execution)) }
        let events = try client.history(executionARN: arn, hasData: false)
        let timeline = Timeline(events)
        let now = SystemClock.now
        let summary = RunSummary(
            run: execution,
            timeline: timeline,
            wake: Self.wake(of: timeline, execution, client),
            approvals: try Self.approvals(events, execution, client),
            place: FailurePlace(client: client).text(of: execution, timeline),
            outputs: client.job(ofMachine: execution.stateMachineARN)?.outputs ?? [],
            now: now,
            timeFormat: listing.timeFormat
        )
        console.write(summary.text(isColored: console.isColored))
        let view = TimelineTable(timeline: timeline, linesMax: number, now: now, timeFormat: listing.timeFormat)
        guard number > 0, !timeline.visits.isEmpty else { return }
        console.write("\n")
        let name = RunReference.shortName(ofExecutionARN: arn)
        let footer =
            view.hiddenCount > 0
            ? "\(Count.text(view.hiddenCount, "earlier state")) not shown: see -n, `stepctl history \(name)`."
            : nil
        console.write(view.table, hasLegend: !listing.noLegend, footer: footer)
    }

    /// When the Wait that the run is in ends. Only where the machine was never updated: its definition is then surely
    /// the one that the run began with.
    private static func wake(_ execution: DescribeExecutionResponse, _ client: APIClient) -> JSONValue? {
        guard let machine = try? client.describe(stateMachineARN: execution.stateMachineARN),
            machine.revisionID == nil
        else { return nil }
        return try? JSONParser.parse(machine.definition)
    }

    /// What the run asks. Only where a state of that kind was entered, the data are fetched as well.
    private static func approvals(
        _ events: [HistoryEventRecord],
        _ execution: DescribeExecutionResponse,
        _ client: APIClient
    ) throws -> [OpenApproval] {
        guard execution.status == "RUNNING", events.contains(where: OpenApproval.isQuestion) else { return [] }
        return OpenApproval.all(in: try client.history(executionARN: execution.executionARN, hasData: true))
    }

    private static func wake(
        of timeline: Timeline,
        _ execution: DescribeExecutionResponse,
        _ client: APIClient
    ) -> Timestamp? {
        guard let current = timeline.current, current.kind == "Wait" else { return nil }
        return wake(execution, client).flatMap { WaitEnd.time(of: current, definition: $0) }
    }
}
