import Glibc
import StepJSON
import StepLanguage
import StepMachine
import StepSchedule
import StepStore
import StepTime
import Synchronization
import Testing

@testable import StepEngine

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
            configuration: configuration, drivers: [driver], observer: observer, post: { answered.add($0) }
        )
    }

    deinit {
        for name in ["stepd.sqlite", "stepd.sqlite-wal", "stepd.sqlite-shm", "stepd.lock"] {
            unlink("\(directory)/\(name)")
        }
        rmdir(directory)
    }

    /// The process ends here, and another begins on what was committed.
    static func afterCrash(of fixture: EngineLoopFixture) throws -> EngineLoop {
        let image = try fixture.loop.store.image()
        let path = "\(fixture.directory)/after.sqlite"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        let written = image.bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        close(descriptor)
        #expect(written == image.bytes.count)
        // The lock is on the directory, so the other database needs one of its own.
        let other = "\(fixture.directory)/after"
        mkdir(other, 0o700)
        rename(path, "\(other)/stepd.sqlite")
        var configuration = fixture.configuration
        configuration.storePath = "\(other)/stepd.sqlite"
        return try EngineLoop(
            configuration: configuration, drivers: [fixture.driver], observer: fixture.observer, post: { _ in }
        )
    }

    /// One turn `seconds` after the last, with `commands` and what drivers have answered.
    func turn(after seconds: Double = 0, _ commands: EngineCommand...) {
        now = now.adding(seconds: seconds)
        loop.turn(answered.take() + commands, at: now)
    }

    /// Turns until nothing is due now.
    func turnUntilQuiet() {
        var count = 0
        while let next = loop.nextWork(at: now), next <= now, count < 1_000 {
            turn()
            count += 1
        }
        if !answered.isEmpty { turn() }
    }

    /// Lets every commit fail with SQLITE_FULL, or mends that.
    func setDiskFull(_ isFull: Bool) throws {
        try loop.store.limitPages(to: isFull ? 1 : 1_000_000)
    }

    func register(_ name: String, _ definition: String) throws {
        let machine = try Engine.compile(definition)
        turn(.register(MachineRegistration(name: name, definition: definition, machine: machine, roleARN: "r"), { _ in }))
    }

    static func job(
        _ name: String,
        cron: String? = nil,
        _ definition: String,
        skipsOverlap: Bool = true
    ) throws -> MachineRegistration {
        var schedules: [ScheduleEntry] = []
        if let cron {
            schedules.append(
                ScheduleEntry(expression: try ScheduleExpression(parsing: cron), zone: .utc, text: cron)
            )
        }
        return MachineRegistration(
            name: name, definition: definition, machine: try Engine.compile(definition), roleARN: "r",
            job: JobRegistration(
                file: "\(name).yaml", description: nil, sourceMap: nil, schedules: schedules, skipsOverlap: skipsOverlap
            )
        )
    }

    static func start(_ machine: String, name: String, input: String = "{}") throws -> EngineCommand {
        .start(StartRequest(machine: machine, name: name, input: try JSONDocument(parsing: input), traceHeader: nil), { _ in })
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

    var isEmpty: Bool { commands.withLock { $0.isEmpty } }

    func add(_ command: EngineCommand) { commands.withLock { $0.append(command) } }

    func take() -> [EngineCommand] {
        commands.withLock { commands in
            defer { commands = [] }
            return commands
        }
    }
}
