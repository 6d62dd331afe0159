import ArgumentParser
import StepProtocol
import StepTime

/// `stepctl runs [JOB]`
struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs",
        abstract: "List runs, the latest first.",
        discussion: """
            Example:
              stepctl runs rds-snapshot -n 5
              stepctl runs --status failed
            """
    )

    /// What `--status` may be, in AWS's words but any case.
    enum Status: String, ExpressibleByArgument, CaseIterable {
        case running, succeeded, failed, aborted
        case timedOut = "timed_out"

        init?(argument: String) { self.init(rawValue: argument.lowercased()) }
    }

    @Argument(help: "The job; without one, the runs of all.", completion: .job)
    var job: String?

    @Option(name: [.short, .customLong("number")], help: "How many at most.")
    var number = 20

    @Option(help: "Only runs of that status.")
    var status: Status?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var listing: ListingOptions

    func validate() throws {
        guard 1...1_000_000 ~= number else { throw ValidationError("-n is from 1 to 1000000") }
    }

    func run() throws {
        let console = Console()
        let (runs, hasMore) = try runs(of: connection.client())
        guard !listing.json else { return console.write(json: ReadableShape.json(of: runs)) }
        let now = SystemClock.now
        let view = RunTable(runs: runs, now: now) { listing.text($0, now: now) }
        let footer = Count.text(runs.count, "run") + (hasMore ? " shown; -n shows more." : ".")
        console.write(view.table, hasLegend: !listing.noLegend, footer: footer)
    }

    private func runs(of client: APIClient) throws -> (runs: [ExecutionListItem], hasMore: Bool) {
        var runs: [ExecutionListItem] = []
        var request = ListJobExecutionsRequest()
        request.job = job
        request.statusFilter = status?.rawValue.uppercased()
        repeat {
            request.maxResults = min(Int64(number - runs.count), PageSize.range.upperBound)
            let page = try client.call(StepdOperation.listExecutions, request, ListExecutionsResponse.self)
            runs += page.executions
            request.nextToken = page.nextToken
        } while request.nextToken != nil && runs.count < number
        return (runs, request.nextToken != nil)
    }
}
