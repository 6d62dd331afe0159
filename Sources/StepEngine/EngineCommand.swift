import StepJSON
package import StepLanguage
import StepMachine
package import StepSchedule
import StepTime

/// Answers a caller, from the engine's thread, after the commit.
typealias Reply<Value> = @Sendable (Result<Value, EngineError>) -> Void

/// What reaches the engine's thread from outside.
enum EngineCommand: Sendable {
    case register(MachineRegistration, Reply<CreatedStateMachine>)
    case removeJob(name: String, Reply<Void>)
    case deleteMachine(name: String, Reply<Void>)
    case start(StartRequest, Reply<StartedExecution>)
    case stop(StopRequest, Reply<Timestamp>)
    case taskEnded(TaskToken, TaskOutcome)
    /// A task is alive, as its driver saw.
    case heartbeat(TaskToken)
    /// A notification was sent, or could not be for the reason `failure`.
    case notificationEnded(Int64, failure: String?)
    /// What a task's call had begun has ended, as its driver saw.
    case watchEnded(TaskToken, TaskOutcome)
    /// What a task's call had begun, and nobody waits for, was stopped, or could not be for the reason `failure`.
    case jobStopped(RemoteJob, failure: String?)
    /// An execution had ended before the daemon did, and the task that waits for it was not told.
    case childEnded(Int64)
    /// A report that cannot be taken is answered with its error once its token was found good.
    case reportTask(token: String, Result<TaskOutcome, EngineError>, Reply<Void>)
    case reportHeartbeat(token: String, Reply<Void>)
    case createActivity(name: String, Reply<Timestamp>)
    case deleteActivity(name: String, Reply<Void>)
    case pollActivity(name: String, worker: String?, Reply<ActivityTask?>)
    case jobs(Reply<[ScheduledJob]>)
    case upcomingSlots(job: String, count: Int, Reply<[Timestamp]>)
    /// Whatever can be read again goes from memory.
    case releaseMemory(Reply<Void>)
    case setPaused(job: String, Bool, Reply<Void>)
    case backfill(BackfillRequest, Reply<BackfilledSlots>)
}

extension EngineCommand {
    /// Answers the caller, if there is one, with an error.
    func refuse(_ error: EngineError) {
        switch self {
        case .register(_, let reply): reply(.failure(error))
        case .removeJob(_, let reply): reply(.failure(error))
        case .deleteMachine(_, let reply): reply(.failure(error))
        case .start(_, let reply): reply(.failure(error))
        case .stop(_, let reply): reply(.failure(error))
        case .reportTask(_, _, let reply): reply(.failure(error))
        case .reportHeartbeat(_, let reply): reply(.failure(error))
        case .createActivity(_, let reply): reply(.failure(error))
        case .deleteActivity(_, let reply): reply(.failure(error))
        case .pollActivity(_, _, let reply): reply(.failure(error))
        case .jobs(let reply): reply(.failure(error))
        case .upcomingSlots(_, _, let reply): reply(.failure(error))
        case .releaseMemory(let reply): reply(.failure(error))
        case .setPaused(_, _, let reply): reply(.failure(error))
        case .backfill(_, let reply): reply(.failure(error))
        case .taskEnded, .heartbeat, .notificationEnded, .watchEnded, .jobStopped, .childEnded: break
        }
    }
}

/// StartExecution, checked as far as the engine's state is not needed.
struct StartRequest: Sendable {
    var machine: String
    /// nil: the engine makes one up.
    var name: String?
    var input: JSONDocument
    var traceHeader: String?
}

/// StopExecution.
struct StopRequest: Sendable {
    var machine: String
    var execution: String
    var error: String?
    var cause: String?
}

/// A state machine to be registered, compiled.
package struct MachineRegistration: Sendable {
    package var name: String
    /// The text that is kept and shown.
    package var definition: String
    package var machine: StateMachine
    package var roleARN: String
    package var type: String
    /// nil: it comes through the API.
    package var job: JobRegistration?

    package init(
        name: String,
        definition: String,
        machine: StateMachine,
        roleARN: String,
        type: String = "STANDARD",
        job: JobRegistration? = nil
    ) {
        self.name = name
        self.definition = definition
        self.machine = machine
        self.roleARN = roleARN
        self.type = type
        self.job = job
    }
}

/// What a job file says beside the machine.
package struct JobRegistration: Sendable {
    package var file: String
    package var description: String?
    /// JSON: where each part of the definition stands in the file.
    package var sourceMap: String?
    package var schedules: [ScheduleEntry]
    package var settings: JobSettings
    /// What its template names for people to look for.
    package var outputs: [NamedOutput]

    package init(
        file: String,
        description: String?,
        sourceMap: String?,
        schedules: [ScheduleEntry],
        settings: JobSettings = JobSettings(),
        outputs: [NamedOutput] = []
    ) {
        self.file = file
        self.description = description
        self.sourceMap = sourceMap
        self.schedules = schedules
        self.settings = settings
        self.outputs = outputs
    }
}

extension JobRegistration {
    /// A job as the database has it.
    ///
    /// `stored` is what ``Engine/describeStateMachine(arn:)`` says of its machine, `zone` as in
    /// ``EngineConfiguration/timeZone``.
    ///
    /// - Throws: ``EngineError`` `storage` where it can no longer be read.
    package init(
        file: String,
        stored: StateMachineDescription,
        zone: (String?) -> TimeZoneRules?
    ) throws(EngineError) {
        guard let attributes = try? JSONParser.parse(stored.attributes ?? "{}") else {
            throw EngineError(.storage, "the stored attributes of the job cannot be read")
        }
        self.init(
            file: file,
            description: attributes["description"]?.stringValue,
            sourceMap: stored.sourceMap,
            schedules: try JobAttributes.schedules(attributes, zone: zone),
            settings: JobAttributes.settings(attributes),
            outputs: NamedOutput.list(attributes["outputs"])
        )
    }
}

/// A job as the scheduler sees it.
struct ScheduledJob: Sendable {
    var name: String
    var nextSlot: Timestamp?
    var isPaused: Bool
}
