import ArgumentParser
import StepProtocol
import StepTime

/// `stepctl next JOB`
struct NextCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "next",
        abstract: "Show when a job's schedule starts it next.",
        discussion: """
            Example:
              stepctl next rds-snapshot -n 3
            """
    )

    @Argument(help: "The job's name.", completion: .job)
    var job: String

    @Option(name: [.short, .customLong("number")], help: "How many times.")
    var number = 5

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var listing: ListingOptions

    func validate() throws {
        guard 1...1_000 ~= number else { throw ValidationError("-n is from 1 to 1000") }
    }

    func run() throws {
        let console = Console()
        var request = ListUpcomingSlotsRequest()
        request.job = job
        request.maxResults = Int64(number)
        let slots = try connection.client().call(.listUpcomingSlots, request, ListUpcomingSlotsResponse.self).slots
        guard !listing.json else { return console.write(json: ReadableShape.json(of: slots)) }
        let now = SystemClock.now
        var table = TextTable([.init("TIME"), .init("LEFT")])
        for time in slots.map({ Timestamp(wire: $0.time) }) {
            table.append([.init(listing.timeFormat.full(time)), .init(RelativeTime.phrase(for: time, now: now))])
        }
        let footer = slots.isEmpty ? "\(job) has no schedule: start it with `stepctl start \(job)`." : nil
        console.write(table, hasLegend: !listing.noLegend, footer: footer)
    }
}
