extension Migration {
    /// The tables of the first release. Times are milliseconds since 1970, UTC.
    ///
    /// Small columns stand before documents, so that lists and lookups never touch the pages a long document spills to.
    /// `history` is a rowid table with a unique index: appends go to one end of it, which costs a third less than a
    /// table clustered by execution. `state` holds a row for each running execution. AUTOINCREMENT: an id is never used
    /// twice.
    package static let initial = Migration(
        number: 1,
        name: "initial",
        sql: """
            CREATE TABLE machine (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT NOT NULL UNIQUE,
                revision INTEGER NOT NULL,
                type TEXT NOT NULL,
                role_arn TEXT NOT NULL,
                created_ms INTEGER NOT NULL,
                updated_ms INTEGER NOT NULL,
                origin TEXT NOT NULL,
                status TEXT NOT NULL
            ) STRICT;

            CREATE TABLE revision (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                machine INTEGER NOT NULL,
                created_ms INTEGER NOT NULL,
                digest BLOB NOT NULL,
                attributes TEXT,
                definition TEXT NOT NULL,
                source_map TEXT
            ) STRICT;
            CREATE INDEX revision_by_machine ON revision (machine);

            CREATE TABLE execution (
                id INTEGER PRIMARY KEY,
                machine INTEGER NOT NULL,
                revision INTEGER NOT NULL,
                status INTEGER NOT NULL,
                start_ms INTEGER NOT NULL,
                stop_ms INTEGER,
                slot_ms INTEGER,
                event_count INTEGER NOT NULL,
                redrive_count INTEGER NOT NULL,
                redrive_ms INTEGER,
                name TEXT NOT NULL,
                trace_header TEXT,
                error TEXT,
                cause TEXT,
                input TEXT NOT NULL,
                output TEXT
            ) STRICT;
            CREATE UNIQUE INDEX execution_by_name ON execution (machine, name);
            CREATE INDEX execution_by_status ON execution (machine, status, start_ms);

            CREATE TABLE state (
                execution INTEGER PRIMARY KEY,
                event_count INTEGER NOT NULL,
                state BLOB NOT NULL
            ) STRICT;

            CREATE TABLE history (
                execution INTEGER NOT NULL,
                first_event INTEGER NOT NULL,
                event_count INTEGER NOT NULL,
                time_ms INTEGER NOT NULL,
                cause BLOB NOT NULL,
                events BLOB NOT NULL
            ) STRICT;
            CREATE UNIQUE INDEX history_by_execution ON history (execution, first_event);

            CREATE TABLE timer (
                due_ms INTEGER NOT NULL,
                execution INTEGER NOT NULL,
                timer INTEGER NOT NULL,
                payload INTEGER NOT NULL,
                PRIMARY KEY (due_ms, execution, timer)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE task (
                execution INTEGER NOT NULL,
                token INTEGER NOT NULL,
                status INTEGER NOT NULL,
                request BLOB NOT NULL,
                PRIMARY KEY (execution, token)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE slot (
                job TEXT NOT NULL,
                slot_ms INTEGER NOT NULL,
                execution INTEGER,
                outcome INTEGER NOT NULL,
                reason TEXT,
                recorded_ms INTEGER NOT NULL,
                PRIMARY KEY (job, slot_ms)
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE schedule (
                job TEXT PRIMARY KEY,
                anchor_ms INTEGER NOT NULL,
                considered_ms INTEGER NOT NULL,
                paused INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE setting (
                key TEXT PRIMARY KEY,
                value TEXT NOT NULL
            ) STRICT, WITHOUT ROWID;
            """
    )
}
