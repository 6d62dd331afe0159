import ArgumentParser
import StepProtocol
import StepTime

/// `stepctl slots JOB`
struct SlotsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "slots",
        abstract: "Show what became of each slot of a job's schedule: a run, or why there is none.",
        discussion: """
            A slot is a time at which a schedule starts its job. It is `started`, `skipped` as the job asks for \
            (overlap, pause, a later slot that was due as well), or `missed` against that (catch_up, lock). The latest \
            come first; `stepctl next JOB` shows those to come.

            Example:
              stepctl slots pg-dump -n 5
              stepctl slots pg-dump --json | jq -r '.[] | select(.outcome == "MISSED") | .time'
            """
    )

    @Argument(help: "The job's name.", completion: .job)
    var job: String

    @Option(name: [.short, .customLong("number")], help: "How many at most.")
    var number = 20

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var listing: ListingOptions

    func validate() throws {
        guard 1...1_000_000 ~= number else { throw ValidationError("-n is from 1 to 1000000") }
    }

    func run() throws {
        let console = Console()
        let (slots, hasMore) = try slots(of: connection.client())
        guard !listing.json else { return console.write(json: ReadableShape.json(of: slots)) }
        let view = SlotTable(slots: slots) { listing.timeFormat.full($0) }
        var footer = Count.text(slots.count, "line") + (hasMore ? " shown; -n shows more." : ".")
        if slots.isEmpty { footer = "No slot of \(job) has come yet; `stepctl next \(job)` shows when one will." }
        console.write(view.table, hasLegend: !listing.noLegend, footer: footer)
    }

    private func slots(of client: APIClient) throws -> (slots: [PastSlotRecord], hasMore: Bool) {
        var slots: [PastSlotRecord] = []
        var request = ListSlotsRequest()
        request.job = job
        repeat {
            request.maxResults = min(Int64(number - slots.count), PageSize.range.upperBound)
            let page = try client.call(.listSlots, request, ListSlotsResponse.self)
            slots += page.slots
            request.nextToken = page.nextToken
        } while request.nextToken != nil && slots.count < number
        return (slots, request.nextToken != nil)
    }
}
