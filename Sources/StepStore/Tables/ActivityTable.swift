/// The statements that change `activity`.
struct ActivityWrites {
    let insert: Statement
    let delete: Statement

    init(_ connection: Connection) throws(StoreError) {
        insert = try Statement(
            connection,
            "INSERT INTO activity (name, created_ms) VALUES (?1, ?2) ON CONFLICT (name) DO NOTHING"
        )
        delete = try Statement(connection, "DELETE FROM activity WHERE name = ?1")
    }
}

/// The statements that read `activity`.
struct ActivityReads {
    let one: Statement
    let page: Statement

    init(_ connection: Connection) throws(StoreError) {
        let columns = "SELECT name, created_ms FROM activity"
        one = try Statement(connection, "\(columns) WHERE name = ?1")
        page = try Statement(connection, "\(columns) WHERE name > ?1 ORDER BY name LIMIT ?2")
    }

    static func row(_ row: borrowing Row) -> ActivityRow {
        ActivityRow(name: row.text(0), createdMilliseconds: row.integer(1))
    }
}

extension StoreWriter {
    /// Adds an activity; one of that name that is there stays as it is.
    package func insertActivity(_ row: ActivityRow) throws(StoreError) {
        expectTransaction()
        try activities.insert.bind(row.name, at: 1)
        try activities.insert.bind(row.createdMilliseconds, at: 2)
        try activities.insert.run()
    }

    /// Removes an activity, if there is one of that name.
    package func deleteActivity(_ name: String) throws(StoreError) {
        expectTransaction()
        try activities.delete.bind(name, at: 1)
        try activities.delete.run()
    }
}

extension StoreReader {
    /// An activity; `nil` when there is none of this name.
    package func activity(named name: String) throws(StoreError) -> ActivityRow? {
        try activities.one.bind(name, at: 1)
        return try activities.one.first(ActivityReads.row)
    }

    /// The activities in the order of their names (by bytes), a page at a time: at most `limit` after `name`, the last
    /// already read.
    package func activities(after name: String = "", limit: Int) throws(StoreError) -> [ActivityRow] {
        try activities.page.bind(name, at: 1)
        try activities.page.bind(limit: limit, at: 2)
        return try activities.page.all(ActivityReads.row)
    }
}
