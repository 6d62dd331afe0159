/// The statements that read `execution` and `state`.
struct ExecutionReads {
    let one: Statement
    let byName: Statement
    let machinesByName: Statement
    let state: Statement
    let running: Statement
    let listAll: Statement
    let listByStatus: Statement
    let listEverywhere: Statement
    let idMax: Statement
    let expired: Statement
    let beyond: Statement
    let counts: Statement
    let runningOfMachine: Statement

    private static let columns = """
        SELECT id, machine, revision, status, start_ms, stop_ms, slot_ms, redrive_count, redrive_ms, name
        """

    /// The newest of one machine and status before a cursor: a range of `execution_by_status`, read backwards.
    private static func newest(status: String) -> String {
        "\(columns) FROM execution WHERE machine = ?1 AND status = \(status) AND (start_ms, id) < (?2, ?3)"
    }

    init(_ connection: Connection) throws(StoreError) {
        one = try Statement(
            connection,
            "\(Self.columns), event_count, trace_header, error, cause, input, output FROM execution WHERE id = ?1"
        )
        byName = try Statement(connection, "SELECT id FROM execution WHERE machine = ?1 AND name = ?2")
        // CROSS JOIN: each machine is looked up in `execution_by_name`, for no index begins with the execution's name.
        machinesByName = try Statement(
            connection,
            """
            SELECT m.name FROM machine m CROSS JOIN execution e ON e.machine = m.id AND e.name = ?1
            ORDER BY m.name LIMIT ?2
            """
        )
        state = try Statement(
            connection,
            """
            SELECT e.id, e.machine, e.revision, e.name, e.start_ms, e.slot_ms, e.redrive_count, s.event_count, s.state,
                e.input
            FROM state s JOIN execution e ON e.id = s.execution WHERE s.execution = ?1
            """
        )
        running = try Statement(
            connection,
            "SELECT execution FROM state WHERE execution > ?1 ORDER BY execution LIMIT ?2"
        )
        // One range for each status; SQLite merges them as it goes, so no index by start alone is needed.
        listAll = try Statement(
            connection,
            ExecutionStatus.allCases.map { Self.newest(status: String($0.rawValue)) }.joined(separator: " UNION ALL ")
                + " ORDER BY start_ms DESC, id DESC LIMIT ?4"
        )
        listByStatus = try Statement(
            connection,
            Self.newest(status: "?5") + " ORDER BY start_ms DESC, id DESC LIMIT ?4"
        )
        listEverywhere = try Statement(
            connection,
            "\(Self.columns) FROM execution WHERE id < ?1 ORDER BY id DESC LIMIT ?2"
        )
        idMax = try Statement(connection, "SELECT max(id) FROM execution")
        expired = try Statement(
            connection,
            """
            SELECT id FROM execution WHERE machine = ?1 AND status = ?2 AND start_ms <= ?3
                AND (stop_ms < ?4 OR (start_ms, id) <= (?5, ?6))
            ORDER BY start_ms, id LIMIT ?7
            """
        )
        beyond = try Statement(
            connection,
            ExecutionStatus.allCases.map {
                "SELECT start_ms, id FROM execution WHERE machine = ?1 AND status = \($0.rawValue)"
            }.joined(separator: " UNION ALL ") + " ORDER BY start_ms DESC, id DESC LIMIT 1 OFFSET ?2"
        )
        counts = try Statement(connection, "SELECT status, count(*) FROM execution GROUP BY status")
        runningOfMachine = try Statement(
            connection,
            "SELECT count(*) FROM execution WHERE machine = ?1 AND status = \(ExecutionStatus.running.rawValue)"
        )
    }

    static func status(_ value: Int64) -> ExecutionStatus {
        guard let status = ExecutionStatus(rawValue: value) else {
            preconditionFailure("execution status \(value) in the database")
        }
        return status
    }

    static func summary(_ row: borrowing Row) -> ExecutionSummary {
        ExecutionSummary(
            id: row.integer(0),
            machine: row.integer(1),
            revision: row.integer(2),
            name: row.text(9),
            status: status(row.integer(3)),
            startMilliseconds: row.integer(4),
            stopMilliseconds: row.optionalInteger(5),
            slotMilliseconds: row.optionalInteger(6),
            redriveCount: row.integer(7),
            redriveMilliseconds: row.optionalInteger(8)
        )
    }

    static func row(_ row: borrowing Row) -> ExecutionRow {
        ExecutionRow(
            id: row.integer(0),
            machine: row.integer(1),
            revision: row.integer(2),
            name: row.text(9),
            status: status(row.integer(3)),
            startMilliseconds: row.integer(4),
            stopMilliseconds: row.optionalInteger(5),
            input: row.text(14),
            output: row.optionalText(15),
            error: row.optionalText(12),
            cause: row.optionalText(13),
            slotMilliseconds: row.optionalInteger(6),
            traceHeader: row.optionalText(11),
            eventCount: row.integer(10),
            redriveCount: row.integer(7),
            redriveMilliseconds: row.optionalInteger(8)
        )
    }

    static func stateRow(_ row: borrowing Row) -> ExecutionStateRow {
        ExecutionStateRow(
            execution: row.integer(0),
            machine: row.integer(1),
            revision: row.integer(2),
            name: row.text(3),
            startMilliseconds: row.integer(4),
            slotMilliseconds: row.optionalInteger(5),
            redriveCount: row.integer(6),
            eventCount: row.integer(7),
            state: row.blob(8),
            input: row.text(9)
        )
    }
}

extension StoreReader {
    /// An execution; `nil` when there is none of this id.
    package func execution(id: Int64) throws(StoreError) -> ExecutionRow? {
        try executions.one.bind(id, at: 1)
        return try executions.one.first(ExecutionReads.row)
    }

    /// The id of the execution of this name, whatever its status.
    package func executionID(machine: Int64, name: String) throws(StoreError) -> Int64? {
        try executions.byName.bind(machine, at: 1)
        try executions.byName.bind(name, at: 2)
        return try executions.byName.first { $0.integer(0) }
    }

    /// The names of the machines that have an execution of this name, in their order (by bytes): at most `limit`.
    package func machines(ofExecution name: String, limit: Int) throws(StoreError) -> [String] {
        try executions.machinesByName.bind(name, at: 1)
        try executions.machinesByName.bind(limit: limit, at: 2)
        return try executions.machinesByName.all { $0.text(0) }
    }

    /// The state of a running execution; `nil` when it has closed or never was.
    package func executionState(id: Int64) throws(StoreError) -> ExecutionStateRow? {
        try executions.state.bind(id, at: 1)
        return try executions.state.first(ExecutionReads.stateRow)
    }

    /// The ids of running executions, ascending, a page at a time: at most `limit` after `id`, the last already read.
    package func runningExecutionIDs(after id: Int64 = .min, limit: Int) throws(StoreError) -> [Int64] {
        try executions.running.bind(id, at: 1)
        try executions.running.bind(limit: limit, at: 2)
        return try executions.running.all { $0.integer(0) }
    }

    /// A machine's executions by start, newest first, a page at a time: at most `limit` after `cursor`, the place of
    /// the last already read.
    ///
    /// With a `status`, those only. Executions that start between two pages come before the cursor, so they do not
    /// shift the pages.
    package func executions(
        machine: Int64,
        status: ExecutionStatus? = nil,
        after cursor: ExecutionCursor = .newest,
        limit: Int
    ) throws(StoreError) -> [ExecutionSummary] {
        guard let status else { return try list(executions.listAll, machine, cursor, limit) }
        try executions.listByStatus.bind(status.rawValue, at: 5)
        return try list(executions.listByStatus, machine, cursor, limit)
    }

    private func list(
        _ statement: Statement,
        _ machine: Int64,
        _ cursor: ExecutionCursor,
        _ limit: Int
    ) throws(StoreError) -> [ExecutionSummary] {
        try statement.bind(machine, at: 1)
        try statement.bind(cursor.startMilliseconds, at: 2)
        try statement.bind(cursor.id, at: 3)
        try statement.bind(limit: limit, at: 4)
        return try statement.all(ExecutionReads.summary)
    }

    /// The executions of all machines by id, newest first, a page at a time: at most `limit` before `id`, the last
    /// already read.
    package func executions(before id: Int64 = .max, limit: Int) throws(StoreError) -> [ExecutionSummary] {
        try executions.listEverywhere.bind(id, at: 1)
        try executions.listEverywhere.bind(limit: limit, at: 2)
        return try executions.listEverywhere.all(ExecutionReads.summary)
    }

    /// The highest execution id ever given, 0 when none was: the next is one more.
    package func executionIDMax() throws(StoreError) -> Int64 {
        let present = try executions.idMax.first { $0.integer(0) } ?? 0
        let deleted = try setting(SettingRow.executionIDMax).flatMap { Int64($0) } ?? 0
        return max(present, deleted)
    }

    /// The ids of a machine's executions of a status, the oldest first, that stopped before an instant or started no later
    /// than another execution: at most `limit`.
    package func expiredExecutions(
        machine: Int64,
        status: ExecutionStatus,
        stoppedBefore: Int64,
        startedUpTo last: ExecutionCursor?,
        limit: Int
    ) throws(StoreError) -> [Int64] {
        let last = last ?? ExecutionCursor(startMilliseconds: .min, id: .min)
        try executions.expired.bind(machine, at: 1)
        try executions.expired.bind(status.rawValue, at: 2)
        try executions.expired.bind(max(stoppedBefore, last.startMilliseconds), at: 3)
        try executions.expired.bind(stoppedBefore, at: 4)
        try executions.expired.bind(last.startMilliseconds, at: 5)
        try executions.expired.bind(last.id, at: 6)
        try executions.expired.bind(limit: limit, at: 7)
        return try executions.expired.all { $0.integer(0) }
    }

    /// The place of a machine's newest execution beyond the `count` newest; `nil` when there are no more than those.
    package func execution(ofMachine machine: Int64, beyond count: Int64) throws(StoreError) -> ExecutionCursor? {
        try executions.beyond.bind(machine, at: 1)
        try executions.beyond.bind(count, at: 2)
        return try executions.beyond.first { ExecutionCursor(startMilliseconds: $0.integer(0), id: $0.integer(1)) }
    }

    /// How many executions there are of each status; a status without any is absent. Reads a whole index: for starts
    /// and reports, not for turns.
    package func executionCounts() throws(StoreError) -> [ExecutionStatus: Int] {
        var counts: [ExecutionStatus: Int] = [:]
        try executions.counts.each { row in
            counts[ExecutionReads.status(row.integer(0))] = Int(row.integer(1))
            return true
        }
        return counts
    }

    /// How many executions of a machine are running.
    package func runningExecutionCount(machine: Int64) throws(StoreError) -> Int {
        try executions.runningOfMachine.bind(machine, at: 1)
        return Int(try executions.runningOfMachine.first { $0.integer(0) } ?? 0)
    }
}
