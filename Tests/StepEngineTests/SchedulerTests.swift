import StepJSON
import StepSchedule
import StepStore
import StepTime
import Testing

@testable import StepEngine

@Suite struct SchedulerTests {
    private static func at(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

    private static func entry(
        _ text: String,
        jitterSeconds: Int64 = 0,
        _ catchUp: CatchUpRule = CatchUpRule()
    ) throws -> ScheduleEntry {
        ScheduleEntry(
            expression: try ScheduleExpression(parsing: text),
            zone: .utc,
            text: text,
            jitterMilliseconds: jitterSeconds * 1000,
            catchUp: catchUp
        )
    }

    private static func job(
        _ entries: ScheduleEntry...,
        name: String = "j",
        overlap: OverlapPolicy = .skip,
        considered: String = "2026-11-23T00:00:00Z"
    ) throws -> Scheduler.Job {
        let start = try at(considered)
        return Scheduler.Job(name: name, entries: entries, overlap: overlap, anchor: start, considered: start)
    }

    private static func plan(_ job: Scheduler.Job, at now: String) throws -> SlotPlan {
        let now = try at(now)
        return SlotPlan(PassedSlots(job, at: now).slots, of: job, at: now)
    }

    /// `02:30 start, 01:30 skipped` in the order of time.
    private static func words(_ plan: SlotPlan) -> String {
        func clock(_ time: Timestamp) -> String { String(time.rfc3339.dropFirst(11).prefix(5)) }
        let starts = plan.starts.map { (clock($0.slot.time), "start") }
        let skips = plan.skipped.map { (clock($0.time), $0.isMissed ? "missed" : "skipped") }
        return (starts + skips).sorted { $0 < $1 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }

    @Test func slotIsTakenOnceAtItsTime() throws {
        let scheduler = Clock()
        scheduler.set(try Self.job(try Self.entry("30 2 * * *")))
        let slot = try Self.at("2026-11-23T02:30:00Z")
        #expect(scheduler.nextDue() == slot)
        #expect(scheduler.takeDue(at: Timestamp(milliseconds: slot.milliseconds - 1)) == nil)
        var job = try #require(scheduler.takeDue(at: slot))
        #expect(PassedSlots(job, at: slot).slots.map(\.time) == [slot])
        job.consider(until: slot)
        scheduler.set(job)
        #expect(scheduler.takeDue(at: slot) == nil)
        #expect(scheduler.nextSlot(of: "j")?.rfc3339 == "2026-11-24T02:30:00.000Z")
    }

    @Test func jobsAreTakenByTimeAndThenByName() throws {
        let scheduler = Clock()
        for name in ["c", "a", "b"] { scheduler.set(try Self.job(try Self.entry("30 2 * * *"), name: name)) }
        scheduler.set(try Self.job(try Self.entry("0 2 * * *"), name: "z"))
        scheduler.set(try Self.job(try Self.entry("0 3 * * *"), name: "0"))
        scheduler.remove("b")
        var order: [String] = []
        while let job = scheduler.takeDue(at: try Self.at("2026-11-23T02:30:00Z")) { order.append(job.name) }
        #expect(order == ["z", "a", "c"])
        #expect(scheduler.nextDue() == (try Self.at("2026-11-23T03:00:00Z")))
    }

    @Test func aJobThatIsSetAThousandTimesIsLookedAtOnce() throws {
        let scheduler = Clock()
        for _ in 0..<1_000 { scheduler.set(try Self.job(try Self.entry("30 2 * * *"))) }
        let slot = try Self.at("2026-11-23T02:30:00Z")
        #expect(scheduler.takeDue(at: slot)?.name == "j")
        #expect(scheduler.takeDue(at: slot) == nil)
    }

    @Test func afterDowntimeOnlyTheLatestSlotIsMadeGood() throws {
        let job = try Self.job(try Self.entry("0 * * * *"))
        #expect(
            Self.words(try Self.plan(job, at: "2026-11-23T03:20:00Z")) == "01:00 skipped, 02:00 skipped, 03:00 start"
        )
    }

    @Test func allSlotsAreMadeGoodWhereTheJobAsksForThat() throws {
        let job = try Self.job(try Self.entry("0 * * * *", CatchUpRule(extent: .all, windowSeconds: 7_000)))
        let plan = try Self.plan(job, at: "2026-11-23T03:20:00Z")
        #expect(Self.words(plan) == "01:00 missed, 02:00 start, 03:00 start")
        #expect(plan.isSerial)
        var together = job
        together.overlap = .allow
        #expect(try !Self.plan(together, at: "2026-11-23T03:20:00Z").isSerial)
    }

    @Test func noneIsMadeGoodWhereTheJobAsksForThat() throws {
        let job = try Self.job(try Self.entry("0 * * * *", CatchUpRule(extent: .none)))
        #expect(Self.words(try Self.plan(job, at: "2026-11-23T02:20:00Z")) == "01:00 missed, 02:00 missed")
        // A busy second is no downtime.
        #expect(Self.words(try Self.plan(job, at: "2026-11-23T02:00:59Z")) == "01:00 missed, 02:00 start")
    }

    @Test func pastItsWindowASlotIsMissed() throws {
        let job = try Self.job(try Self.entry("0 1 * * *", CatchUpRule(windowSeconds: 600)))
        #expect(Self.words(try Self.plan(job, at: "2026-11-23T01:10:00Z")) == "01:00 start")
        #expect(Self.words(try Self.plan(job, at: "2026-11-23T01:10:01Z")) == "01:00 missed")
    }

    @Test func eachScheduleHasItsOwnRuleAndWindow() throws {
        let job = try Self.job(
            try Self.entry("0 * * * *", CatchUpRule(extent: .none)),
            try Self.entry("30 1 * * *", CatchUpRule(windowSeconds: 86_400))
        )
        #expect(Self.words(try Self.plan(job, at: "2026-11-23T02:20:00Z")) == "01:00 missed, 01:30 start, 02:00 missed")
    }

    @Test func slotsOfAPausedJobAreSkipped() throws {
        var job = try Self.job(try Self.entry("0 * * * *"))
        job.isPaused = true
        #expect(Self.words(try Self.plan(job, at: "2026-11-23T02:20:00Z")) == "01:00 skipped, 02:00 skipped")
    }

    @Test func aSlotOfTwoSchedulesIsOneSlot() throws {
        let job = try Self.job(try Self.entry("0 * * * *"), try Self.entry("0 1 * * *"))
        let slots = PassedSlots(job, at: try Self.at("2026-11-23T01:00:00Z")).slots
        #expect(slots == [PassedSlots.Slot(time: try Self.at("2026-11-23T01:00:00Z"), entry: 0)])
    }

    @Test func jitterDelaysItsOwnScheduleAlone() throws {
        let scheduler = Clock()
        let job = try Self.job(try Self.entry("0 1 * * *", jitterSeconds: 300), try Self.entry("2 1 * * *"))
        scheduler.set(job)
        let first = try Self.at("2026-11-23T01:02:00Z")
        #expect(scheduler.nextDue() == first)
        var taken = try #require(scheduler.takeDue(at: first))
        #expect(PassedSlots(taken, at: first).slots.map(\.time) == [first])
        taken.consider(until: first)
        scheduler.set(taken)
        let second = try Self.at("2026-11-23T01:05:00Z")
        #expect(scheduler.nextDue() == second)
        taken = try #require(scheduler.takeDue(at: second))
        #expect(PassedSlots(taken, at: second).slots.map(\.time) == [try Self.at("2026-11-23T01:00:00Z")])
        // A daemon that ends in between must find the first one again.
        #expect(taken.row.consideredMilliseconds < (try Self.at("2026-11-23T01:00:00Z")).milliseconds)
    }

    @Test func whatWasMissedIsSpreadAgain() throws {
        let job = try Self.job(try Self.entry("0 1 * * *", jitterSeconds: 300))
        let late = try Self.plan(job, at: "2026-11-23T05:00:00Z")
        #expect(late.starts.map(\.notBefore) == [try Self.at("2026-11-23T05:05:00Z")])
        let onTime = try Self.plan(job, at: "2026-11-23T01:05:00Z")
        #expect(onTime.starts.map(\.notBefore) == [nil])
    }

    @Test func thereAreNoSlotsOutsideOfStartAndEnd() throws {
        var entry = try Self.entry("0 * * * *")
        entry.start = try Self.at("2026-11-23T02:00:00Z")
        entry.end = try Self.at("2026-11-23T04:00:00Z")
        let scheduler = Clock()
        scheduler.set(try Self.job(entry))
        let slots = scheduler.upcomingSlots(of: "j", count: 10, after: try Self.at("2026-11-23T00:00:00Z"))
        #expect(slots?.map(\.rfc3339) == ["2026-11-23T02:00:00.000Z", "2026-11-23T03:00:00.000Z"])
        var rate = try Self.entry("rate(1 hour)")
        rate.start = try Self.at("2026-11-23T02:10:00Z")
        scheduler.set(try Self.job(rate))
        let rates = scheduler.upcomingSlots(of: "j", count: 2, after: try Self.at("2026-11-23T00:00:00Z"))
        #expect(rates?.map(\.rfc3339) == ["2026-11-23T02:10:00.000Z", "2026-11-23T03:10:00.000Z"])
    }

    @Test func aSlotHasTheInputOfItsSchedule() throws {
        var second = try Self.entry("0 2 * * *")
        second.input = #"{"at":"<aws.scheduler.scheduled-time>","run":"<aws.scheduler.execution-id>"}"#
        let job = try Self.job(try Self.entry("0 1 * * *"), second)
        let slots = PassedSlots(job, at: try Self.at("2026-11-23T02:00:00Z")).slots
        #expect(
            slots.map { job.entries[$0.entry].input(slot: $0.time, name: "j-1").text } == [
                #"{"scheduled_at":"2026-11-23T01:00:00.000Z"}"#, #"{"at":"2026-11-23T02:00:00.000Z","run":"j-1"}"#,
            ]
        )
    }

    @Test func namesOfSlotsAreNamesOfExecutions() throws {
        let slot = try Self.at("2026-11-23T02:30:00Z")
        #expect(EngineLoop.executionName(job: "nightly", slot: slot) == "nightly-2026-11-23T02-30-00Z")
        let long = EngineLoop.executionName(job: String(repeating: "x", count: 80), slot: slot)
        #expect(throws: Never.self) { try ResourceNames.check(name: long) }
        #expect(long.hasSuffix("-2026-11-23T02-30-00Z"))
    }
}

/// A ``Scheduler`` in one place, so that what changes it can stand in an expectation.
private final class Clock {
    private var scheduler = Scheduler()

    func set(_ job: Scheduler.Job) { scheduler.set(job) }
    func remove(_ name: String) { scheduler.remove(name) }
    func nextDue() -> Timestamp? { scheduler.nextDue() }
    func nextSlot(of job: String) -> Timestamp? { scheduler.nextSlot(of: job) }
    func takeDue(at now: Timestamp) -> Scheduler.Job? { scheduler.takeDue(at: now) }
    func upcomingSlots(of job: String, count: Int, after now: Timestamp) -> [Timestamp]? {
        scheduler.upcomingSlots(of: job, count: count, after: now)
    }
}
