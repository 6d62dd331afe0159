/// The statements that change `nested`.
struct NestedWrites {
    let insert: Statement
    let delete: Statement

    init(_ connection: Connection) throws(StoreError) {
        insert = try Statement(
            connection,
            "INSERT INTO nested (execution, parent, frame, event) VALUES (?1, ?2, ?3, ?4)"
        )
        delete = try Statement(connection, "DELETE FROM nested WHERE execution = ?1")
    }
}

/// The statements that read `nested`.
struct NestedReads {
    let page: Statement

    init(_ connection: Connection) throws(StoreError) {
        page = try Statement(
            connection,
            "SELECT execution, parent, frame, event FROM nested WHERE execution > ?1 ORDER BY execution LIMIT ?2"
        )
    }

    static func row(_ row: borrowing Row) -> NestedRow {
        NestedRow(execution: row.integer(0), parent: row.integer(1), frame: row.integer(2), event: row.integer(3))
    }
}

extension StoreWriter {
    /// Notes who waits for an execution; nobody does yet.
    package func insertNested(_ row: NestedRow) throws(StoreError) {
        expectTransaction()
        try nested.insert.bind(row.execution, at: 1)
        try nested.insert.bind(row.parent, at: 2)
        try nested.insert.bind(row.frame, at: 3)
        try nested.insert.bind(row.event, at: 4)
        try nested.insert.run()
    }

    /// Nobody waits for the execution any more.
    package func deleteNested(_ execution: Int64) throws(StoreError) {
        expectTransaction()
        try nested.delete.bind(execution, at: 1)
        try nested.delete.run()
    }
}

extension StoreReader {
    /// The executions that are waited for in the order of their ids, a page at a time: at most `limit` after
    /// `execution`, the last already read.
    package func nested(after execution: Int64 = .min, limit: Int) throws(StoreError) -> [NestedRow] {
        try nested.page.bind(execution, at: 1)
        try nested.page.bind(limit: limit, at: 2)
        return try nested.page.all(NestedReads.row)
    }
}
