import Glibc
import StepJSON
import StepLanguage
import StepMachine
import StepSchedule
import StepTime
import Synchronization
import Testing

@testable import StepEngine
@testable import StepStore

/// An engine's loop turned by hand: each test says when a turn is, and what it takes.
final class EngineLoopFixture {
    let directory: String
    let driver = TaskDriverChecker()
    let observer = RecordingObserver()
    let configuration: EngineConfiguration
    private(set) var loop: EngineLoop
    /// What drivers have answered and no turn has taken.
    private let answered = AnswerBox()
    var now: Timestamp

    init(configure: (inout EngineConfiguration) -> Void = { _ in }) throws {
        var template = Array("/tmp/stepd-loop-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw TaskDriverChecker.Missing() }
        directory = String(cString: made)
        var configuration = EngineConfiguration(storePath: "\(directory)/stepd.sqlite")
        configure(&configuration)
        self.configuration = configuration
        now = try #require(Timestamp(rfc3339: "2026-11-23T02:00:00Z"))
        let answered = answered
        loop = try EngineLoop(
            configuration: configuration,
            store: try StoreWriter(path: configuration.storePath),
            drivers: [driver],
            observer: observer,
            post: { answered.add($0) }
        )
    }

    deinit {
        for name in ["stepd.sqlite", "stepd.sqlite-wal", "stepd.sqlite-shm", "stepd.lock"] {
            unlink("\(directory)/\(name)")
        }
        rmdir(directory)
    }

    /// The process ends here, and another begins on what was committed.
    func afterCrash() throws -> EngineLoop {
        let answered = answered
        return try EngineLoop(
            configuration: configuration,
            store: try StoreWriter(image: try loop.store.image()),
            drivers: [driver],
            observer: observer,
            post: { answered.add($0) }
        )
    }

    /// One turn `seconds` after the last, with `commands` and what drivers have answered.
    func turn(after seconds: Double = 0, _ commands: EngineCommand...) {
        now = now.adding(seconds: seconds)
        loop.turn(answered.take() + commands, at: now)
    }

    /// Lets every write fail, as on a file system that was remounted read-only, or mends that.
    func setReadOnly(_ isReadOnly: Bool) throws {
        try loop.store.connection.execute("PRAGMA query_only = \(isReadOnly ? "ON" : "OFF")")
    }

    func register(_ name: String, _ definition: String) throws {
        let machine = try Engine.compile(definition)
        turn(
            .register(MachineRegistration(name: name, definition: definition, machine: machine, roleARN: "r"), { _ in })
        )
    }

    static func job(
        _ name: String,
        cron: String? = nil,
        _ definition: String,
        overlap: OverlapPolicy = .skip,
        locks: [String] = [],
        lockWaitSeconds: Int64? = nil,
        configure: (inout ScheduleEntry) -> Void = { _ in }
    ) throws -> MachineRegistration {
        var schedules: [ScheduleEntry] = []
        if let cron {
            var entry = ScheduleEntry(expression: try ScheduleExpression(parsing: cron), zone: .utc, text: cron)
            configure(&entry)
            schedules.append(entry)
        }
        return MachineRegistration(
            name: name,
            definition: definition,
            machine: try Engine.compile(definition),
            roleARN: "r",
            job: JobRegistration(
                file: "\(name).yaml",
                description: nil,
                sourceMap: nil,
                schedules: schedules,
                settings: JobSettings(overlap: overlap, locks: locks, lockWaitSeconds: lockWaitSeconds)
            )
        )
    }

    static func start(_ machine: String, name: String, input: String = "{}") throws -> EngineCommand {
        .start(
            StartRequest(machine: machine, name: name, input: try JSONDocument(parsing: input), traceHeader: nil),
            { _ in }
        )
    }

    func execution(_ machine: String, _ name: String) throws -> ExecutionRow? {
        guard let row = try loop.store.reads.machine(named: machine),
            let id = try loop.store.reads.executionID(machine: row.id, name: name)
        else { return nil }
        return try loop.store.reads.execution(id: id)
    }
}

/// Answers of drivers, from any thread.
private final class AnswerBox: Sendable {
    private let commands = Mutex<[EngineCommand]>([])

    func add(_ command: EngineCommand) { commands.withLock { $0.append(command) } }

    func take() -> [EngineCommand] {
        commands.withLock { commands in
            defer { commands = [] }
            return commands
        }
    }
}
