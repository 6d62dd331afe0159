import StepJSON
import StepLanguage
import StepMachine
import StepSchedule
import StepStore
import StepTime
import Testing

@testable import StepEngine

/// What must hold about the messages that meet in one turn.
@Suite struct TurnTests {
    static let describe =
        #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:rds:describeDBSnapshots","TimeoutSeconds":5,"Next":"W"},"W":{"Type":"Wait","Seconds":100,"End":true}}}"#
    static let unsupported =
        #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","End":true}}}"#

    @Test(arguments: [0, 32 << 20])
    func messagesOfOneExecutionMeetTheSameStateWhateverTheCacheHolds(cacheBytesMax: Int) async throws {
        let fixture = try EngineLoopFixture { $0.cacheBytesMax = cacheBytesMax }
        try fixture.register("m", Self.describe)
        fixture.turn(try EngineLoopFixture.start("m", name: "e"))
        let (_, complete) = try await fixture.driver.next()
        complete(.succeeded(.emptyObject))
        // The answer and the stop are of one turn, and so is the task's timeout.
        fixture.turn(after: 5, .stop(StopRequest(machine: "m", execution: "e", error: nil, cause: nil), { _ in }))
        #expect(fixture.observer.failures.isEmpty)
        #expect(try fixture.execution("m", "e")?.status == .aborted)
    }

    @Test func jobThatIsRemovedAndRegisteredInOneTurnStays() throws {
        let fixture = try EngineLoopFixture()
        let job = try EngineLoopFixture.job("j", cron: "30 2 * * *", FailedCommitTests.pass)
        fixture.turn(.register(job, { _ in }))
        fixture.turn(after: 1, .removeJob(name: "j", { _ in }), .register(job, { _ in }))
        #expect(fixture.loop.machines.jobNames == ["j"])
        #expect(try fixture.loop.store.reads.machine(named: "j")?.status == .active)
    }

    @Test func slotIsSkippedWhenARunBeganInTheSameTurn() throws {
        let fixture = try EngineLoopFixture()
        fixture.turn(.register(try EngineLoopFixture.job("j", cron: "30 2 * * *", FailedCommitTests.wait), { _ in }))
        fixture.turn(after: 1_800, try EngineLoopFixture.start("j", name: "by-hand"))
        #expect(try fixture.execution("j", "j-2026-11-23T02-30-00Z") == nil)
        #expect(fixture.observer.skipped.count == 1)
    }

    @Test func taskWithoutADriverEndsAfterACrashToo() async throws {
        await #expect(processExitsWith: .success) {
            let fixture = try EngineLoopFixture()
            try fixture.register("m", TurnTests.unsupported)
            fixture.turn(try EngineLoopFixture.start("m", name: "e"))
            let loop = try fixture.afterCrash()
            for second in 1...3 { loop.turn([], at: fixture.now.adding(seconds: Double(second))) }
            let reads = loop.store.reads
            guard let machine = try reads.machine(named: "m"),
                let id = try reads.executionID(machine: machine.id, name: "e"),
                try reads.execution(id: id)?.status == .failed
            else { preconditionFailure("the execution does not end") }
        }
    }

    @Test func timerOfAnExecutionThatCannotBeReadFiresLater() throws {
        let fixture = try EngineLoopFixture()
        try fixture.register("m", FailedCommitTests.wait)
        fixture.turn(try EngineLoopFixture.start("m", name: "e"))
        let id = try #require(try fixture.execution("m", "e")).id
        let state = try #require(try fixture.loop.store.reads.executionState(id: id))
        // A read that fails once, as on a bad sector or a network file system.
        try write([99], state, fixture)
        fixture.turn(after: 10)
        #expect(!fixture.observer.failures.isEmpty)
        try write(state.state, state, fixture)
        for _ in 0..<5 { fixture.turn(after: 60) }
        #expect(try fixture.execution("m", "e")?.status == .succeeded)
    }

    @Test func answerForAnExecutionThatCannotBeReadIsTakenLater() async throws {
        let fixture = try EngineLoopFixture { $0.cacheBytesMax = 0 }
        try fixture.register("m", FailedCommitTests.describe)
        fixture.turn(try EngineLoopFixture.start("m", name: "e"))
        let id = try #require(try fixture.execution("m", "e")).id
        let state = try #require(try fixture.loop.store.reads.executionState(id: id))
        let (_, complete) = try await fixture.driver.next()
        complete(.succeeded(.emptyObject))
        try write([99], state, fixture)
        fixture.turn(after: 1)
        try write(state.state, state, fixture)
        for _ in 0..<5 { fixture.turn(after: 60) }
        #expect(try fixture.execution("m", "e")?.status == .succeeded)
    }

    @Test func unreadableExecutionDoesNotHoldUpOthers() throws {
        let fixture = try EngineLoopFixture()
        try fixture.register("m", FailedCommitTests.wait)
        for name in ["a", "b", "c"] { fixture.turn(try EngineLoopFixture.start("m", name: name)) }
        let id = try #require(try fixture.execution("m", "a")).id
        let state = try #require(try fixture.loop.store.reads.executionState(id: id))
        try write([99], state, fixture)
        fixture.turn(after: 10)
        #expect(try fixture.execution("m", "b")?.status == .succeeded)
        #expect(try fixture.execution("m", "c")?.status == .succeeded)
    }

    private func write(_ bytes: [UInt8], _ row: ExecutionStateRow, _ fixture: EngineLoopFixture) throws {
        try fixture.loop.store.transaction { (writer) throws(StoreError) in
            try writer.updateExecution(id: row.execution, eventCount: row.eventCount, state: bytes)
        }
    }
}
