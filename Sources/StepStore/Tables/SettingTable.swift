/// The statements that change `setting`.
struct SettingWrites {
    let set: Statement
    let delete: Statement

    init(_ connection: Connection) throws(StoreError) {
        set = try Statement(
            connection,
            "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        )
        delete = try Statement(connection, "DELETE FROM setting WHERE key = ?1")
    }
}

/// The statements that read `setting`.
struct SettingReads {
    let one: Statement
    let page: Statement

    init(_ connection: Connection) throws(StoreError) {
        one = try Statement(connection, "SELECT value FROM setting WHERE key = ?1")
        page = try Statement(connection, "SELECT key, value FROM setting WHERE key > ?1 ORDER BY key LIMIT ?2")
    }
}

extension StoreWriter {
    /// Sets a value, or removes it with `nil`.
    package func setSetting(_ key: String, to value: String?) throws(StoreError) {
        expectTransaction()
        guard let value else {
            try settings.delete.bind(key, at: 1)
            return try settings.delete.run()
        }
        try settings.set.bind(key, at: 1)
        try settings.set.bind(value, at: 2)
        try settings.set.run()
    }
}

extension StoreReader {
    /// The value of a key; `nil` when it has none.
    package func setting(_ key: String) throws(StoreError) -> String? {
        try settings.one.bind(key, at: 1)
        return try settings.one.first { $0.text(0) }
    }

    /// The settings in the order of their keys, a page at a time: at most `limit` after `key`, the last already read.
    package func settings(after key: String = "", limit: Int) throws(StoreError) -> [SettingRow] {
        try settings.page.bind(key, at: 1)
        try settings.page.bind(limit: limit, at: 2)
        return try settings.page.all { SettingRow(key: $0.text(0), value: $0.text(1)) }
    }
}
