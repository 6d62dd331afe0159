/// The statements that change `timer`.
struct TimerWrites {
    let insert: Statement
    let delete: Statement

    init(_ connection: Connection) throws(StoreError) {
        insert = try Statement(
            connection,
            "INSERT INTO timer (due_ms, execution, timer, payload) VALUES (?1, ?2, ?3, ?4)"
        )
        delete = try Statement(connection, "DELETE FROM timer WHERE due_ms = ?1 AND execution = ?2 AND timer = ?3")
    }
}

/// The statements that read `timer`.
struct TimerReads {
    let range: Statement

    init(_ connection: Connection) throws(StoreError) {
        range = try Statement(
            connection,
            """
            SELECT due_ms, execution, timer, payload FROM timer
            WHERE (due_ms, execution, timer) > (?1, ?2, ?3) AND due_ms < ?4
            ORDER BY due_ms, execution, timer LIMIT ?5
            """
        )
    }
}

extension StoreWriter {
    /// Adds a timer; its key must be new.
    package func insertTimer(_ row: TimerRow) throws(StoreError) {
        expectTransaction()
        try timers.insert.bind(row.key.dueMilliseconds, at: 1)
        try timers.insert.bind(row.key.execution, at: 2)
        try timers.insert.bind(row.key.timer, at: 3)
        try timers.insert.bind(row.payload, at: 4)
        try timers.insert.run()
    }

    /// Removes a timer that fired or was cancelled.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    package func deleteTimer(_ key: TimerKey) throws(StoreError) -> Bool {
        expectTransaction()
        try timers.delete.bind(key.dueMilliseconds, at: 1)
        try timers.delete.bind(key.execution, at: 2)
        try timers.delete.bind(key.timer, at: 3)
        try timers.delete.run()
        return connection.changes > 0
    }
}

extension StoreReader {
    /// The next timers, earliest first: at most `limit` that come after `key`, the last one already read, and fall due
    /// before `dueBefore` (milliseconds since 1970).
    package func timers(
        after key: TimerKey = .first,
        dueBefore: Int64 = .max,
        limit: Int
    ) throws(StoreError) -> [TimerRow] {
        try timers.range.bind(key.dueMilliseconds, at: 1)
        try timers.range.bind(key.execution, at: 2)
        try timers.range.bind(key.timer, at: 3)
        try timers.range.bind(dueBefore, at: 4)
        try timers.range.bind(limit: limit, at: 5)
        return try timers.range.all { row in
            TimerRow(
                dueMilliseconds: row.integer(0),
                execution: row.integer(1),
                timer: row.integer(2),
                payload: row.integer(3)
            )
        }
    }
}
