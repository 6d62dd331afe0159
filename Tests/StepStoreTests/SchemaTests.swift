import StepStore
import Testing

@Suite struct SchemaTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private static let one = Migration(number: 1, name: "one", sql: "CREATE TABLE thing (a INTEGER) STRICT")

    /// Opens with a schema whose tables are not the store's, which fails as soon as the migrations are through.
    private func migrate(_ migrations: [Migration]) throws {
        _ = try? StoreWriter(path: directory.database, schema: Schema(migrations: migrations))
    }

    @Test func aNewFileHasTheCurrentVersionAndItsPragmas() throws {
        do {
            let store = try StoreWriter(path: directory.database)
            #expect(try store.schemaVersion() == Schema.current.version)
        }
        let raw = try RawDatabase(directory.database)
        #expect(try raw.column("PRAGMA application_id") == ["\(Schema.applicationID)"])
        #expect(try raw.column("PRAGMA auto_vacuum") == ["2"])
        #expect(try raw.column("PRAGMA journal_mode") == ["wal"])
        #expect(try raw.column("PRAGMA integrity_check") == ["ok"])
        let loose = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT strict"
        #expect(try raw.column(loose + " AND name NOT LIKE 'sqlite_%'") == [])
    }

    @Test func aFileOfVersionOneOpensWithItsRows() throws {
        try migrate([.initial])
        do {
            let raw = try RawDatabase(directory.database)
            for id in 1...3 {
                try raw.execute(
                    """
                    INSERT INTO execution (id, machine, revision, status, start_ms, event_count, redrive_count, name, input)
                    VALUES (\(id), 1, 1, 0, 0, 0, 0, 'e\(id)', '{}');
                    INSERT INTO state (execution, event_count, state) VALUES (\(id), 0, x'01')
                    """
                )
            }
        }
        let store = try StoreWriter(path: directory.database)
        #expect(try store.schemaVersion() == Schema.current.version)
        #expect(try store.reads.runningExecutionIDs(limit: 9) == [1, 2, 3])
    }

    @Test func anUpgradeRunsOnlyTheNewStepsInOrder() throws {
        try migrate([Self.one])
        try RawDatabase(directory.database).execute("INSERT INTO thing VALUES (5)")
        let two = Migration(number: 2, name: "two", sql: "ALTER TABLE thing ADD COLUMN b INTEGER") {
            (connection) throws(StoreError) in
            let value = try connection.number("SELECT a FROM thing") ?? 0
            try connection.execute("UPDATE thing SET b = \(value * 2)")
        }
        let three = Migration(number: 3, name: "three", sql: "UPDATE thing SET b = b + 1")
        try migrate([Self.one, two, three])
        let raw = try RawDatabase(directory.database)
        #expect(try raw.column("SELECT a || ',' || b FROM thing") == ["5,11"])
        #expect(try raw.column("PRAGMA user_version") == ["3"])
    }

    @Test func aStepThatFailsLeavesTheVersionBeforeIt() throws {
        try migrate([Self.one])
        let two = Migration(
            number: 2,
            name: "two",
            sql: "CREATE TABLE second (a INTEGER); INSERT INTO nothing VALUES (1)"
        )
        let error = try #require(throws: StoreError.self) {
            try StoreWriter(path: directory.database, schema: Schema(migrations: [Self.one, two]))
        }
        #expect(error.message.contains("migration 2 (two) failed"))
        let raw = try RawDatabase(directory.database)
        #expect(try raw.column("PRAGMA user_version") == ["1"])
        #expect(try raw.column("SELECT name FROM sqlite_schema WHERE type = 'table'") == ["thing"])
    }

    @Test func aNewerFileIsRefusedWithBothVersions() throws {
        do { _ = try StoreWriter(path: directory.database) }
        try RawDatabase(directory.database).execute("PRAGMA user_version = 4711")
        let error = try #require(throws: StoreError.self) { try StoreWriter(path: directory.database) }
        #expect(error.code == .newerSchema)
        #expect(error.message.contains("4711") && error.message.contains(" \(Schema.current.version):"))
        let readError = try #require(throws: StoreError.self) { try StoreReader(path: directory.database) }
        #expect(readError.code == .newerSchema)
    }

    @Test func anotherProgramsFileIsRefusedUnchanged() throws {
        try RawDatabase(directory.database).execute("CREATE TABLE theirs (a)")
        let before = try TemporaryDirectory.read(directory.database)
        let error = try #require(throws: StoreError.self) { try StoreWriter(path: directory.database) }
        #expect(error.code == .foreign)
        #expect(try TemporaryDirectory.read(directory.database) == before)
    }

    @Test func aFileThatIsNoDatabaseIsRefused() throws {
        try TemporaryDirectory.write([UInt8](repeating: 65, count: 5_000), to: directory.database)
        let error = try #require(throws: StoreError.self) { try StoreWriter(path: directory.database) }
        #expect(error.code == .corrupt)
        #expect(error.description.contains(directory.database))
    }

    @Test func aDirectoryThatIsNotThereIsNamed() throws {
        let path = directory.path + "/missing/stepd.sqlite"
        let error = try #require(throws: StoreError.self) { try StoreWriter(path: path) }
        #expect(error.code == .inputOutput && error.message.contains(directory.path + "/missing/"))
    }
}
