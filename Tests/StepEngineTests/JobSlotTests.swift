import StepJSON
import StepMachine
import StepSchedule
import StepStore
import StepTime
import Synchronization
import Testing

@testable import StepEngine

/// Slots of jobs in the engine's turns: overlap, locks, room, pause, backfill, and a clock that is set.
@Suite struct JobSlotTests {
    /// Waits for ten minutes, so that the next slot finds it running.
    private static let long = """
        {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 600, "End": true}}}
        """
    private static let short = FailedCommitTests.pass

    /// `2026-11-23T02:00:00Z started` of each slot, in order.
    private static func slots(_ fixture: EngineLoopFixture, _ job: String = "j") throws -> [String] {
        try fixture.loop.store.reads.slots(job: job, limit: 100).reversed().map { row in
            let time = Timestamp(milliseconds: row.slotMilliseconds).rfc3339.dropFirst(11).prefix(5)
            let outcome = SlotOutcome(rawValue: row.outcome).map { "\($0)" } ?? "?"
            let last = row.lastMilliseconds.map { " to \(Timestamp(milliseconds: $0).rfc3339.dropFirst(11).prefix(5))" }
            return "\(time)\(last ?? "") \(outcome)"
        }
    }

    private static func statuses(_ fixture: EngineLoopFixture, _ job: String = "j") throws -> [String] {
        let machine = try #require(try fixture.loop.store.reads.machine(named: job))
        return try fixture.loop.store.reads.executions(machine: machine.id, limit: 100).reversed().map { row in
            let pending = try fixture.loop.store.reads.pending(row.id)
            return pending == nil ? "\(row.status)" : "waiting"
        }
    }

    @Test func aSlotIsSkippedWhileTheJobRuns() throws {
        let fixture = try EngineLoopFixture()
        fixture.turn(.register(try EngineLoopFixture.job("j", cron: "*/5 * * * *", Self.long), { _ in }))
        for _ in 0..<3 { fixture.turn(after: 300) }
        #expect(try Self.slots(fixture) == ["02:05 started", "02:10 skipped", "02:15 started"])
    }

    @Test func oneSlotWaitsInTheQueue() throws {
        let fixture = try EngineLoopFixture()
        fixture.turn(
            .register(try EngineLoopFixture.job("j", cron: "*/4 * * * *", Self.long, overlap: .queue), { _ in })
        )
        for _ in 0..<3 { fixture.turn(after: 240) }
        #expect(try Self.slots(fixture) == ["02:04 started", "02:08 started", "02:12 skipped"])
        #expect(try Self.statuses(fixture) == ["running", "waiting"])
        // 02:14: the first has ended, and the second begins in the same turn or the next.
        fixture.turn(after: 120)
        fixture.turn()
        #expect(try Self.statuses(fixture) == ["succeeded", "running"])
    }

    @Test func aSlotStopsTheRunBeforeIt() throws {
        let fixture = try EngineLoopFixture()
        let job = try EngineLoopFixture.job("j", cron: "*/4 * * * *", Self.long, overlap: .cancel, locks: ["repo"])
        fixture.turn(.register(job, { _ in }))
        for _ in 0..<3 { fixture.turn(after: 240) }
        fixture.turn()
        #expect(try Self.slots(fixture) == ["02:04 started", "02:08 started", "02:12 started"])
        #expect(try Self.statuses(fixture) == ["aborted", "aborted", "running"])
    }

    @Test func jobsThatShareALockFollowOneAnother() throws {
        let fixture = try EngineLoopFixture()
        for name in ["a", "b"] {
            let job = try EngineLoopFixture.job(name, cron: "5 * * * *", Self.long, locks: ["repo"])
            fixture.turn(.register(job, { _ in }))
        }
        fixture.turn(after: 300)
        #expect(try Self.statuses(fixture, "a") == ["running"])
        #expect(try Self.statuses(fixture, "b") == ["waiting"])
        let waits = try fixture.loop.store.reads.pending(limit: 10).map(\.waitsFor)
        #expect(waits == ["the lock `repo`, which a:a-2026-11-23T02-05-00Z holds"])
        fixture.turn(after: 600)
        fixture.turn()
        #expect(try Self.statuses(fixture, "a") == ["succeeded"])
        #expect(try Self.statuses(fixture, "b") == ["running"])
        #expect(try fixture.loop.store.reads.locks(limit: 10).count == 1)
        fixture.turn(after: 600)
        #expect(try Self.statuses(fixture, "b") == ["succeeded"])
        #expect(try fixture.loop.store.reads.locks(limit: 10).isEmpty)
    }

    @Test func whoWaitsTooLongForALockHasMissedItsSlot() throws {
        let fixture = try EngineLoopFixture()
        fixture.turn(.register(try EngineLoopFixture.job("a", Self.long, locks: ["repo"]), { _ in }))
        let job = try EngineLoopFixture.job("j", cron: "5 * * * *", Self.long, locks: ["repo"], lockWaitSeconds: 60)
        fixture.turn(.register(job, { _ in }))
        fixture.turn(after: 1, try EngineLoopFixture.start("a", name: "one"))
        fixture.turn(after: 299)
        #expect(try Self.statuses(fixture) == ["waiting"])
        fixture.turn(after: 60)
        #expect(try Self.statuses(fixture) == ["aborted"])
        #expect(try Self.slots(fixture) == ["02:05 missed"])
        let row = try #require(try fixture.execution("j", "j-2026-11-23T02-05-00Z"))
        #expect(row.error == "Lock.Timeout")
        #expect(row.cause == "waited too long for the lock `repo`, which a:one holds")
    }

    @Test func whatWaitsIsTakenUpAfterACrash() throws {
        let fixture = try EngineLoopFixture { $0.runningJobsMax = 1 }
        for name in ["a", "b", "c"] {
            let job = try EngineLoopFixture.job(name, cron: "5 * * * *", Self.long, locks: [name])
            fixture.turn(.register(job, { _ in }))
        }
        fixture.turn(after: 300)
        #expect(try Self.statuses(fixture, "b") == ["waiting"])
        let after = try fixture.afterCrash()
        var now = fixture.now
        var order: [String] = []
        for _ in 0..<40 {
            now = now.adding(seconds: 60)
            after.turn([], at: now)
            after.turn([], at: now)
            for lock in try after.store.reads.locks(limit: 10) where order.last != lock.name { order.append(lock.name) }
        }
        #expect(order == ["a", "b", "c"])
        #expect(try after.store.reads.pending(limit: 10).isEmpty)
        #expect(try after.store.reads.executionCounts()[.succeeded] == 3)
    }

    @Test func whatWaitsCanBeStopped() throws {
        let fixture = try EngineLoopFixture { $0.runningJobsMax = 1 }
        for name in ["a", "b"] { fixture.turn(.register(try EngineLoopFixture.job(name, Self.long), { _ in })) }
        fixture.turn(
            after: 1,
            try EngineLoopFixture.start("a", name: "one"),
            try EngineLoopFixture.start("b", name: "two")
        )
        #expect(try Self.statuses(fixture, "b") == ["waiting"])
        let stop = StopRequest(machine: "b", execution: "two", error: nil, cause: "by hand")
        fixture.turn(after: 1, .stop(stop, { _ in }))
        #expect(try Self.statuses(fixture, "b") == ["aborted"])
        #expect(try fixture.loop.store.reads.pending(limit: 10).isEmpty)
    }

    @Test func theTimeLimitCountsFromTheBeginning() throws {
        let fixture = try EngineLoopFixture { $0.runningJobsMax = 1 }
        let limited = """
            {"StartAt": "W", "TimeoutSeconds": 900, "States": {"W": {"Type": "Wait", "Seconds": 600, "End": true}}}
            """
        for name in ["a", "b"] { fixture.turn(.register(try EngineLoopFixture.job(name, limited), { _ in })) }
        fixture.turn(
            after: 1,
            try EngineLoopFixture.start("a", name: "one"),
            try EngineLoopFixture.start("b", name: "two")
        )
        for _ in 0..<3 {
            fixture.turn(after: 600)
            fixture.turn()
        }
        #expect(try Self.statuses(fixture, "b") == ["succeeded"])
    }

    @Test func aPausedJobSkipsAndMakesUpForItWhenAsked() throws {
        let fixture = try EngineLoopFixture()
        fixture.turn(.register(try EngineLoopFixture.job("j", cron: "*/5 * * * *", Self.short), { _ in }))
        fixture.turn(after: 1, .setPaused(job: "j", true, { _ in }))
        for _ in 0..<3 { fixture.turn(after: 300) }
        // It outlives a restart and another definition.
        let after = try fixture.afterCrash()
        let other = try EngineLoopFixture.job("j", cron: "*/10 * * * *", Self.short)
        after.turn([.register(other, { _ in })], at: fixture.now.adding(seconds: 1))
        after.turn([], at: fixture.now.adding(seconds: 300))
        let outcomes = try after.store.reads.slots(job: "j", limit: 10).map(\.outcome)
        #expect(outcomes == Array(repeating: SlotOutcome.skipped.rawValue, count: 4))
        let answer = Mutex<[Result<BackfilledSlots, EngineError>]>([])
        let request = BackfillRequest(
            job: "j",
            from: fixture.now.adding(seconds: -700),
            to: fixture.now.adding(seconds: 300),
            isRehearsal: false
        )
        for _ in 0..<2 {
            after.turn(
                [.backfill(request, { result in answer.withLock { $0.append(result) } })],
                at: fixture.now.adding(seconds: 301)
            )
        }
        let answers = try answer.withLock { try $0.map { try $0.get() } }
        #expect(answers.map { $0.started.map { $0.rfc3339.dropFirst(11).prefix(5) } } == [["02:10", "02:20"], []])
        #expect(answers.map(\.presentCount) == [0, 2])
    }

    @Test func slotsOfSchedulesThatAreChangedAreDealtWithFirst() throws {
        let fixture = try EngineLoopFixture()
        fixture.turn(.register(try EngineLoopFixture.job("j", cron: "30 2 * * *", Self.short), { _ in }))
        // The daemon is down from 02:00 to 03:00, and the file is changed meanwhile.
        let after = try fixture.afterCrash()
        let now = fixture.now.adding(seconds: 3_600)
        after.turn([.register(try EngineLoopFixture.job("j", cron: "0 4 * * *", Self.short), { _ in })], at: now)
        let rows = try after.store.reads.slots(job: "j", limit: 10)
        #expect(rows.map { Timestamp(milliseconds: $0.slotMilliseconds).rfc3339 } == ["2026-11-23T02:30:00.000Z"])
        #expect(rows.map(\.outcome) == [SlotOutcome.started.rawValue])
    }

    @Test func aSlotThatItsJitterHoldsBackIsNotLostByAChange() throws {
        let fixture = try EngineLoopFixture()
        let job = try EngineLoopFixture.job("j", cron: "30 2 * * *", Self.short) { $0.jitterMilliseconds = 600_000 }
        fixture.turn(.register(job, { _ in }))
        fixture.turn(after: 1_860)
        #expect(try Self.slots(fixture) == [])
        fixture.turn(.register(try EngineLoopFixture.job("j", cron: "0 4 * * *", Self.short), { _ in }))
        #expect(try Self.slots(fixture) == ["02:30 started"])
    }

    @Test func slotsSkippedUnderAClockThatWasAheadRunAtTheirTime() throws {
        let fixture = try EngineLoopFixture()
        let job = try EngineLoopFixture.job("j", cron: "0 * * * *", Self.short) { $0.catchUp.extent = .none }
        fixture.turn(.register(job, { _ in }))
        let right = fixture.now
        // Ten hours ahead, and back.
        fixture.turn(after: 36_300)
        #expect(try Self.slots(fixture).count == 10)
        fixture.now = right.adding(seconds: 60)
        fixture.turn()
        for hour in 1...12 {
            fixture.now = right.adding(seconds: Double(hour) * 3_600)
            fixture.turn()
        }
        #expect(try Self.slots(fixture).allSatisfy { $0.hasSuffix(" started") })
        #expect(try Self.slots(fixture).count == 12)
        #expect(try Self.statuses(fixture).count == 12)
    }

    @Test func aRunThatWaitsForItsJitterDoesNotWaitForAClockThatWasAhead() throws {
        let fixture = try EngineLoopFixture()
        let job = try EngineLoopFixture.job("j", cron: "0 4 * * *", Self.short) { $0.jitterMilliseconds = 600_000 }
        fixture.turn(.register(job, { _ in }))
        let right = fixture.now
        // Ten days ahead, where the latest slot is found missed and waits for ten minutes; and back.
        fixture.turn(after: 10 * 86_400)
        #expect(try Self.statuses(fixture) == ["waiting"])
        fixture.now = right.adding(seconds: 1)
        fixture.turn()
        #expect(try Self.statuses(fixture) == ["waiting"])
        let after = try fixture.afterCrash()
        after.turn([], at: right.adding(seconds: 602))
        after.turn([], at: right.adding(seconds: 602))
        #expect(try after.store.reads.executionCounts()[.succeeded] == 1)
    }

    @Test func manySlotsMissedAreOneRow() throws {
        let fixture = try EngineLoopFixture()
        fixture.turn(.register(try EngineLoopFixture.job("j", cron: "* * * * *", Self.short), { _ in }))
        fixture.turn(after: 86_400)
        let slots = try Self.slots(fixture)
        #expect(slots.count == 100)
        #expect(slots.last == "02:00 started")
        let first = try #require(try fixture.loop.store.reads.slots(job: "j", limit: 200).last)
        #expect(Timestamp(milliseconds: first.slotMilliseconds).rfc3339 == "2026-11-23T02:01:00.000Z")
        #expect(first.slotCount == 1_340)
    }

    @Test func aThousandSlotsOfOneSecondStartInOrderWithinTheRoomThereIs() throws {
        let fixture = try EngineLoopFixture { $0.runningJobsMax = 100 }
        let names = (0..<1_000).map { "job-\(String($0 + 10_000).dropFirst())" }
        for name in names.shuffled() {
            fixture.turn(.register(try EngineLoopFixture.job(name, cron: "5 * * * *", Self.long), { _ in }))
        }
        fixture.turn(after: 300)
        #expect(try fixture.loop.store.reads.executionCounts()[.running] == 1_000)
        #expect(try fixture.loop.store.reads.pending(limit: 1_000).count == 900)
        var began: [String] = []
        var seen: Set<Int64> = []
        for _ in 0..<12 {
            let waiting = Set(try fixture.loop.store.reads.pending(limit: 1_000).map(\.execution))
            let running = try fixture.loop.store.reads.runningExecutionIDs(limit: 1_000).filter {
                !waiting.contains($0)
            }
            #expect(running.count <= 100)
            for id in running where seen.insert(id).inserted {
                let execution = try #require(try fixture.loop.store.reads.execution(id: id))
                began.append(try #require(try fixture.loop.store.reads.machine(id: execution.machine)).name)
            }
            fixture.turn(after: 600)
            fixture.turn()
        }
        // An hour later come the next slots.
        #expect(began.prefix(1_000) == names[...])
    }

    @Test func theNextSlotsOfAJobThatIsNotThereAreAnError() throws {
        let fixture = try EngineLoopFixture()
        let code = Mutex<EngineError.Code?>(nil)
        fixture.turn(
            .upcomingSlots(job: "j", count: 5) { result in
                if case .failure(let error) = result { code.withLock { $0 = error.code } }
            }
        )
        #expect(code.withLock { $0 } == .stateMachineDoesNotExist)
    }
}
