/// The statements that change `pending` and `lock`.
struct AdmissionWrites {
    let insert: Statement
    let update: Statement
    let delete: Statement
    let insertLock: Statement
    let deleteLocks: Statement

    init(_ connection: Connection) throws(StoreError) {
        insert = try Statement(
            connection,
            """
            INSERT INTO pending (execution, machine, not_before_ms, deadline_ms, flags, locks, waits_for)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """
        )
        update = try Statement(
            connection,
            "UPDATE pending SET not_before_ms = ?2, deadline_ms = ?3, waits_for = ?4 WHERE execution = ?1"
        )
        delete = try Statement(connection, "DELETE FROM pending WHERE execution = ?1")
        insertLock = try Statement(connection, "INSERT INTO lock (name, execution) VALUES (?1, ?2)")
        deleteLocks = try Statement(connection, "DELETE FROM lock WHERE execution = ?1")
    }
}

/// The statements that read `pending` and `lock`.
struct AdmissionReads {
    let one: Statement
    let page: Statement
    let count: Statement
    let locks: Statement

    private static let columns = """
        SELECT execution, machine, not_before_ms, deadline_ms, flags, locks, waits_for FROM pending
        """

    init(_ connection: Connection) throws(StoreError) {
        one = try Statement(connection, "\(Self.columns) WHERE execution = ?1")
        page = try Statement(connection, "\(Self.columns) WHERE execution > ?1 ORDER BY execution LIMIT ?2")
        count = try Statement(connection, "SELECT machine, count(*) FROM pending GROUP BY machine")
        locks = try Statement(connection, "SELECT name, execution FROM lock WHERE name > ?1 ORDER BY name LIMIT ?2")
    }

    static func row(_ row: borrowing Row) -> PendingRow {
        PendingRow(
            execution: row.integer(0),
            machine: row.integer(1),
            notBeforeMilliseconds: row.optionalInteger(2),
            deadlineMilliseconds: row.optionalInteger(3),
            flags: row.integer(4),
            locks: row.text(5),
            waitsFor: row.text(6)
        )
    }
}

extension StoreWriter {
    /// Notes that an execution has not begun; none of this id is waiting yet.
    package func insertPending(_ row: PendingRow) throws(StoreError) {
        expectTransaction()
        try admission.insert.bind(row.execution, at: 1)
        try admission.insert.bind(row.machine, at: 2)
        try admission.insert.bind(row.notBeforeMilliseconds, at: 3)
        try admission.insert.bind(row.deadlineMilliseconds, at: 4)
        try admission.insert.bind(row.flags, at: 5)
        try admission.insert.bind(row.locks, at: 6)
        try admission.insert.bind(row.waitsFor, at: 7)
        try admission.insert.run()
    }

    /// An execution that has not begun waits for something else now, or until another time.
    package func updatePending(_ row: PendingRow) throws(StoreError) {
        expectTransaction()
        try admission.update.bind(row.execution, at: 1)
        try admission.update.bind(row.notBeforeMilliseconds, at: 2)
        try admission.update.bind(row.deadlineMilliseconds, at: 3)
        try admission.update.bind(row.waitsFor, at: 4)
        try admission.update.run()
    }

    /// An execution has begun, or never will.
    package func deletePending(_ execution: Int64) throws(StoreError) {
        expectTransaction()
        try admission.delete.bind(execution, at: 1)
        try admission.delete.run()
    }

    /// Gives a lock that nobody holds to an execution.
    package func insertLock(_ row: LockRow) throws(StoreError) {
        expectTransaction()
        try admission.insertLock.bind(row.name, at: 1)
        try admission.insertLock.bind(row.execution, at: 2)
        try admission.insertLock.run()
    }

    /// Takes all its locks from an execution.
    package func deleteLocks(of execution: Int64) throws(StoreError) {
        expectTransaction()
        try admission.deleteLocks.bind(execution, at: 1)
        try admission.deleteLocks.run()
    }
}

extension StoreReader {
    /// What an execution waits for; `nil` when it has begun.
    package func pending(_ execution: Int64) throws(StoreError) -> PendingRow? {
        try admission.one.bind(execution, at: 1)
        return try admission.one.first(AdmissionReads.row)
    }

    /// The executions that have not begun in the order of their ids, a page at a time: at most `limit` after
    /// `execution`, the last already read.
    package func pending(after execution: Int64 = .min, limit: Int) throws(StoreError) -> [PendingRow] {
        try admission.page.bind(execution, at: 1)
        try admission.page.bind(limit: limit, at: 2)
        return try admission.page.all(AdmissionReads.row)
    }

    /// How many executions of each machine have not begun.
    package func pendingCounts() throws(StoreError) -> [Int64: Int] {
        let counts = try admission.count.all { ($0.integer(0), Int($0.integer(1))) }
        return Dictionary(counts) { first, _ in first }
    }

    /// The locks that are held by name, a page at a time: at most `limit` after `name`, the last already read.
    package func locks(after name: String = "", limit: Int) throws(StoreError) -> [LockRow] {
        try admission.locks.bind(name, at: 1)
        try admission.locks.bind(limit: limit, at: 2)
        return try admission.locks.all { LockRow(name: $0.text(0), execution: $0.integer(1)) }
    }
}
