/// The statements that change `execution` and `state`.
struct ExecutionWrites {
    let insert: Statement
    let close: Statement
    let reopen: Statement
    let delete: Statement
    let insertState: Statement
    let updateState: Statement
    let deleteState: Statement

    init(_ connection: Connection) throws(StoreError) {
        insert = try Statement(
            connection,
            """
            INSERT INTO execution (id, machine, revision, status, start_ms, stop_ms, slot_ms, event_count,
                redrive_count, redrive_ms, name, trace_header, error, cause, input, output)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
            """
        )
        close = try Statement(
            connection,
            """
            UPDATE execution SET status = ?2, stop_ms = ?3, error = ?4, cause = ?5, event_count = ?6, output = ?7
            WHERE id = ?1
            """
        )
        reopen = try Statement(
            connection,
            """
            UPDATE execution SET status = \(ExecutionStatus.running.rawValue), stop_ms = NULL, error = NULL,
                cause = NULL, output = NULL, redrive_count = redrive_count + 1, redrive_ms = ?2
            WHERE id = ?1
            """
        )
        delete = try Statement(connection, "DELETE FROM execution WHERE id = ?1")
        insertState = try Statement(connection, "INSERT INTO state (execution, event_count, state) VALUES (?1, ?2, ?3)")
        updateState = try Statement(connection, "UPDATE state SET event_count = ?2, state = ?3 WHERE execution = ?1")
        deleteState = try Statement(connection, "DELETE FROM state WHERE execution = ?1")
    }
}

extension StoreWriter {
    /// Adds an execution that starts.
    ///
    /// `state` is the interpreter's when it is still running after its first turn, and `nil` when it has closed.
    ///
    /// - Throws: `.notUnique` when the machine has an execution of this name, or the id is taken.
    package func insertExecution(_ row: ExecutionRow, state: [UInt8]?) throws(StoreError) {
        expectTransaction()
        precondition((row.status == .running) == (state != nil), "a state belongs to a running execution: \(row.id)")
        try executions.insert.bind(row.id, at: 1)
        try executions.insert.bind(row.machine, at: 2)
        try executions.insert.bind(row.revision, at: 3)
        try executions.insert.bind(row.status.rawValue, at: 4)
        try executions.insert.bind(row.startMilliseconds, at: 5)
        try executions.insert.bind(row.stopMilliseconds, at: 6)
        try executions.insert.bind(row.slotMilliseconds, at: 7)
        try executions.insert.bind(row.eventCount, at: 8)
        try executions.insert.bind(row.redriveCount, at: 9)
        try executions.insert.bind(row.redriveMilliseconds, at: 10)
        try executions.insert.bind(row.name, at: 11)
        try executions.insert.bind(row.traceHeader, at: 12)
        try executions.insert.bind(row.error, at: 13)
        try executions.insert.bind(row.cause, at: 14)
        try executions.insert.bind(row.output, at: 16)
        try executions.insert.withText(row.input, at: 15) { () throws(StoreError) in try executions.insert.run() }
        guard let state else { return }
        try write(state, eventCount: row.eventCount, of: row.id, with: executions.insertState)
    }

    /// Writes the state of an execution that goes on after a turn.
    package func updateExecution(id: Int64, eventCount: Int64, state: [UInt8]) throws(StoreError) {
        expectTransaction()
        try write(state, eventCount: eventCount, of: id, with: executions.updateState)
        precondition(connection.changes == 1, "execution \(id) has no state: it is not running")
    }

    /// Writes how an execution ended, with any status but `running`, and removes its state.
    ///
    /// Its timers and tasks are the caller's to remove, by their keys.
    package func closeExecution(
        id: Int64,
        status: ExecutionStatus,
        stopMilliseconds: Int64,
        output: String? = nil,
        error: String? = nil,
        cause: String? = nil,
        eventCount: Int64
    ) throws(StoreError) {
        expectTransaction()
        precondition(status != .running, "execution \(id) closed as running")
        try executions.close.bind(id, at: 1)
        try executions.close.bind(status.rawValue, at: 2)
        try executions.close.bind(stopMilliseconds, at: 3)
        try executions.close.bind(error, at: 4)
        try executions.close.bind(cause, at: 5)
        try executions.close.bind(eventCount, at: 6)
        if let output {
            try executions.close.withText(output, at: 7) { () throws(StoreError) in try executions.close.run() }
        } else {
            try executions.close.bindNull(at: 7)
            try executions.close.run()
        }
        precondition(connection.changes == 1, "there is no execution \(id)")
        try Self.delete(id, with: executions.deleteState)
    }

    /// Makes a closed execution run again (RedriveExecution): its stop, error, cause and output are forgotten, and its
    /// redrives are one more.
    package func reopenExecution(
        id: Int64,
        redriveMilliseconds: Int64,
        eventCount: Int64,
        state: [UInt8]
    ) throws(StoreError) {
        expectTransaction()
        try executions.reopen.bind(id, at: 1)
        try executions.reopen.bind(redriveMilliseconds, at: 2)
        try executions.reopen.run()
        precondition(connection.changes == 1, "there is no execution \(id)")
        try write(state, eventCount: eventCount, of: id, with: executions.insertState)
    }

    /// Removes a closed execution and its history, as its retention ends. Its id is not given again.
    package func deleteExecution(id: Int64) throws(StoreError) {
        expectTransaction()
        if try reads.executionIDMax() == id { try setSetting(SettingRow.executionIDMax, to: String(id)) }
        try Self.delete(id, with: histories.delete)
        try Self.delete(id, with: executions.deleteState)
        try Self.delete(id, with: executions.delete)
    }

    private static func delete(_ id: Int64, with statement: Statement) throws(StoreError) {
        try statement.bind(id, at: 1)
        try statement.run()
    }

    private func write(
        _ state: [UInt8],
        eventCount: Int64,
        of execution: Int64,
        with statement: Statement
    ) throws(StoreError) {
        try statement.bind(execution, at: 1)
        try statement.bind(eventCount, at: 2)
        try statement.bind(state, at: 3)
        try statement.run()
    }
}
