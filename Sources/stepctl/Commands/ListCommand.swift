import ArgumentParser
import StepProtocol
import StepTime

/// `stepctl list`
struct ListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the jobs, when each runs next and how it last ended.",
        discussion: """
            Example:
              stepctl list
              stepctl list --json | jq -r '.[] | select(.runningExecutions > 0) | .name'
            """
    )

    /// For completions: one name a line.
    @Flag(help: .hidden)
    var names = false

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var listing: ListingOptions

    func run() throws {
        let console = Console()
        let jobs = try connection.client().call(.listJobs, ListJobsRequest(), ListJobsResponse.self).jobs
        guard !names else { return console.write(jobs.map { $0.name + "\n" }.joined()) }
        guard !listing.json else { return console.write(json: ReadableShape.json(of: jobs)) }
        let now = SystemClock.now
        let view = JobTable(jobs: jobs) { listing.text($0, now: now) }
        console.write(view.table, hasLegend: !listing.noLegend, footer: view.footer)
    }
}
