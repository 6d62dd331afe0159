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

    @OptionGroup var pause: PauseOptions

    func run() throws {
        let paused = try pause.call(.pauseJob)
        guard !pause.json else { return Console().write(json: ReadableShape.json(of: paused)) }
        Console().write("\(pause.job) is paused; `stepctl resume \(pause.job)` lets it go on\n")
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

    @OptionGroup var pause: PauseOptions

    func run() throws {
        let resumed = try pause.call(.resumeJob)
        guard !pause.json else { return Console().write(json: ReadableShape.json(of: resumed)) }
        let next = resumed.nextSlot.map { Timestamp(wire: $0) }
        let when = next.map { "its next slot is \(TimeFormat(isUTC: false).full($0))" } ?? "no slot is to come"
        Console().write("\(pause.job) goes on; \(when)\n")
    }
}

/// What `pause` and `resume` are given.
struct PauseOptions: ParsableArguments {
    @Argument(help: "The job's name.", completion: .job)
    var job: String

    @Flag(help: "JSON instead of text.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    /// Asks the daemon for one or the other.
    func call(_ operation: StepdOperation) throws -> JobRecord {
        var request = PauseJobRequest()
        request.job = job
        return try connection.client().call(operation, request, JobRecord.self)
    }
}
