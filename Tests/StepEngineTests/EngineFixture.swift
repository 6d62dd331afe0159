import Glibc
import StepEngine
import StepJSON
import StepMachine
import StepStore
import StepTime
import Synchronization
import Testing

/// An engine on a database of its own, which can be ended and begun again.
final class EngineFixture: Sendable {
    let directory: String
    let driver: TaskDriverChecker
    let engine: Engine
    let observer = RecordingObserver()

    private init(directory: String, configure: (inout EngineConfiguration) -> Void) throws {
        self.directory = directory
        driver = TaskDriverChecker()
        var configuration = EngineConfiguration(storePath: "\(directory)/stepd.sqlite")
        configure(&configuration)
        engine = Engine(configuration: configuration, drivers: [driver], observer: observer)
        try engine.start()
    }

    /// Runs `body` with an engine on an empty directory, and cleans up.
    static func with(
        configure: (inout EngineConfiguration) -> Void = { _ in },
        _ body: (EngineFixture) async throws -> Void
    ) async throws {
        var template = Array("/tmp/stepd-engine-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { throw TaskDriverChecker.Missing() }
        let directory = String(cString: made)
        defer { remove(directory) }
        let fixture = try EngineFixture(directory: directory, configure: configure)
        do {
            try await body(fixture)
        } catch {
            fixture.engine.stop(drainSeconds: 0)
            throw error
        }
        fixture.engine.stop(drainSeconds: 0)
    }

    /// Ends this engine and begins another on the same database.
    func restarted(_ body: (EngineFixture) async throws -> Void) async throws {
        engine.stop(drainSeconds: 0)
        let next = try EngineFixture(directory: directory) { _ in }
        do {
            try await body(next)
        } catch {
            next.engine.stop(drainSeconds: 0)
            throw error
        }
        next.engine.stop(drainSeconds: 0)
    }

    private static func remove(_ directory: String) {
        for name in ["stepd.sqlite", "stepd.sqlite-wal", "stepd.sqlite-shm", "stepd.lock"] {
            unlink("\(directory)/\(name)")
        }
        rmdir(directory)
    }

    /// How many tasks the database has, and jobs that are to be stopped.
    func outboxCount() throws -> Int {
        try StoreReader(path: "\(directory)/stepd.sqlite").tasks(limit: 100).count
    }

    func create(_ name: String, _ definition: String) async throws -> String {
        try await engine.createStateMachine(
            name: name,
            definition: definition,
            roleARN: "arn:aws:iam::123456789012:role/r",
            type: "STANDARD"
        ).arn
    }

    func start(_ machine: String, name: String? = nil, input: String? = nil) async throws -> String {
        try await engine.startExecution(stateMachineARN: machine, name: name, input: input, traceHeader: nil).arn
    }

    /// Waits for the end of an execution.
    func end(of arn: String) async throws -> ExecutionDescription {
        for _ in 0..<2_000 {
            let description = try await engine.describeExecution(arn: arn)
            if description.summary.status != .running { return description }
            try await Task.sleep(for: .milliseconds(5))
        }
        Issue.record("\(arn) does not end")
        throw TaskDriverChecker.Missing()
    }

    func history(of arn: String) async throws -> [HistoryEvent] {
        try await engine.executionHistory(arn: arn, maxResults: 1_000, nextToken: nil, reverseOrder: false).items
    }
}

/// Remembers what it was told.
final class RecordingObserver: EngineObserver {
    private struct Records {
        var steps: [CommittedStep] = []
        var skipped: [String] = []
        var failures: [String] = []
    }

    private let records = Mutex(Records())

    var steps: [CommittedStep] { records.withLock { $0.steps } }
    var skipped: [String] { records.withLock { $0.skipped } }
    var failures: [String] { records.withLock { $0.failures } }

    func committed(_ step: CommittedStep) { records.withLock { $0.steps.append(step) } }

    func waits(_ facts: ExecutionFacts, for reason: String) {}

    func skipped(_ slot: SkippedJobSlot) {
        records.withLock { $0.skipped.append("\(slot.job): \(slot.reason)") }
    }

    func recovering() {}

    func failed(_ failure: EngineFailure, _ message: String) { records.withLock { $0.failures.append(message) } }
    func turned(_ statistics: EngineStatistics) {}
}
