/// The statements that change `machine` and `revision`.
struct MachineWrites {
    let insert: Statement
    let update: Statement
    let delete: Statement
    let insertRevision: Statement
    let deleteRevisions: Statement

    init(_ connection: Connection) throws(StoreError) {
        insert = try Statement(
            connection,
            """
            INSERT INTO machine (revision, type, role_arn, created_ms, updated_ms, origin, status, name)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """
        )
        update = try Statement(
            connection,
            """
            UPDATE machine SET revision = ?1, type = ?2, role_arn = ?3, created_ms = ?4, updated_ms = ?5, origin = ?6,
                status = ?7
            WHERE id = ?8
            """
        )
        delete = try Statement(connection, "DELETE FROM machine WHERE id = ?1")
        insertRevision = try Statement(
            connection,
            """
            INSERT INTO revision (machine, created_ms, digest, attributes, definition, source_map)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            """
        )
        deleteRevisions = try Statement(connection, "DELETE FROM revision WHERE machine = ?1")
    }

    /// Binds all that may change; the eighth argument is the caller's.
    static func bind(_ row: MachineRow, to statement: Statement) throws(StoreError) {
        try statement.bind(row.revision, at: 1)
        try statement.bind(row.type, at: 2)
        try statement.bind(row.roleARN, at: 3)
        try statement.bind(row.createdMilliseconds, at: 4)
        try statement.bind(row.updatedMilliseconds, at: 5)
        try statement.bind(row.origin, at: 6)
        try statement.bind(row.status.rawValue, at: 7)
    }
}

/// The statements that read `machine` and `revision`.
struct MachineReads {
    let byID: Statement
    let byName: Statement
    let page: Statement
    let revision: Statement
    let revisionByDigest: Statement

    init(_ connection: Connection) throws(StoreError) {
        let columns = "SELECT id, name, revision, type, role_arn, created_ms, updated_ms, origin, status FROM machine"
        byID = try Statement(connection, "\(columns) WHERE id = ?1")
        byName = try Statement(connection, "\(columns) WHERE name = ?1")
        page = try Statement(connection, "\(columns) WHERE name > ?1 ORDER BY name LIMIT ?2")
        let revisionColumns = """
            SELECT id, machine, digest, definition, source_map, attributes, created_ms FROM revision
            """
        revision = try Statement(connection, "\(revisionColumns) WHERE id = ?1")
        revisionByDigest = try Statement(
            connection,
            "\(revisionColumns) WHERE machine = ?1 AND digest = ?2 ORDER BY id DESC LIMIT 1"
        )
    }

    static func row(_ row: borrowing Row) -> MachineRow {
        guard let status = MachineStatus(rawValue: row.text(8)) else {
            preconditionFailure("machine status \(row.text(8)) in the database")
        }
        return MachineRow(
            id: row.integer(0),
            name: row.text(1),
            revision: row.integer(2),
            type: row.text(3),
            roleARN: row.text(4),
            createdMilliseconds: row.integer(5),
            updatedMilliseconds: row.integer(6),
            origin: row.text(7),
            status: status
        )
    }

    static func revisionRow(_ row: borrowing Row) -> RevisionRow {
        RevisionRow(
            id: row.integer(0),
            machine: row.integer(1),
            digest: row.blob(2),
            definition: row.text(3),
            sourceMap: row.optionalText(4),
            attributes: row.optionalText(5),
            createdMilliseconds: row.integer(6)
        )
    }
}

extension StoreWriter {
    /// Adds a machine and its first revision.
    ///
    /// The ids in the rows, and the machine's `revision`, are given here; what the caller put there is not read.
    ///
    /// - Returns: both rows as written.
    /// - Throws: `.notUnique` when there is a machine of this name.
    package func insertMachine(
        _ machine: MachineRow,
        revision: RevisionRow
    ) throws(StoreError) -> (machine: MachineRow, revision: RevisionRow) {
        expectTransaction()
        var machine = machine
        machine.revision = 0
        try MachineWrites.bind(machine, to: machines.insert)
        try machines.insert.bind(machine.name, at: 8)
        try machines.insert.run()
        machine.id = connection.lastInsertedID
        var revision = revision
        revision.machine = machine.id
        revision.id = try insertRevision(revision)
        machine.revision = revision.id
        try updateMachine(machine)
        return (machine, revision)
    }

    /// Adds a revision; it becomes the current one by `updateMachine`.
    ///
    /// - Returns: its id, which is given here; what the caller put in the row is not read.
    package func insertRevision(_ row: RevisionRow) throws(StoreError) -> Int64 {
        expectTransaction()
        try machines.insertRevision.bind(row.machine, at: 1)
        try machines.insertRevision.bind(row.createdMilliseconds, at: 2)
        try machines.insertRevision.bind(row.digest, at: 3)
        try machines.insertRevision.bind(row.attributes, at: 4)
        try machines.insertRevision.bind(row.definition, at: 5)
        try machines.insertRevision.bind(row.sourceMap, at: 6)
        try machines.insertRevision.run()
        return connection.lastInsertedID
    }

    /// Writes all of a machine but its name, by its id.
    package func updateMachine(_ row: MachineRow) throws(StoreError) {
        expectTransaction()
        try MachineWrites.bind(row, to: machines.update)
        try machines.update.bind(row.id, at: 8)
        try machines.update.run()
        precondition(connection.changes == 1, "there is no machine \(row.id)")
    }

    /// Removes a machine and its revisions. Its executions must have been deleted.
    package func deleteMachine(id: Int64) throws(StoreError) {
        expectTransaction()
        try machines.deleteRevisions.bind(id, at: 1)
        try machines.deleteRevisions.run()
        try machines.delete.bind(id, at: 1)
        try machines.delete.run()
    }
}

extension StoreReader {
    /// A machine; `nil` when there is none of this id.
    package func machine(id: Int64) throws(StoreError) -> MachineRow? {
        try machines.byID.bind(id, at: 1)
        return try machines.byID.first(MachineReads.row)
    }

    /// A machine; `nil` when there is none of this name.
    package func machine(named name: String) throws(StoreError) -> MachineRow? {
        try machines.byName.bind(name, at: 1)
        return try machines.byName.first(MachineReads.row)
    }

    /// The machines in the order of their names (by bytes), a page at a time: at most `limit` after `name`, the last
    /// already read.
    package func machines(after name: String = "", limit: Int) throws(StoreError) -> [MachineRow] {
        try machines.page.bind(name, at: 1)
        try machines.page.bind(limit: limit, at: 2)
        return try machines.page.all(MachineReads.row)
    }

    /// A revision; `nil` when there is none of this id.
    package func revision(id: Int64) throws(StoreError) -> RevisionRow? {
        try machines.revision.bind(id, at: 1)
        return try machines.revision.first(MachineReads.revisionRow)
    }

    /// The latest revision of a machine with this digest; `nil` when it never had that definition.
    package func revision(machine: Int64, digest: [UInt8]) throws(StoreError) -> RevisionRow? {
        try machines.revisionByDigest.bind(machine, at: 1)
        try machines.revisionByDigest.bind(digest, at: 2)
        return try machines.revisionByDigest.first(MachineReads.revisionRow)
    }
}
