/// The statements that change `task`, the outbox.
struct TaskWrites {
    let insert: Statement
    let start: Statement
    let delete: Statement

    init(_ connection: Connection) throws(StoreError) {
        insert = try Statement(
            connection,
            "INSERT INTO task (execution, token, status, request) VALUES (?1, ?2, ?3, ?4)"
        )
        start = try Statement(
            connection,
            "UPDATE task SET status = \(TaskStatus.started.rawValue) WHERE execution = ?1 AND token = ?2"
        )
        delete = try Statement(connection, "DELETE FROM task WHERE execution = ?1 AND token = ?2")
    }
}

/// The statements that read `task`.
struct TaskReads {
    let one: Statement
    let page: Statement

    init(_ connection: Connection) throws(StoreError) {
        let columns = "SELECT execution, token, status, request FROM task"
        one = try Statement(connection, "\(columns) WHERE execution = ?1 AND token = ?2")
        page = try Statement(
            connection,
            "\(columns) WHERE (execution, token) > (?1, ?2) ORDER BY execution, token LIMIT ?3"
        )
    }

    static func row(_ row: borrowing Row) -> TaskRow {
        guard let status = TaskStatus(rawValue: row.integer(2)) else {
            preconditionFailure("task status \(row.integer(2)) in the database")
        }
        return TaskRow(
            key: TaskKey(execution: row.integer(0), token: row.integer(1)),
            status: status,
            request: row.blob(3)
        )
    }
}

extension StoreWriter {
    /// Promises to start a task; its key must be new.
    package func insertTask(_ row: TaskRow) throws(StoreError) {
        expectTransaction()
        try tasks.insert.bind(row.key.execution, at: 1)
        try tasks.insert.bind(row.key.token, at: 2)
        try tasks.insert.bind(row.status.rawValue, at: 3)
        try tasks.insert.withBlob(row.request, at: 4) { () throws(StoreError) in try tasks.insert.run() }
    }

    /// Notes that a task was sent.
    ///
    /// - Returns: whether there is such a task.
    @discardableResult
    package func markTaskStarted(_ key: TaskKey) throws(StoreError) -> Bool {
        expectTransaction()
        try tasks.start.bind(key.execution, at: 1)
        try tasks.start.bind(key.token, at: 2)
        try tasks.start.run()
        return connection.changes > 0
    }

    /// Removes a task that ended or was cancelled.
    ///
    /// - Returns: whether there was one.
    @discardableResult
    package func deleteTask(_ key: TaskKey) throws(StoreError) -> Bool {
        expectTransaction()
        try tasks.delete.bind(key.execution, at: 1)
        try tasks.delete.bind(key.token, at: 2)
        try tasks.delete.run()
        return connection.changes > 0
    }
}

extension StoreReader {
    /// One task of the outbox; `nil` when it has ended.
    package func task(_ key: TaskKey) throws(StoreError) -> TaskRow? {
        try tasks.one.bind(key.execution, at: 1)
        try tasks.one.bind(key.token, at: 2)
        return try tasks.one.first(TaskReads.row)
    }

    /// The tasks of the outbox in the order of their keys, a page at a time: at most `limit` after `key`, the last
    /// already read.
    package func tasks(after key: TaskKey = .first, limit: Int) throws(StoreError) -> [TaskRow] {
        try tasks.page.bind(key.execution, at: 1)
        try tasks.page.bind(key.token, at: 2)
        try tasks.page.bind(limit: limit, at: 3)
        return try tasks.page.all(TaskReads.row)
    }
}
