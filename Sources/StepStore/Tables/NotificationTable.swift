/// The statements that change `notification`.
struct NotificationWrites {
    let insert: Statement
    let delay: Statement
    let delete: Statement

    init(_ connection: Connection) throws(StoreError) {
        insert = try Statement(
            connection,
            """
            INSERT INTO notification (id, key, job, target, created_ms, due_ms, attempts, body)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING
            """
        )
        delay = try Statement(connection, "UPDATE notification SET due_ms = ?2, attempts = ?3 WHERE id = ?1")
        delete = try Statement(connection, "DELETE FROM notification WHERE id = ?1")
    }
}

/// The statements that read `notification`.
struct NotificationReads {
    let one: Statement
    let page: Statement

    init(_ connection: Connection) throws(StoreError) {
        one = try Statement(
            connection,
            "SELECT id, key, job, target, created_ms, due_ms, attempts, body FROM notification WHERE id = ?1"
        )
        page = try Statement(connection, "SELECT id, due_ms FROM notification WHERE id > ?1 ORDER BY id LIMIT ?2")
    }

    static func row(_ row: borrowing Row) -> NotificationRow {
        NotificationRow(
            id: row.integer(0),
            key: row.text(1),
            job: row.text(2),
            target: row.text(3),
            createdMilliseconds: row.integer(4),
            dueMilliseconds: row.integer(5),
            attempts: row.integer(6),
            body: row.text(7)
        )
    }
}

extension StoreWriter {
    /// Notes what is to be told; not a second time what has the same key and was not told yet.
    package func insertNotification(_ row: NotificationRow) throws(StoreError) {
        expectTransaction()
        try notifications.insert.bind(row.id, at: 1)
        try notifications.insert.bind(row.key, at: 2)
        try notifications.insert.bind(row.job, at: 3)
        try notifications.insert.bind(row.target, at: 4)
        try notifications.insert.bind(row.createdMilliseconds, at: 5)
        try notifications.insert.bind(row.dueMilliseconds, at: 6)
        try notifications.insert.bind(row.attempts, at: 7)
        try notifications.insert.bind(row.body, at: 8)
        try notifications.insert.run()
    }

    /// Puts a notification off that could not be told.
    package func delayNotification(_ id: Int64, untilMilliseconds due: Int64, attempts: Int64) throws(StoreError) {
        expectTransaction()
        try notifications.delay.bind(id, at: 1)
        try notifications.delay.bind(due, at: 2)
        try notifications.delay.bind(attempts, at: 3)
        try notifications.delay.run()
    }

    /// It was told, or never will be.
    package func deleteNotification(_ id: Int64) throws(StoreError) {
        expectTransaction()
        try notifications.delete.bind(id, at: 1)
        try notifications.delete.run()
    }
}

extension StoreReader {
    /// What is to be told; `nil` when it was.
    package func notification(_ id: Int64) throws(StoreError) -> NotificationRow? {
        try notifications.one.bind(id, at: 1)
        return try notifications.one.first(NotificationReads.row)
    }

    /// The ids of what is to be told and when it is due in the order of their ids, a page at a time: at most `limit` after
    /// `id`, the last already read.
    package func notifications(
        after id: Int64 = .min,
        limit: Int
    ) throws(StoreError) -> [(id: Int64, dueMilliseconds: Int64)] {
        try notifications.page.bind(id, at: 1)
        try notifications.page.bind(limit: limit, at: 2)
        return try notifications.page.all { ($0.integer(0), $0.integer(1)) }
    }
}
