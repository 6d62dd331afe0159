import StepJSON
import StepMachine
import StepTime
import Testing

@testable import StepEngine
@testable import StepStore

/// The outbox says which tasks are still to be started.
@Suite struct OutboxTests {
    static let create =
        #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:rds:createDBSnapshot","End":true}}}"#

    @Test func waitingTaskIsNotLostWhenTheOutboxCannotBeReadAfterAFailedCommit() async throws {
        let fixture = try EngineLoopFixture { $0.tasksInFlightMax = 1 }
        try fixture.register("m", Self.create)
        for name in ["a", "b"] { fixture.turn(try EngineLoopFixture.start("m", name: name)) }
        fixture.turn(after: 1)
        let (_, complete) = try await fixture.driver.next()
        try fixture.loop.store.connection.execute("ALTER TABLE task RENAME TO elsewhere")
        fixture.turn(after: 2, try EngineLoopFixture.start("m", name: "c"))
        #expect(!fixture.observer.failures.isEmpty)
        try fixture.loop.store.connection.execute("ALTER TABLE elsewhere RENAME TO task")
        complete(.succeeded(.emptyObject))
        for _ in 0..<3 { fixture.turn(after: 2) }
        #expect(fixture.driver.started.count == 2)
    }
}
