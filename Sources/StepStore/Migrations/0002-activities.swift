extension Migration {
    /// Activities, and executions that were started by tasks which wait for their end.
    static let activities = Migration(
        number: 2,
        name: "activities",
        sql: """
            CREATE TABLE activity (
                name TEXT PRIMARY KEY,
                created_ms INTEGER NOT NULL
            ) STRICT, WITHOUT ROWID;

            CREATE TABLE nested (
                execution INTEGER PRIMARY KEY,
                parent INTEGER NOT NULL,
                frame INTEGER NOT NULL,
                event INTEGER NOT NULL
            ) STRICT;
            """
    )
}
