internal import CSQLite

/// A prepared statement, kept for the life of its connection.
///
/// Parameters are numbered from 1, columns from 0, as SQLite does. A statement is reset as soon as it has run or
/// failed: a forgotten open one would hold its read transaction open, and the write-ahead log could not be
/// checkpointed.
final class Statement {
    private let handle: OpaquePointer
    let connection: Connection

    /// Compiles one statement.
    init(_ connection: Connection, _ sql: String) throws(StoreError) {
        var prepared: OpaquePointer?
        let result = sqlite3_prepare_v3(
            connection.handle,
            sql,
            -1,
            UInt32(SQLITE_PREPARE_PERSISTENT),
            &prepared,
            nil
        )
        guard let prepared, result == SQLITE_OK else { throw connection.failure(sql: sql) }
        handle = prepared
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }
}

// MARK: Arguments

extension Statement {
    @inline(__always)
    func bind(_ value: Int64, at index: Int32) throws(StoreError) {
        try check(sqlite3_bind_int64(handle, index, value))
    }

    func bind(_ value: Int64?, at index: Int32) throws(StoreError) {
        guard let value else { return try bindNull(at: index) }
        try bind(value, at: index)
    }

    /// SQLite copies the text. For short ones; long ones go through `withText`.
    func bind(_ value: String, at index: Int32) throws(StoreError) {
        let length = UInt64(value.utf8.count)
        try check(
            sqlite3_bind_text64(handle, index, value, length, csqlite_transient(), UInt8(SQLITE_UTF8))
        )
    }

    func bind(_ value: String?, at index: Int32) throws(StoreError) {
        guard let value else { return try bindNull(at: index) }
        try bind(value, at: index)
    }

    /// SQLite copies the bytes. For short ones; long ones go through `withBlob`.
    func bind(_ value: [UInt8], at index: Int32) throws(StoreError) {
        guard !value.isEmpty else { return try check(sqlite3_bind_zeroblob(handle, index, 0)) }
        try check(sqlite3_bind_blob64(handle, index, value, UInt64(value.count), csqlite_transient()))
    }

    /// To SQLite a negative limit is none, and every page has one.
    func bind(limit: Int, at index: Int32) throws(StoreError) {
        precondition(limit >= 0, "a page of \(limit) rows")
        try bind(Int64(limit), at: index)
    }

    func bindNull(at index: Int32) throws(StoreError) {
        try check(sqlite3_bind_null(handle, index))
    }

    /// Lends the bytes to SQLite for the time of `body`, in which the statement runs: nothing is copied.
    func withBlob(
        _ value: [UInt8],
        at index: Int32,
        _ body: () throws(StoreError) -> Void
    ) throws(StoreError) {
        guard !value.isEmpty else {
            try bind(value, at: index)
            return try body()
        }
        try value.withUnsafeBufferPointer { (bytes) throws(StoreError) in
            try check(
                sqlite3_bind_blob64(handle, index, bytes.baseAddress, UInt64(bytes.count), csqlite_static())
            )
            // The pointer must not outlive the loan.
            defer { sqlite3_bind_null(handle, index) }
            try body()
        }
    }

    /// Lends the text to SQLite for the time of `body`, in which the statement runs: nothing is copied.
    func withText(
        _ value: String,
        at index: Int32,
        _ body: () throws(StoreError) -> Void
    ) throws(StoreError) {
        let span = value.utf8.span
        try span.withUnsafeBufferPointer { (bytes) throws(StoreError) in
            guard let base = bytes.baseAddress else {
                try bind(value, at: index)
                return try body()
            }
            try check(
                sqlite3_bind_text64(
                    handle,
                    index,
                    UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self),
                    UInt64(bytes.count),
                    csqlite_static(),
                    UInt8(SQLITE_UTF8)
                )
            )
            defer { sqlite3_bind_null(handle, index) }
            try body()
        }
    }
}

// MARK: Running

extension Statement {
    /// Runs a statement that answers no rows.
    func run() throws(StoreError) {
        let result = sqlite3_step(handle)
        guard result == SQLITE_DONE || result == SQLITE_ROW else { throw stepFailure() }
        sqlite3_reset(handle)
    }

    /// The first row, or `nil` without one.
    func first<Value>(_ read: (borrowing Row) -> Value) throws(StoreError) -> Value? {
        switch sqlite3_step(handle) {
        case SQLITE_ROW:
            let value = read(Row(handle: handle))
            sqlite3_reset(handle)
            return value
        case SQLITE_DONE:
            sqlite3_reset(handle)
            return nil
        default:
            throw stepFailure()
        }
    }

    /// All rows.
    func all<Value>(_ read: (borrowing Row) -> Value) throws(StoreError) -> [Value] {
        var values: [Value] = []
        try each { row in
            values.append(read(row))
            return true
        }
        return values
    }

    /// Row after row, until `body` answers `false`.
    func each(_ body: (borrowing Row) -> Bool) throws(StoreError) {
        while true {
            switch sqlite3_step(handle) {
            case SQLITE_ROW:
                guard body(Row(handle: handle)) else {
                    sqlite3_reset(handle)
                    return
                }
            case SQLITE_DONE:
                sqlite3_reset(handle)
                return
            default:
                throw stepFailure()
            }
        }
    }

    @inline(__always)
    private func check(_ result: Int32) throws(StoreError) {
        guard result == SQLITE_OK else { throw failure() }
    }

    private func failure() -> StoreError {
        connection.failure(sql: String(cString: sqlite3_sql(handle)))
    }

    /// The error of a step, taken before the reset.
    private func stepFailure() -> StoreError {
        let error = failure()
        sqlite3_reset(handle)
        return error
    }
}

/// The row a statement stands on; valid only inside the closure it is handed to.
struct Row: ~Copyable {
    fileprivate let handle: OpaquePointer

    fileprivate init(handle: OpaquePointer) { self.handle = handle }

    @inline(__always)
    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func optionalInteger(_ column: Int32) -> Int64? {
        isNull(column) ? nil : integer(column)
    }

    func text(_ column: Int32) -> String {
        // Text first, then bytes: the other way round SQLite may convert in between.
        guard let start = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func optionalText(_ column: Int32) -> String? {
        isNull(column) ? nil : text(column)
    }

    func blob(_ column: Int32) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    private func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
}
