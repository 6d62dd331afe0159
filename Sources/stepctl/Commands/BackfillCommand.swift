import ArgumentParser
import StepProtocol
import StepTime

/// `stepctl backfill JOB FROM TO`
struct BackfillCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backfill",
        abstract: "Start a run for each past slot of a job that has none.",
        discussion: """
            FROM and TO are both included: a date (TO: to its end), a date and a time such as 2026-11-23T02:30 on this \
            machine's clock, or with a zone as in 2026-11-23T02:30:00Z. The runs follow one another, unless the job \
            has `overlap: allow`. Slots that were skipped or missed are made up for; those that have their run are not \
            started again. At most 1,000 slots at a time.

            Example:
              stepctl backfill pg-dump 2026-11-20 2026-11-23 --dry-run
            """
    )

    @Argument(help: "The job's name.", completion: .job)
    var job: String

    @Argument(help: "The first moment.")
    var from: PastMoment

    @Argument(help: "The last moment.")
    var to: PastMoment

    @Flag(help: "Start nothing: show which slots would be.")
    var dryRun = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var listing: ListingOptions

    func validate() throws {
        guard from.first <= to.last else { throw ValidationError("FROM is later than TO") }
    }

    func run() throws {
        let console = Console()
        var request = BackfillJobRequest()
        request.job = job
        request.from = WireTime(milliseconds: from.first.milliseconds)
        // The rest of the day that it is has not come.
        request.to = WireTime(milliseconds: min(to.last, to.isDate ? SystemClock.now : to.last).milliseconds)
        request.isDryRun = dryRun ? true : nil
        let answer = try connection.client().call(.backfillJob, request, BackfillJobResponse.self)
        guard !listing.json else { return console.write(json: ReadableShape.json(of: answer)) }
        var table = TextTable([.init("SLOT")])
        for slot in answer.slots { table.append([.init(listing.timeFormat.full(Timestamp(wire: slot.time)))]) }
        let verb = dryRun ? "would start" : "started"
        let present = answer.presentCount > 0 ? ", \(Count.text(answer.presentCount, "slot")) had a run already" : ""
        console.write(
            table,
            hasLegend: !listing.noLegend,
            footer: "\(Count.text(answer.slots.count, "run")) \(verb)\(present)."
        )
    }
}
