import ArgumentParser
import StepJSON
import StepProtocol

/// `stepctl history RUN`
struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show every event of a run, with inputs and outputs.",
        discussion: """
            \(RunReference.documentation)

            Example:
              stepctl history rds-snapshot/latest
              stepctl history rds-snapshot/latest --json | jq '.events[] | select(.type == "TaskFailed")'
            """
    )

    @Argument(help: .run, completion: .run)
    var reference: RunReference

    @Flag(help: "The latest event first.")
    var reverse = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var listing: ListingOptions

    func run() throws {
        let console = Console()
        let client = try connection.client()
        let arn = try RunResolver(client).executionARN(reference)
        let events = try client.history(executionARN: arn, hasData: true)
        guard !listing.json else {
            let ordered = reverse ? events.reversed() : events
            return console.write(json: ["events": ReadableShape.json(of: ordered)])
        }
        let view = HistoryTable(events: events, isReverse: reverse, timeFormat: listing.timeFormat)
        console.write(view.table, hasLegend: !listing.noLegend, footer: Count.text(events.count, "event") + ".")
    }
}
