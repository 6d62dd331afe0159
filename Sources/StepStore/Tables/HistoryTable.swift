/// The statements that change `history`.
struct HistoryWrites {
    let insert: Statement
    let delete: Statement

    init(_ connection: Connection) throws(StoreError) {
        insert = try Statement(
            connection,
            """
            INSERT INTO history (execution, first_event, event_count, time_ms, cause, events)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """
        )
        delete = try Statement(connection, "DELETE FROM history WHERE execution = ?1")
    }
}

/// The statements that read `history`.
struct HistoryReads {
    let forward: Statement
    let reverse: Statement

    init(_ connection: Connection) throws(StoreError) {
        let columns = "SELECT execution, first_event, event_count, time_ms, cause, events FROM history"
        // Event ids have no gaps: the row that holds an event is the last that begins at or before it.
        forward = try Statement(
            connection,
            """
            \(columns) WHERE execution = ?1 AND first_event >= coalesce(
                (SELECT max(first_event) FROM history WHERE execution = ?1 AND first_event <= ?2), ?2)
            ORDER BY first_event
            """
        )
        reverse = try Statement(
            connection,
            "\(columns) WHERE execution = ?1 AND first_event <= ?2 ORDER BY first_event DESC"
        )
    }

    static func row(_ row: borrowing Row) -> HistoryRow {
        HistoryRow(
            execution: row.integer(0),
            firstEvent: row.integer(1),
            eventCount: row.integer(2),
            timeMilliseconds: row.integer(3),
            cause: row.blob(4),
            events: row.blob(5)
        )
    }
}

extension StoreWriter {
    /// Adds the events of a turn; no row of the execution may begin with the same event.
    package func appendHistory(_ row: HistoryRow) throws(StoreError) {
        expectTransaction()
        try histories.insert.bind(row.execution, at: 1)
        try histories.insert.bind(row.firstEvent, at: 2)
        try histories.insert.bind(row.eventCount, at: 3)
        try histories.insert.bind(row.timeMilliseconds, at: 4)
        try histories.insert.bind(row.cause, at: 5)
        try histories.insert.withBlob(row.events, at: 6) { () throws(StoreError) in try histories.insert.run() }
    }
}

extension StoreReader {
    /// The rows that hold an execution's events from the id `event` on, oldest first.
    ///
    /// They end as soon as they hold `eventsMax` of these events. A row is handed out whole: the first may hold earlier
    /// events, and the last may hold more.
    package func history(
        of execution: Int64,
        from event: Int64 = 1,
        eventsMax: Int
    ) throws(StoreError) -> [HistoryRow] {
        guard eventsMax > 0 else { return [] }
        try histories.forward.bind(execution, at: 1)
        try histories.forward.bind(event, at: 2)
        var rows: [HistoryRow] = []
        try histories.forward.each { row in
            let read = HistoryReads.row(row)
            let end = read.firstEvent + read.eventCount
            // A start past the last event finds the last row, which holds nothing wanted.
            guard end > event else { return true }
            rows.append(read)
            return end - event < Int64(eventsMax)
        }
        return rows
    }

    /// The rows that hold an execution's events from the id `event` backwards, newest first; `Int64.max` is the newest.
    ///
    /// They end as soon as they hold `eventsMax` of these events. A row is handed out whole: the first may hold later
    /// events, and the last may hold more.
    package func historyReversed(
        of execution: Int64,
        from event: Int64 = .max,
        eventsMax: Int
    ) throws(StoreError) -> [HistoryRow] {
        guard eventsMax > 0 else { return [] }
        try histories.reverse.bind(execution, at: 1)
        try histories.reverse.bind(event, at: 2)
        var rows: [HistoryRow] = []
        var newest: Int64?
        try histories.reverse.each { row in
            let read = HistoryReads.row(row)
            rows.append(read)
            let last = newest ?? min(event, read.firstEvent + read.eventCount - 1)
            newest = last
            return last - read.firstEvent + 1 < Int64(eventsMax)
        }
        return rows
    }
}
