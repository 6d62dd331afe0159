import StepStore
import StepTime
import Synchronization
import Testing

@testable import StepEngine

/// What is removed when its retention has ended, and what is not.
@Suite struct RetentionTests {
    /// A clock that nobody sets, moved by hand.
    private final class Uptime: Sendable {
        private let milliseconds = Mutex<Int64>(0)
        var now: Int64 { milliseconds.withLock { $0 } }
        func pass(seconds: Int64) { milliseconds.withLock { $0 += seconds * 1000 } }
    }

    private let uptime = Uptime()

    private func fixture(_ retention: RetentionRule) throws -> EngineLoopFixture {
        let uptime = uptime
        return try EngineLoopFixture { configuration in
            configuration.uptimeMilliseconds = { uptime.now }
            configuration.retention = retention
        }
    }

    /// Both clocks go on, and whatever is due is done.
    private func pass(_ fixture: EngineLoopFixture, seconds: Int64) {
        for _ in 0..<max(1, seconds / 1_800) {
            uptime.pass(seconds: min(seconds, 1_800))
            fixture.turn(after: Double(min(seconds, 1_800)))
        }
        for _ in 0..<200 { fixture.turn() }
    }

    private static func names(_ fixture: EngineLoopFixture, _ machine: String) throws -> [String] {
        let row = try #require(try fixture.loop.store.reads.machine(named: machine))
        return try fixture.loop.store.reads.executions(machine: row.id, limit: 1_000).map(\.name).reversed()
    }

    @Test func runsAreRemovedByAgeAndByCountOfTheirJob() throws {
        let fixture = try fixture(RetentionRule(ageSeconds: 86_400, runsMax: 1_000))
        for name in ["old", "few"] {
            var job = try EngineLoopFixture.job(name, FailedCommitTests.pass)
            if name == "few" { job.job?.settings.retention.runsMax = 3 }
            fixture.turn(.register(job, { _ in }))
        }
        for index in 0..<8 {
            for name in ["old", "few"] {
                fixture.turn(after: 1, try EngineLoopFixture.start(name, name: "r\(index)"))
            }
        }
        pass(fixture, seconds: 7_200)
        #expect(try Self.names(fixture, "few") == ["r5", "r6", "r7"])
        #expect(try Self.names(fixture, "old").count == 8)
        let kept = try #require(try fixture.execution("few", "r5"))
        #expect(try fixture.loop.store.reads.history(of: kept.id, from: 1, eventsMax: 10).isEmpty == false)
        pass(fixture, seconds: 90_000)
        #expect(try Self.names(fixture, "old") == [])
        #expect(try Self.names(fixture, "few") == [])
    }

    @Test func whatRunsStaysHoweverOldItIs() throws {
        let fixture = try fixture(RetentionRule(ageSeconds: 60, runsMax: 1))
        let waiting = #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 9999999, "End": true}}}"#
        fixture.turn(.register(try EngineLoopFixture.job("j", waiting), { _ in }))
        for index in 0..<3 { fixture.turn(after: 1, try EngineLoopFixture.start("j", name: "r\(index)")) }
        pass(fixture, seconds: 86_400)
        #expect(try Self.names(fixture, "j") == ["r0", "r1", "r2"])
    }

    @Test func slotsGoWithTheAgeOfRuns() throws {
        let fixture = try fixture(RetentionRule(ageSeconds: 6 * 3_600, runsMax: 1_000))
        fixture.turn(.register(try EngineLoopFixture.job("j", cron: "0 * * * *", FailedCommitTests.pass), { _ in }))
        pass(fixture, seconds: 24 * 3_600)
        let slots = try fixture.loop.store.reads.slots(job: "j", limit: 100)
        #expect((6...8).contains(slots.count), "\(slots.count)")
        let kept = Set(slots.map(\.execution))
        for name in try Self.names(fixture, "j") {
            let id = try #require(try fixture.execution("j", name)).id
            #expect(kept.contains(id))
        }
    }

    @Test func aClockThatIsSetAheadRemovesNothing() throws {
        let fixture = try fixture(RetentionRule(ageSeconds: 86_400, runsMax: 1_000))
        fixture.turn(.register(try EngineLoopFixture.job("j", FailedCommitTests.pass), { _ in }))
        fixture.turn(after: 1, try EngineLoopFixture.start("j", name: "r"))
        pass(fixture, seconds: 3_000)
        let right = fixture.now
        fixture.now = right.adding(seconds: 400 * 86_400)
        uptime.pass(seconds: 1_200)
        for _ in 0..<50 { fixture.turn() }
        #expect(try Self.names(fixture, "j") == ["r"])
        // Put right within the hour.
        fixture.now = right.adding(seconds: 1_200)
        pass(fixture, seconds: 7_200)
        #expect(try Self.names(fixture, "j") == ["r"])
    }

    @Test func theFileShrinks() throws {
        let fixture = try fixture(RetentionRule(ageSeconds: 3_600, runsMax: 1_000_000))
        fixture.turn(.register(try EngineLoopFixture.job("j", FailedCommitTests.pass), { _ in }))
        let input = #"{"text": "\#(String(repeating: "x", count: 20_000))"}"#
        for index in 0..<400 { fixture.turn(try EngineLoopFixture.start("j", name: "r\(index)", input: input)) }
        let full = try fixture.loop.store.pageCount()
        for _ in 0..<4 { pass(fixture, seconds: 3_600) }
        #expect(try Self.names(fixture, "j") == [])
        let left = try fixture.loop.store.pageCount()
        #expect(left < full / 4, "\(left) of \(full) pages")
        #expect(try fixture.loop.store.freePageCount() <= 300)
    }
}
