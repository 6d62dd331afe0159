import StepSchedule
import StepStore
import StepTime
import Testing

@testable import StepEngine

/// Slots beside a clock that jumps, and a file that changes.
@Suite struct MissedSlotTests {
    @Test func aYearOfMissedMinutesDoesNotHoldUpATurn() throws {
        let cron = "* * * * *"
        let entry = ScheduleEntry(expression: try ScheduleExpression(parsing: cron), zone: .utc, text: cron)
        let start = try #require(Timestamp(rfc3339: "2025-11-23T02:30:00Z"))
        var job = Scheduler.Job(name: "j", entries: [entry], overlap: .skip, anchor: start, considered: start)
        let now = try #require(Timestamp(rfc3339: "2026-11-23T02:30:30Z"))
        var passed: PassedSlots?
        let took = ContinuousClock().measure { passed = PassedSlots(job, at: now) }
        #expect(passed?.slots.last?.time.rfc3339 == "2026-11-23T02:30:00.000Z")
        #expect(passed?.slots.count == PassedSlots.slotsMax)
        #expect(passed?.earlier?.first.rfc3339 == "2025-11-23T02:31:00.000Z")
        #expect(passed?.earlier?.last.rfc3339 == "2026-11-23T00:50:00.000Z")
        #expect(passed?.earlier?.count == nil)
        job.consider(until: now)
        #expect(job.nextSlot?.rfc3339 == "2026-11-23T02:31:00.000Z")
        #expect(took < .seconds(2))
    }

    @Test func scheduleOfAJobRegisteredUnderAClockFarAheadFires() throws {
        let fixture = try EngineLoopFixture()
        let job = try EngineLoopFixture.job("j", cron: "30 2 * * *", FailedCommitTests.pass)
        let right = fixture.now
        fixture.now = right.adding(seconds: 3 * 365 * 86_400)
        fixture.turn(.register(job, { _ in }))
        // The clock is put right; the file is read again, as at a restart.
        fixture.now = right
        fixture.turn(.register(job, { _ in }))
        fixture.turn(after: 1_800)
        #expect(try fixture.execution("j", "j-2026-11-23T02-30-00Z")?.status == .succeeded)
    }

    @Test func newScheduleHasNoSlotsBeforeItWasGiven() throws {
        let fixture = try EngineLoopFixture()
        fixture.turn(.register(try EngineLoopFixture.job("j", cron: "30 2 * * *", FailedCommitTests.pass), { _ in }))
        fixture.turn(after: 1_800)
        #expect(try fixture.execution("j", "j-2026-11-23T02-30-00Z") != nil)
        // At 15:00 the file is changed to noon: that is tomorrow's noon.
        fixture.turn(
            after: 12.5 * 3_600,
            .register(try EngineLoopFixture.job("j", cron: "0 12 * * *", FailedCommitTests.pass), { _ in })
        )
        fixture.turn(after: 1)
        #expect(try fixture.execution("j", "j-2026-11-23T12-00-00Z") == nil)
    }

    @Test func jobThatComesBackDoesNotMakeGoodWhatItMissedMeanwhile() throws {
        let fixture = try EngineLoopFixture()
        let job = try EngineLoopFixture.job("j", cron: "30 2 * * *", FailedCommitTests.pass)
        fixture.turn(.register(job, { _ in }))
        fixture.turn(after: 1, .removeJob(name: "j", { _ in }))
        fixture.turn(after: 10 * 86_400, .register(job, { _ in }))
        fixture.turn(after: 1)
        #expect(try fixture.execution("j", "j-2026-12-02T02-30-00Z") == nil)
        #expect(try fixture.execution("j", "j-2026-12-03T02-30-00Z") == nil)
    }
}
