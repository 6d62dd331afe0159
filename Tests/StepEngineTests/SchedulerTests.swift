import StepJSON
import StepSchedule
import StepTime
import Testing

@testable import StepEngine

@Suite struct SchedulerTests {
    private func at(_ text: String) throws -> Timestamp { try #require(Timestamp(rfc3339: text)) }

    private func job(_ cron: String, considered: String, window: Int64 = .max) throws -> Scheduler.Job {
        let start = try at(considered)
        return Scheduler.Job(
            name: "j",
            entries: [
                ScheduleEntry(
                    expression: try ScheduleExpression(parsing: cron),
                    zone: .utc,
                    text: cron,
                    catchUpWindowMilliseconds: window
                )
            ],
            skipsOverlap: true,
            anchor: start,
            considered: start
        )
    }

    @Test func slotIsTakenOnceAtItsTime() throws {
        var scheduler = Scheduler()
        scheduler.set(try job("30 2 * * *", considered: "2026-11-23T00:00:00Z"))
        let slot = try at("2026-11-23T02:30:00Z")
        #expect(scheduler.nextDue == slot)
        #expect(scheduler.due(at: Timestamp(milliseconds: slot.milliseconds - 1)).isEmpty)
        let due = scheduler.due(at: slot)
        #expect(due.map(\.start) == [slot])
        scheduler.settle(due[0])
        #expect(scheduler.due(at: slot).isEmpty)
        #expect(scheduler.nextSlot(of: "j")?.rfc3339 == "2026-11-24T02:30:00.000Z")
    }

    @Test func afterDowntimeOnlyTheLatestSlotIsMadeGood() throws {
        var scheduler = Scheduler()
        let now = try at("2026-11-23T03:20:00Z")
        scheduler.set(try job("0 * * * *", considered: "2026-11-23T00:00:00Z"))
        let due = try #require(scheduler.due(at: now).first)
        #expect(due.start?.rfc3339 == "2026-11-23T03:00:00.000Z")
        #expect(due.skipped.map(\.slot.rfc3339) == ["2026-11-23T01:00:00.000Z", "2026-11-23T02:00:00.000Z"])
    }

    @Test func pastItsWindowASlotIsOnlyRecorded() throws {
        var scheduler = Scheduler()
        let now = try at("2026-11-23T01:02:00Z")
        scheduler.set(try job("0 1 * * *", considered: "2026-11-23T00:00:00Z", window: 60_000))
        let due = try #require(scheduler.due(at: now).first)
        #expect(due.start == nil)
        #expect(due.skipped.count == 1)
    }

    @Test func aSlotHasTheInputOfItsSchedule() throws {
        var scheduler = Scheduler()
        var job = try job("0 1 * * *", considered: "2026-11-23T00:00:00Z")
        job.entries += try self.job("0 2 * * *", considered: "2026-11-23T00:00:00Z").entries
        job.entries[1].input = #"{"at":"<aws.scheduler.scheduled-time>","run":"<aws.scheduler.execution-id>"}"#
        scheduler.set(job)
        var inputs: [String] = []
        for time in ["2026-11-23T01:00:00Z", "2026-11-23T02:00:00Z"] {
            let due = try #require(scheduler.due(at: try at(time)).first)
            let (slot, entry) = (try #require(due.start), try #require(due.entry))
            inputs.append(entry.input(slot: slot, name: "j-1").text)
            scheduler.settle(due)
        }
        #expect(
            inputs == [
                #"{"scheduled_at":"2026-11-23T01:00:00.000Z"}"#, #"{"at":"2026-11-23T02:00:00.000Z","run":"j-1"}"#,
            ]
        )
    }

    @Test func namesOfSlotsAreNamesOfExecutions() throws {
        let slot = try at("2026-11-23T02:30:00Z")
        #expect(EngineLoop.executionName(job: "nightly", slot: slot) == "nightly-2026-11-23T02-30-00Z")
        let long = EngineLoop.executionName(job: String(repeating: "x", count: 80), slot: slot)
        #expect(throws: Never.self) { try ResourceNames.check(name: long) }
        #expect(long.hasSuffix("-2026-11-23T02-30-00Z"))
    }
}
