/// The tables, as the list of steps that lead to them.
///
/// The version is the database's `user_version`; `application_id` tells stepd's files from others' (both are fields of
/// the file header, https://sqlite.org/fileformat2.html). Each step runs in a transaction of its own with the version
/// it reaches, so an interrupted upgrade goes on where it stopped.
package struct Schema: Sendable {
    /// "STEP" in ASCII.
    package static let applicationID: Int64 = 0x5354_4550

    /// This program's.
    package static let current = Schema(migrations: [.initial, .activities, .admission, .notifications])

    private let migrations: [Migration]

    /// - Parameter migrations: numbered 1, 2, 3, ...
    package init(migrations: [Migration]) {
        for (index, migration) in migrations.enumerated() {
            precondition(migration.number == Int64(index) + 1, "migration \(migration.number) stands at \(index + 1)")
        }
        self.migrations = migrations
    }

    package var version: Int64 { Int64(migrations.count) }

    /// Refuses a file that is another program's or a newer version's, before anything in it changes.
    func check(_ connection: Connection, path: String) throws(StoreError) {
        let application = try connection.number("PRAGMA application_id") ?? 0
        let tables = try connection.number("SELECT count(*) FROM sqlite_schema") ?? 0
        guard application == Self.applicationID || (application == 0 && tables == 0) else {
            throw StoreError(
                .foreign,
                "\(path) is a database of another program (application_id \(application));"
                    + " name another directory with --state"
            )
        }
        let found = try foundVersion(connection)
        guard found <= version else {
            throw StoreError(
                .newerSchema,
                "\(path) has schema version \(found), and this stepd knows versions up to \(version):"
                    + " start the newer stepd that wrote it, or restore a backup"
            )
        }
    }

    /// Runs the steps that the file has not seen.
    func migrate(_ connection: Connection) throws(StoreError) {
        let found = try foundVersion(connection)
        for migration in migrations where migration.number > found {
            try connection.transaction { () throws(StoreError) in
                do throws(StoreError) {
                    try connection.execute("PRAGMA application_id = \(Self.applicationID)")
                    try connection.execute(migration.sql)
                    try migration.step?(connection)
                    try connection.execute("PRAGMA user_version = \(migration.number)")
                } catch {
                    throw error.prefixed(with: "migration \(migration.number) (\(migration.name)) failed")
                }
            }
        }
    }

    func foundVersion(_ connection: Connection) throws(StoreError) -> Int64 {
        try connection.number("PRAGMA user_version") ?? 0
    }
}
