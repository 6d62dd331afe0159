internal import CSQLite

/// A connection that cannot write, for one thread at a time; not Sendable, but it may be sent to another thread whole.
///
/// It sees what was committed when a read begins. Close it (drop the last reference) before the writer: the last
/// connection to close checkpoints, and only the writer may.
package final class StoreReader {
    let connection: Connection
    let activities: ActivityReads
    let admission: AdmissionReads
    let executions: ExecutionReads
    let histories: HistoryReads
    let machines: MachineReads
    let nested: NestedReads
    let notifications: NotificationReads
    let schedules: ScheduleReads
    let settings: SettingReads
    let tasks: TaskReads
    let timers: TimerReads

    /// Opens the file that a writer has made.
    ///
    /// - Throws: `.newerSchema`, `.foreign`, or what SQLite says, as when there is no such file.
    package convenience init(
        path: String,
        options: StoreOptions = StoreOptions(),
        schema: Schema = .current
    ) throws(StoreError) {
        // Not SQLITE_OPEN_READONLY: a reader of a write-ahead log takes part in its shared memory.
        let connection = try Connection(path: path, flags: SQLITE_OPEN_READWRITE, options: options)
        _ = csqlite_db_switch(connection.handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
        try schema.check(connection, path: path)
        let found = try schema.foundVersion(connection)
        guard found == schema.version else {
            throw StoreError(
                .other,
                "\(path) has schema version \(found), not \(schema.version): no writer has opened it"
            )
        }
        try connection.execute("PRAGMA query_only = ON")
        try self.init(connection: connection)
    }

    init(connection: Connection) throws(StoreError) {
        self.connection = connection
        activities = try ActivityReads(connection)
        admission = try AdmissionReads(connection)
        executions = try ExecutionReads(connection)
        histories = try HistoryReads(connection)
        machines = try MachineReads(connection)
        nested = try NestedReads(connection)
        notifications = try NotificationReads(connection)
        schedules = try ScheduleReads(connection)
        settings = try SettingReads(connection)
        tasks = try TaskReads(connection)
        timers = try TimerReads(connection)
    }

    /// Reads that all see the same committed state.
    ///
    /// Keep it short: while it lasts, the write-ahead log behind it cannot be reused. Inside the writer's transaction
    /// it is that transaction.
    package func snapshot<Value>(
        _ body: (StoreReader) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        guard !connection.isInTransaction else { return try body(self) }
        try connection.execute("BEGIN")
        defer { connection.rollBack() }
        return try body(self)
    }

    /// Gives the memory of pages that were read back (https://sqlite.org/pragma.html#pragma_shrink_memory).
    package func releaseMemory() {
        // Nothing depends on it.
        try? connection.execute("PRAGMA shrink_memory")
    }
}
