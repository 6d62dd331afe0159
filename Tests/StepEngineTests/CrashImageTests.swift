import StepJSON
import StepMachine
import StepStore
import StepTime
import Synchronization
import Testing

@testable import StepEngine

/// Crashes at every commit, before and after its effects: whatever the moment, the runs end as if nothing had happened.
@Suite struct CrashImageTests {
    /// What a crash leaves: the database and the world.
    struct Crash: Sendable {
        var image: StoreImage
        var world: SnapshotWorld.Facts
        var now: Timestamp
    }

    static let definition = #"""
        {"QueryLanguage":"JSONata","StartAt":"Create","States":{
          "Create":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:rds:createDBSnapshot",
            "Arguments":{"Name":"{% $states.input.name %}"},"Assign":{"name":"{% $states.input.name %}"},
            "Retry":[{"ErrorEquals":["Stepd.TaskInterrupted"],"IntervalSeconds":1,"MaxAttempts":3}],
            "Catch":[{"ErrorEquals":["Rds.DbSnapshotAlreadyExistsException"],"Next":"Wait",
              "Assign":{"name":"{% $states.input.name %}"}}],"Next":"Wait"},
          "Wait":{"Type":"Wait","Seconds":60,"Next":"Describe"},
          "Describe":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:rds:describeDBSnapshots","TimeoutSeconds":30,
            "Arguments":{"Name":"{% $name %}"},"Next":"Check"},
          "Check":{"Type":"Choice","Choices":[{"Condition":"{% $states.input.Status = 'available' %}","Next":"Done"}],
            "Default":"Wait"},
          "Done":{"Type":"Succeed"}}}
        """#
    static let names = ["a", "b", "c"]

    @Test func everyCommitSurvivesACrash() throws {
        let first = try Simulation(store: StoreWriter(path: ":memory:"), world: SnapshotWorld.Facts(), now: Self.start)
        let crashes = try first.run(isFresh: true)
        #expect(crashes.count > 30, "only \(crashes.count) crash points")
        for (index, crash) in crashes.enumerated() {
            // Every third crash is followed by ten minutes of downtime.
            let downSeconds: Double = index.isMultiple(of: 3) ? 600 : 0
            let again = try Simulation(
                store: StoreWriter(image: crash.image),
                world: crash.world,
                now: crash.now.adding(seconds: downSeconds)
            )
            let more = try again.run(isFresh: false)
            // Every ninth crash is followed by a second one, somewhere in what comes after it.
            if index.isMultiple(of: 9), let second = more.dropFirst(index % max(more.count, 1)).first {
                _ = try Simulation(store: StoreWriter(image: second.image), world: second.world, now: second.now)
                    .run(isFresh: false)
            }
        }
    }

    static let start = Timestamp(milliseconds: 1_700_000_000_000)
}

/// The engine's loop on a clock of its own.
private final class Simulation {
    private let world: SnapshotWorld
    private let inbox = Inbox()
    private let observer = CrashRecorder()
    private let loop: EngineLoop
    private var now: Timestamp

    init(store: StoreWriter, world: SnapshotWorld.Facts, now: Timestamp) throws {
        self.world = SnapshotWorld(world)
        self.now = now
        let inbox = inbox
        loop = try EngineLoop(
            configuration: EngineConfiguration(storePath: ":memory:"),
            store: store,
            drivers: [SnapshotDriver(self.world)],
            observer: observer,
            post: { inbox.post($0) }
        )
    }

    /// Runs until all executions have ended, checks them, and returns what a crash would have left on the way.
    func run(isFresh: Bool) throws -> [CrashImageTests.Crash] {
        var crashes: [CrashImageTests.Crash] = []
        observer.onCommit = { [self] in crashes.append(try crash()) }
        if isFresh { try begin() }
        for _ in 0..<1_000 {
            let commands = inbox.take()
            if commands.isEmpty {
                guard let next = loop.nextWork(at: now) else { break }
                now = max(now, next)
            }
            loop.turn(commands, at: now)
            if isFresh, loop.statistics.runningExecutions > 0 { crashes.append(try crash()) }
        }
        try check()
        observer.onCommit = nil
        return crashes
    }

    private func crash() throws -> CrashImageTests.Crash {
        CrashImageTests.Crash(image: try loop.store.image(), world: world.now, now: now)
    }

    private func begin() throws {
        let registration = MachineRegistration(
            name: "m",
            definition: CrashImageTests.definition,
            machine: try Engine.compile(CrashImageTests.definition),
            roleARN: "r"
        )
        var commands: [EngineCommand] = [.register(registration) { _ in }]
        for name in CrashImageTests.names {
            let input = JSONDocument(["name": .string(name)])
            commands.append(.start(StartRequest(machine: "m", name: name, input: input)) { _ in })
        }
        loop.turn(commands, at: now)
    }

    /// A creation is sent again only by the state's Retry, after the attempt before it has failed as interrupted.
    private func checkInterruptions(_ history: [HistoryEvent]) {
        let errors = history.compactMap { event -> String? in
            guard case .taskFailed(_, _, let error, _) = event.details else { return nil }
            return error
        }
        let refused = errors.count { $0 == "Rds.DbSnapshotAlreadyExistsException" }
        #expect(refused <= errors.count { $0 == "Stepd.TaskInterrupted" }, "\(errors)")
    }

    /// Each run has ended once and well, its history has no gap, and each snapshot was created once.
    private func check() throws {
        #expect(observer.failures.isEmpty, "\(observer.failures)")
        let reads = EngineReads(store: loop.store.reads, names: loop.names)
        for name in CrashImageTests.names {
            let execution = try reads.execution(machine: "m", name: name)
            #expect(execution.summary.status == .succeeded, "\(name): \(execution.error ?? "")")
            #expect(execution.output == #"{"Name":"\#(name)","Status":"available"}"#)
            let history = try reads.history(machine: "m", name: name, 1_000, nil, isReversed: false).items
            #expect(history.map(\.id) == Array(1...Int64(history.count)))
            #expect(history.allSatisfy { $0.previousID < $0.id })
            #expect(history.count { $0.type == .executionSucceeded } == 1)
            let waits = zip(history, history.dropFirst()).filter { $0.0.type == .waitStateEntered }
            // A wait is neither cut short nor begun again: it ends on time, or at once when the daemon is back.
            let lengths = waits.map { $1.timestamp.milliseconds - $0.timestamp.milliseconds }
            #expect(lengths.allSatisfy { 60_000...660_000 ~= $0 } && lengths.count { $0 > 60_000 } <= 1)
            checkInterruptions(history)
        }
        #expect(world.now.refusedCreations <= CrashImageTests.names.count)
        #expect(Set(world.now.describes.keys) == Set(CrashImageTests.names))
        #expect(try loop.store.reads.timers(limit: 10).isEmpty)
        #expect(try loop.store.reads.tasks(limit: 10).isEmpty)
    }
}

private final class Inbox: Sendable {
    private let commands = Mutex<[EngineCommand]>([])

    func post(_ command: EngineCommand) { commands.withLock { $0.append(command) } }

    func take() -> [EngineCommand] {
        commands.withLock { commands in
            defer { commands = [] }
            return commands
        }
    }
}

/// Calls back between a commit and its effects.
private final class CrashRecorder: EngineObserver, @unchecked Sendable {
    // Only the thread of the test uses it.
    var onCommit: (() throws -> Void)?
    private(set) var failures: [String] = []

    func committed(_ step: CommittedStep) {
        do {
            try onCommit?()
        } catch {
            failures.append("\(error)")
        }
    }

    func skipped(_ slot: SkippedJobSlot) {}
    func waits(_ facts: ExecutionFacts, for reason: String) {}
    func failed(_ failure: EngineFailure, _ message: String) { failures.append(message) }
    func recovering() {}
    func turned(_ statistics: EngineStatistics) {}
}
