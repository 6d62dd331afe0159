import StepJSON
import StepMachine
import StepTime
import Testing

@testable import StepEngine
@testable import StepStore

/// Messages for an execution that could not be read are kept, once each, until they are committed.
@Suite struct PostponedMessageTests {
    private func damage(_ fixture: EngineLoopFixture) throws -> ExecutionStateRow {
        let id = try #require(try fixture.execution("m", "e")).id
        let row = try #require(try fixture.loop.store.reads.executionState(id: id))
        try write([99], row, fixture)
        return row
    }

    private func write(_ bytes: [UInt8], _ row: ExecutionStateRow, _ fixture: EngineLoopFixture) throws {
        try fixture.loop.store.transaction { (writer) throws(StoreError) in
            try writer.updateExecution(id: row.execution, eventCount: row.eventCount, state: bytes)
        }
    }

    @Test func answerIsKeptWhenTheCommitOfItsSecondTryFails() async throws {
        let fixture = try EngineLoopFixture { $0.cacheBytesMax = 0 }
        try fixture.register("m", FailedCommitTests.describe)
        fixture.turn(try EngineLoopFixture.start("m", name: "e"))
        let (_, complete) = try await fixture.driver.next()
        complete(.succeeded(.emptyObject))
        let row = try damage(fixture)
        fixture.turn(after: 1)
        try write(row.state, row, fixture)
        try fixture.setReadOnly(true)
        fixture.turn(after: 61)
        try fixture.setReadOnly(false)
        for _ in 0..<3 { fixture.turn(after: 61) }
        #expect(try fixture.execution("m", "e")?.status == .succeeded)
    }

    @Test func timerIsKeptOnceHoweverOftenTheRowsAreReadAgain() throws {
        let fixture = try EngineLoopFixture()
        try fixture.register("m", FailedCommitTests.wait)
        fixture.turn(try EngineLoopFixture.start("m", name: "e"))
        _ = try damage(fixture)
        fixture.turn(after: 10)
        try fixture.setReadOnly(true)
        for number in 0..<20 { fixture.turn(after: 2, try EngineLoopFixture.start("m", name: "x\(number)")) }
        #expect(fixture.loop.postponed.count <= 1)
    }
}
