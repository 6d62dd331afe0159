extension Migration {
    /// What the daemon has to tell people and other programs, until it is told.
    static let notifications = Migration(
        number: 4,
        name: "notifications",
        sql: """
            CREATE TABLE notification (
                id INTEGER PRIMARY KEY,
                key TEXT NOT NULL UNIQUE,
                job TEXT NOT NULL,
                target TEXT NOT NULL,
                created_ms INTEGER NOT NULL,
                due_ms INTEGER NOT NULL,
                attempts INTEGER NOT NULL,
                body TEXT NOT NULL
            ) STRICT;
            """
    )
}
