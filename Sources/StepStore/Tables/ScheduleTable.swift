/// The statements that change `slot` and `schedule`.
struct ScheduleWrites {
    let insertSlot: Statement
    let updateSlot: Statement
    let deleteSlots: Statement
    let deleteLaterSlots: Statement
    let shortenSlots: Statement
    let set: Statement
    let delete: Statement

    init(_ connection: Connection) throws(StoreError) {
        insertSlot = try Statement(
            connection,
            """
            INSERT INTO slot (job, slot_ms, execution, outcome, reason, recorded_ms, last_ms, slot_count)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT (job, slot_ms) DO NOTHING
            """
        )
        updateSlot = try Statement(
            connection,
            """
            UPDATE slot SET execution = ?3, outcome = ?4, reason = ?5, recorded_ms = ?6, last_ms = ?7, slot_count = ?8
            WHERE job = ?1 AND slot_ms = ?2
            """
        )
        deleteLaterSlots = try Statement(
            connection,
            "DELETE FROM slot WHERE job = ?1 AND slot_ms > ?2 AND outcome <> ?3"
        )
        shortenSlots = try Statement(
            connection,
            """
            UPDATE slot SET last_ms = ?2, slot_count = NULL
            WHERE job = ?1 AND last_ms > ?2 AND slot_ms <= ?2 AND outcome <> ?3
            """
        )
        deleteSlots = try Statement(connection, "DELETE FROM slot WHERE job = ?1 AND slot_ms < ?2")
        set = try Statement(
            connection,
            """
            INSERT INTO schedule (job, anchor_ms, considered_ms, paused) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (job) DO UPDATE SET anchor_ms = excluded.anchor_ms, considered_ms = excluded.considered_ms,
                paused = excluded.paused
            """
        )
        delete = try Statement(connection, "DELETE FROM schedule WHERE job = ?1")
    }

    static func bind(_ row: SlotRow, to statement: Statement) throws(StoreError) {
        try statement.bind(row.job, at: 1)
        try statement.bind(row.slotMilliseconds, at: 2)
        try statement.bind(row.execution, at: 3)
        try statement.bind(row.outcome, at: 4)
        try statement.bind(row.reason, at: 5)
        try statement.bind(row.recordedMilliseconds, at: 6)
        try statement.bind(row.lastMilliseconds, at: 7)
        try statement.bind(row.slotCount, at: 8)
    }
}

/// The statements that read `slot` and `schedule`.
struct ScheduleReads {
    let slot: Statement
    let slotRange: Statement
    let slots: Statement
    let oldestSlot: Statement
    let one: Statement
    let page: Statement

    init(_ connection: Connection) throws(StoreError) {
        let slotColumns = """
            SELECT job, slot_ms, execution, outcome, reason, recorded_ms, last_ms, slot_count FROM slot WHERE job = ?1
            """
        slot = try Statement(connection, "\(slotColumns) AND slot_ms = ?2")
        slotRange = try Statement(
            connection,
            "\(slotColumns) AND last_ms >= ?2 AND slot_ms <= ?2 ORDER BY last_ms DESC LIMIT 1"
        )
        oldestSlot = try Statement(connection, "SELECT min(slot_ms) FROM slot WHERE job = ?1")
        slots = try Statement(connection, "\(slotColumns) AND slot_ms < ?2 ORDER BY slot_ms DESC LIMIT ?3")
        let columns = "SELECT job, anchor_ms, considered_ms, paused FROM schedule"
        one = try Statement(connection, "\(columns) WHERE job = ?1")
        page = try Statement(connection, "\(columns) WHERE job > ?1 ORDER BY job LIMIT ?2")
    }

    static func slotRow(_ row: borrowing Row) -> SlotRow {
        SlotRow(
            job: row.text(0),
            slotMilliseconds: row.integer(1),
            lastMilliseconds: row.optionalInteger(6),
            slotCount: row.optionalInteger(7),
            execution: row.optionalInteger(2),
            outcome: row.integer(3),
            reason: row.optionalText(4),
            recordedMilliseconds: row.integer(5)
        )
    }

    static func row(_ row: borrowing Row) -> ScheduleRow {
        ScheduleRow(
            job: row.text(0),
            anchorMilliseconds: row.integer(1),
            consideredMilliseconds: row.integer(2),
            isPaused: row.integer(3) != 0
        )
    }
}

extension StoreWriter {
    /// Takes a slot, once.
    ///
    /// - Returns: `false`, with nothing written, when the slot has been taken before.
    package func recordSlot(_ row: SlotRow) throws(StoreError) -> Bool {
        expectTransaction()
        try ScheduleWrites.bind(row, to: schedules.insertSlot)
        try schedules.insertSlot.run()
        return connection.changes > 0
    }

    /// Writes what became of a slot that was taken, as one that waited for the run before it.
    ///
    /// - Returns: whether there is such a slot.
    @discardableResult
    package func updateSlot(_ row: SlotRow) throws(StoreError) -> Bool {
        expectTransaction()
        try ScheduleWrites.bind(row, to: schedules.updateSlot)
        try schedules.updateSlot.run()
        return connection.changes > 0
    }

    /// Removes a job's slots before an instant, as their retention ends. They must lie before the schedule's
    /// `consideredMilliseconds`, or they would be taken again.
    package func deleteSlots(job: String, before slotMilliseconds: Int64) throws(StoreError) {
        expectTransaction()
        try schedules.deleteSlots.bind(job, at: 1)
        try schedules.deleteSlots.bind(slotMilliseconds, at: 2)
        try schedules.deleteSlots.run()
    }

    /// Forgets what became of a job's slots after an instant, but for those of one outcome. A row of several slots that
    /// begins before it ends there.
    package func deleteSlots(job: String, after milliseconds: Int64, outcomeNot kept: Int64) throws(StoreError) {
        expectTransaction()
        try run(schedules.deleteLaterSlots, job, milliseconds, kept)
        try run(schedules.shortenSlots, job, milliseconds, kept)
    }

    private func run(
        _ statement: Statement,
        _ job: String,
        _ milliseconds: Int64,
        _ outcome: Int64
    ) throws(StoreError) {
        try statement.bind(job, at: 1)
        try statement.bind(milliseconds, at: 2)
        try statement.bind(outcome, at: 3)
        try statement.run()
    }

    /// Adds or replaces a job's schedule row.
    package func setSchedule(_ row: ScheduleRow) throws(StoreError) {
        expectTransaction()
        try schedules.set.bind(row.job, at: 1)
        try schedules.set.bind(row.anchorMilliseconds, at: 2)
        try schedules.set.bind(row.consideredMilliseconds, at: 3)
        try schedules.set.bind(row.isPaused ? 1 : 0, at: 4)
        try schedules.set.run()
    }

    /// Forgets a job's schedule; its slots stay.
    package func deleteSchedule(job: String) throws(StoreError) {
        expectTransaction()
        try schedules.delete.bind(job, at: 1)
        try schedules.delete.run()
    }
}

extension StoreReader {
    /// The row of a slot, or the one of several slots that it is among; `nil` when it was never taken.
    package func slot(job: String, slotMilliseconds: Int64) throws(StoreError) -> SlotRow? {
        if let row = try slot(schedules.slot, job, slotMilliseconds) { return row }
        return try slot(schedules.slotRange, job, slotMilliseconds)
    }

    private func slot(_ statement: Statement, _ job: String, _ slot: Int64) throws(StoreError) -> SlotRow? {
        try statement.bind(job, at: 1)
        try statement.bind(slot, at: 2)
        return try statement.first(ScheduleReads.slotRow)
    }

    /// A job's slots, latest first, a page at a time: at most `limit` before `slotMilliseconds`, the last already read.
    package func slots(
        job: String,
        before slotMilliseconds: Int64 = .max,
        limit: Int
    ) throws(StoreError) -> [SlotRow] {
        try schedules.slots.bind(job, at: 1)
        try schedules.slots.bind(slotMilliseconds, at: 2)
        try schedules.slots.bind(limit: limit, at: 3)
        return try schedules.slots.all(ScheduleReads.slotRow)
    }

    /// A job's oldest slot that is kept.
    package func oldestSlot(job: String) throws(StoreError) -> Int64? {
        try schedules.oldestSlot.bind(job, at: 1)
        return try schedules.oldestSlot.first { $0.optionalInteger(0) } ?? nil
    }

    /// A job's schedule row; `nil` when its schedule was never looked at.
    package func schedule(job: String) throws(StoreError) -> ScheduleRow? {
        try schedules.one.bind(job, at: 1)
        return try schedules.one.first(ScheduleReads.row)
    }

    /// The schedule rows in the order of their jobs, a page at a time: at most `limit` after `job`, the last already
    /// read.
    package func schedules(after job: String = "", limit: Int) throws(StoreError) -> [ScheduleRow] {
        try schedules.page.bind(job, at: 1)
        try schedules.page.bind(limit: limit, at: 2)
        return try schedules.page.all(ScheduleReads.row)
    }
}
