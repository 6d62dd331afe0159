internal import CSQLite

/// One SQLite connection, for one thread at a time.
///
/// It is opened with SQLITE_OPEN_NOMUTEX ("the new database connection will use the multi-thread threading mode", as
/// https://sqlite.org/c3ref/open.html says): SQLite takes no lock of its own, so two threads must never be inside it at
/// once. The type is not Sendable, and the compiler sees to that.
package final class Connection {
    let handle: OpaquePointer
    /// Let go after the connection is closed.
    private let lock: StoreLock?

    init(path: String, flags: Int32, options: StoreOptions, lock: StoreLock? = nil) throws(StoreError) {
        var opened: OpaquePointer?
        let flags = flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let result = sqlite3_open_v2(path, &opened, flags, options.vfs)
        guard let opened, result == SQLITE_OK else {
            let reason = String(cString: sqlite3_errstr(result))
            let system = opened.map { sqlite3_system_errno($0) } ?? 0
            sqlite3_close_v2(opened)
            throw StoreError(
                extendedCode: result,
                message: "cannot open the database \(path): \(reason) (errno \(system))",
                sql: nil
            )
        }
        handle = opened
        self.lock = lock
        sqlite3_busy_timeout(opened, options.busyTimeoutMilliseconds)
        // "x" is a string only in mistakes; functions in a schema run only when a person put them there; and no
        // statement may damage the file.
        for (option, on) in [
            (SQLITE_DBCONFIG_DQS_DDL, 0), (SQLITE_DBCONFIG_DQS_DML, 0), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0),
            (SQLITE_DBCONFIG_DEFENSIVE, 1),
        ] as [(Int32, Int32)] {
            _ = csqlite_db_switch(opened, option, on)
        }
        do throws(StoreError) {
            try execute("PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = OFF")
            // The first statement that reads the file.
            try execute("PRAGMA cache_size = -\(options.cacheBytesMax >> 10)")
        } catch {
            throw error.prefixed(with: "cannot open the database \(path)")
        }
    }

    deinit {
        // Statements hold the connection, so none is left and this closes the file.
        sqlite3_close_v2(handle)
    }

    /// Runs statements that take no arguments and whose rows, if any, do not matter.
    package func execute(_ sql: String) throws(StoreError) {
        let result = sqlite3_exec(handle, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw failure(sql: sql) }
    }

    /// The first column of the first row, as a number; `nil` without a row.
    package func number(_ sql: String) throws(StoreError) -> Int64? {
        try Statement(self, sql).first { $0.integer(0) }
    }

    /// The first column of the first row, as text; `nil` without a row.
    package func text(_ sql: String) throws(StoreError) -> String? {
        try Statement(self, sql).first { $0.text(0) }
    }

    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    /// Rows changed by the last INSERT, UPDATE or DELETE.
    var changes: Int { Int(sqlite3_changes(handle)) }

    var lastInsertedID: Int64 { sqlite3_last_insert_rowid(handle) }

    /// What the last call on this connection failed with.
    func failure(sql: String?) -> StoreError {
        StoreError(
            extendedCode: sqlite3_extended_errcode(handle),
            message: String(cString: sqlite3_errmsg(handle)),
            sql: sql
        )
    }
}
