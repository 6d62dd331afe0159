import StepStore
import Testing

@Suite struct ScheduleTableTests {
    let store: StoreWriter

    init() throws { store = try StoreWriter(path: ":memory:") }

    @Test func aSlotIsTakenOnce() throws {
        let first = SlotRow(job: "a", slotMilliseconds: 60, execution: 1, outcome: 1, recordedMilliseconds: 61)
        let second = SlotRow(job: "a", slotMilliseconds: 60, outcome: 2, reason: "late", recordedMilliseconds: 62)
        let other = SlotRow(job: "b", slotMilliseconds: 60, outcome: 2, recordedMilliseconds: 62)
        let taken = try store.transaction { (store) throws(StoreError) in
            [try store.recordSlot(first), try store.recordSlot(second), try store.recordSlot(other)]
        }
        #expect(taken == [true, false, true])
        #expect(try store.reads.slot(job: "a", slotMilliseconds: 60) == first)
        let again = try store.transaction { (store) throws(StoreError) in try store.recordSlot(second) }
        #expect(!again)
        let updated = try store.transaction { (store) throws(StoreError) in try store.updateSlot(second) }
        #expect(updated)
        #expect(try store.reads.slot(job: "a", slotMilliseconds: 60) == second)
        #expect(try store.reads.slot(job: "a", slotMilliseconds: 61) == nil)
    }

    @Test func slotsAreListedLatestFirst() throws {
        try store.transaction { (store) throws(StoreError) in
            for number in Int64(1)...10 {
                let job = number % 2 == 0 ? "even" : "odd"
                _ = try store.recordSlot(
                    SlotRow(job: job, slotMilliseconds: number, outcome: 0, recordedMilliseconds: 0)
                )
            }
        }
        #expect(try store.reads.slots(job: "even", limit: 3).map(\.slotMilliseconds) == [10, 8, 6])
        #expect(try store.reads.slots(job: "even", before: 6, limit: 3).map(\.slotMilliseconds) == [4, 2])
        try store.transaction { (store) throws(StoreError) in try store.deleteSlots(job: "even", before: 8) }
        #expect(try store.reads.slots(job: "even", limit: 9).map(\.slotMilliseconds) == [10, 8])
        #expect(try store.reads.slots(job: "odd", limit: 9).count == 5)
    }

    @Test func aScheduleRowIsReplaced() throws {
        let row = ScheduleRow(job: "a", anchorMilliseconds: 1, consideredMilliseconds: 2)
        let later = ScheduleRow(job: "a", anchorMilliseconds: 1, consideredMilliseconds: 9, isPaused: true)
        let other = ScheduleRow(job: "b", anchorMilliseconds: 1, consideredMilliseconds: 2)
        try store.transaction { (store) throws(StoreError) in
            try store.setSchedule(row)
            try store.setSchedule(other)
            try store.setSchedule(later)
        }
        #expect(try store.reads.schedule(job: "a") == later)
        #expect(try store.reads.schedules(limit: 9) == [later, other])
        #expect(try store.reads.schedules(after: "a", limit: 9) == [other])
        try store.transaction { (store) throws(StoreError) in try store.deleteSchedule(job: "a") }
        #expect(try store.reads.schedule(job: "a") == nil)
    }

    @Test func aSettingIsSetReplacedAndRemoved() throws {
        try store.transaction { (store) throws(StoreError) in
            try store.setSetting("a", to: "1")
            try store.setSetting("b", to: "2")
            try store.setSetting("a", to: "3")
        }
        #expect(try store.reads.settings(limit: 9).map { $0.key + $0.value } == ["a3", "b2"])
        try store.transaction { (store) throws(StoreError) in try store.setSetting("a", to: nil) }
        #expect(try store.reads.setting("a") == nil)
        #expect(try store.reads.setting("b") == "2")
    }
}
