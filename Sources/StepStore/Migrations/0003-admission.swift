extension Migration {
    /// Executions that wait to begin, locks that jobs share, and slots that were missed in a row.
    ///
    /// A row of `slot` with `last_ms` stands for all slots from `slot_ms` to `last_ms`. They are few, so that the index
    /// which finds the one around an instant holds them alone.
    static let admission = Migration(
        number: 3,
        name: "admission",
        sql: """
            ALTER TABLE slot ADD COLUMN last_ms INTEGER;
            ALTER TABLE slot ADD COLUMN slot_count INTEGER;
            CREATE INDEX slot_range ON slot (job, last_ms) WHERE last_ms IS NOT NULL;

            CREATE TABLE pending (
                execution INTEGER PRIMARY KEY,
                machine INTEGER NOT NULL,
                not_before_ms INTEGER,
                deadline_ms INTEGER,
                flags INTEGER NOT NULL,
                locks TEXT NOT NULL,
                waits_for TEXT NOT NULL
            ) STRICT;

            CREATE TABLE lock (
                name TEXT PRIMARY KEY,
                execution INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;
            CREATE INDEX lock_by_execution ON lock (execution);
            """
    )
}
