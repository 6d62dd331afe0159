import ArgumentParser
import StepProtocol
import StepTime

/// `stepctl pause JOB`
struct PauseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Let the schedule of a job rest: its slots are skipped until `stepctl resume`.",
        discussion: """
            Runs go on, and `stepctl start` still starts one. A pause outlives restarts and changes of the job file.

            Example:
              stepctl pause pg-dump
            """
    )

    @Argument(help: "The job's name.")
    var job: String

    @Flag(help: "JSON instead of text.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        var request = PauseJobRequest()
        request.job = job
        let paused = try connection.client().call(.pauseJob, request, JobRecord.self)
        guard !json else { return Console().write(json: ReadableShape.json(of: paused)) }
        Console().write("\(job) is paused; `stepctl resume \(job)` lets it go on\n")
    }
}

/// `stepctl resume JOB`
struct ResumeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let the schedule of a paused job go on.",
        discussion: """
            Slots that passed meanwhile stay skipped: `stepctl backfill` makes up for them.

            Example:
              stepctl resume pg-dump
            """
    )

    @Argument(help: "The job's name.")
    var job: String

    @Flag(help: "JSON instead of text.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() throws {
        var request = PauseJobRequest()
        request.job = job
        let resumed = try connection.client().call(.resumeJob, request, JobRecord.self)
        guard !json else { return Console().write(json: ReadableShape.json(of: resumed)) }
        let next = resumed.nextSlot.map { Timestamp(wire: $0) }
        let when = next.map { "its next slot is \(TimeFormat(isUTC: false).full($0))" } ?? "no slot is to come"
        Console().write("\(job) goes on; \(when)\n")
    }
}
