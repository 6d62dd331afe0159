internal import CSQLite

/// The one connection that writes.
///
/// The engine's thread owns it; the type is not Sendable. It runs with `journal_mode=WAL` and `synchronous=FULL`: when
/// `transaction` returns, what was written survives a crash of the process and of the machine
/// (https://sqlite.org/pragma.html#pragma_synchronous). Writing outside a transaction traps: the engine's rule is one
/// commit a turn, and nothing that acts on the outside before it.
package final class StoreWriter {
    /// The database, as the writer itself sees it: with what the open transaction has written.
    package let reads: StoreReader

    let connection: Connection
    let activities: ActivityWrites
    let admission: AdmissionWrites
    let executions: ExecutionWrites
    let histories: HistoryWrites
    let machines: MachineWrites
    let nested: NestedWrites
    let notifications: NotificationWrites
    let schedules: ScheduleWrites
    let settings: SettingWrites
    let tasks: TaskWrites
    let timers: TimerWrites

    /// Opens the database, makes it when there is none, and brings its tables up to date.
    ///
    /// - Parameters:
    ///   - path: the file, in an existing directory; `:memory:` is a database that ends with the writer.
    ///   - options: limits and the like.
    ///   - schema: the program's, but for tests of upgrades.
    /// - Throws: `.inUse` when another daemon has the directory, `.newerSchema`, `.foreign`, or what SQLite says.
    package convenience init(
        path: String,
        options: StoreOptions = StoreOptions(),
        schema: Schema = .current
    ) throws(StoreError) {
        let isFile = path != ":memory:"
        let lock = isFile ? try StoreLock(besides: path) : nil
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let connection = try Connection(path: path, flags: flags, options: options, lock: lock)
        try schema.check(connection, path: path)
        // Only before the first table, and before the switch to WAL writes the first page.
        try connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        if isFile {
            let mode = try connection.text("PRAGMA journal_mode = WAL")
            guard mode == "wal" else {
                throw StoreError(.inputOutput, "\(path): this file system does not allow SQLite's write-ahead log")
            }
        }
        try self.init(connection: connection, options: options, schema: schema)
    }

    init(connection: Connection, options: StoreOptions, schema: Schema) throws(StoreError) {
        try connection.execute(
            """
            PRAGMA synchronous = FULL;
            PRAGMA wal_autocheckpoint = \(options.autoCheckpointPages);
            PRAGMA journal_size_limit = \(options.idleLogBytesMax)
            """
        )
        if let pages = options.pageCountMax { try connection.execute("PRAGMA max_page_count = \(pages)") }
        try schema.migrate(connection)
        self.connection = connection
        activities = try ActivityWrites(connection)
        admission = try AdmissionWrites(connection)
        executions = try ExecutionWrites(connection)
        histories = try HistoryWrites(connection)
        machines = try MachineWrites(connection)
        nested = try NestedWrites(connection)
        notifications = try NotificationWrites(connection)
        schedules = try ScheduleWrites(connection)
        settings = try SettingWrites(connection)
        tasks = try TaskWrites(connection)
        timers = try TimerWrites(connection)
        reads = try StoreReader(connection: connection)
    }

    /// Writes everything `body` writes, or nothing.
    ///
    /// - Returns: what `body` returns, after the commit has reached the disk.
    /// - Throws: what `body` throws, or why the transaction could not begin or commit; nothing is written then, and the
    ///   writer can be used on.
    package func transaction<Value>(
        _ body: (StoreWriter) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        precondition(!connection.isInTransaction, "a transaction inside a transaction")
        return try connection.transaction { () throws(StoreError) in try body(self) }
    }

    /// The schema version of the file.
    package func schemaVersion() throws(StoreError) -> Int64 {
        try connection.number("PRAGMA user_version") ?? 0
    }

    /// Bounds the file to a number of pages (of 4 KiB) from now on: beyond it, writes fail with `.full`. SQLite raises
    /// a bound below the present size to that size.
    package func limitPages(to pages: Int64) throws(StoreError) {
        try connection.execute("PRAGMA max_page_count = \(pages)")
    }

    /// The pages of the file, those to be reused included.
    package func pageCount() throws(StoreError) -> Int64 {
        try connection.number("PRAGMA page_count") ?? 0
    }

    /// Pages of the file that nothing uses.
    package func freePageCount() throws(StoreError) -> Int64 {
        try connection.number("PRAGMA freelist_count") ?? 0
    }

    /// Traps when no transaction is open.
    @inline(__always)
    func expectTransaction(_ function: StaticString = #function) {
        precondition(connection.isInTransaction, "\(function) outside a transaction")
    }
}
