import StepJSON
import StepLanguage
import StepMachine
import StepSchedule
import StepTime
import Synchronization
import Testing

@testable import StepEngine
@testable import StepStore

/// A turn whose commit fails has not happened: not in the database, and not in memory.
@Suite struct FailedCommitTests {
    static let pass = #"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#
    static let wait = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":10,"End":true}}}"#
    static let describe =
        #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:rds:describeDBSnapshots","End":true}}}"#

    @Test func slotIsStartedWhenTheDatabaseCanBeWrittenAgain() throws {
        let fixture = try EngineLoopFixture()
        fixture.turn(.register(try EngineLoopFixture.job("nightly", cron: "30 2 * * *", Self.pass), { _ in }))
        fixture.turn()
        try fixture.setReadOnly(true)
        fixture.turn(after: 1_800)
        #expect(!fixture.observer.failures.isEmpty)
        try fixture.setReadOnly(false)
        fixture.turn(after: 60)
        #expect(try fixture.execution("nightly", "nightly-2026-11-23T02-30-00Z")?.status == .succeeded)
    }

    @Test func dueTimerFiresWhenTheDatabaseCanBeWrittenAgain() throws {
        let fixture = try EngineLoopFixture()
        try fixture.register("m", Self.wait)
        fixture.turn(try EngineLoopFixture.start("m", name: "e"))
        try fixture.setReadOnly(true)
        fixture.turn(after: 10)
        #expect(try fixture.execution("m", "e")?.status == .running)
        try fixture.setReadOnly(false)
        fixture.turn(after: 2)
        #expect(try fixture.execution("m", "e")?.status == .succeeded)
    }

    @Test func taskWhoseAnswerIsAtHandIsNotSentAgain() async throws {
        let fixture = try EngineLoopFixture()
        try fixture.register("m", Self.describe)
        fixture.turn(try EngineLoopFixture.start("m", name: "e"))
        let (_, complete) = try await fixture.driver.next()
        complete(.succeeded(.emptyObject))
        try fixture.setReadOnly(true)
        fixture.turn(after: 1)
        try fixture.setReadOnly(false)
        fixture.turn(after: 2)
        #expect(try fixture.execution("m", "e")?.status == .succeeded)
        #expect(fixture.driver.started.count == 1)
    }

    @Test func jobThatCouldNotBeRemovedKeepsItsSchedule() throws {
        let fixture = try EngineLoopFixture()
        fixture.turn(.register(try EngineLoopFixture.job("nightly", cron: "30 2 * * *", Self.pass), { _ in }))
        fixture.turn()
        try fixture.setReadOnly(true)
        fixture.turn(after: 1, .removeJob(name: "nightly", { _ in }))
        try fixture.setReadOnly(false)
        fixture.turn(after: 2)
        #expect(fixture.loop.machines.jobNames == ["nightly"])
        #expect(fixture.loop.scheduler.nextSlot(of: "nightly") != nil)
    }

    @Test func activityThatCouldNotBeWrittenIsNotThere() throws {
        let fixture = try EngineLoopFixture()
        let replies = Replies<Timestamp>()
        try fixture.setReadOnly(true)
        fixture.turn(.createActivity(name: "a", replies.take), .createActivity(name: "a", replies.take))
        #expect(replies.errors == [.storage, .storage])
        try fixture.setReadOnly(false)
        fixture.turn(after: 2, .createActivity(name: "a", replies.take))
        #expect(replies.values == [fixture.now])
        #expect(try fixture.loop.store.reads.activity(named: "a") != nil)
    }

    @Test func activityThatCouldNotBeDeletedIsThereAndItsWorkersAreTold() throws {
        let fixture = try EngineLoopFixture()
        let replies = Replies<Timestamp>()
        let deletions = Replies<Void>()
        let polls = Replies<ActivityTask?>()
        fixture.turn(.createActivity(name: "a", replies.take))
        fixture.turn(.pollActivity(name: "a", worker: nil, polls.take))
        try fixture.setReadOnly(true)
        fixture.turn(after: 1, .deleteActivity(name: "a", deletions.take))
        #expect(deletions.errors == [.storage] && polls.errors == [.storage])
        try fixture.setReadOnly(false)
        fixture.turn(after: 2, .pollActivity(name: "a", worker: nil, polls.take))
        #expect(polls.errors == [.storage] && polls.values.isEmpty, "the activity is there, and the worker waits")
        fixture.turn(after: 61)
        #expect(polls.values == [nil])
    }

    @Test func pauseEndsAlsoWhenTheClockIsSetBack() throws {
        let fixture = try EngineLoopFixture()
        try fixture.register("m", Self.wait)
        try fixture.setReadOnly(true)
        fixture.turn(try EngineLoopFixture.start("m", name: "e"))
        let earlier = fixture.now.adding(seconds: -3_600)
        let next = fixture.loop.nextWork(at: earlier) ?? earlier
        #expect(next <= earlier.adding(seconds: 2))
    }

    @Test func timerIsNotLostWhenTheRowsCannotBeReadEither() throws {
        let fixture = try EngineLoopFixture()
        try fixture.register("m", Self.wait)
        fixture.turn(try EngineLoopFixture.start("m", name: "e"))
        try fixture.loop.store.connection.execute("ALTER TABLE timer RENAME TO elsewhere")
        fixture.turn(after: 10)
        fixture.turn(after: 2)
        #expect(!fixture.observer.failures.isEmpty)
        try fixture.loop.store.connection.execute("ALTER TABLE elsewhere RENAME TO timer")
        fixture.turn(after: 2)
        fixture.turn(after: 2)
        #expect(try fixture.execution("m", "e")?.status == .succeeded)
    }
}

/// What callers were answered.
private final class Replies<Value: Sendable>: Sendable {
    private let results = Mutex<[Result<Value, EngineError>]>([])

    var take: Reply<Value> { { result in self.results.withLock { $0.append(result) } } }

    var values: [Value] { results.withLock { results in results.compactMap { try? $0.get() } } }

    var errors: [EngineError.Code] {
        results.withLock { results in
            results.compactMap { result in
                if case .failure(let error) = result { error.code } else { nil }
            }
        }
    }
}
