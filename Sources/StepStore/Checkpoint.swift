internal import CSQLite

/// What a checkpoint found and did: it moves pages from the write-ahead log into the database file.
///
/// SQLite makes one by itself at the end of a commit that leaves `StoreOptions.autoCheckpointPages` in the log; this is
/// for the times when nothing else is to do, so that the next commit need not. Only the writer may checkpoint.
package struct Checkpoint: Sendable, Equatable {
    /// How thorough it is (https://sqlite.org/c3ref/wal_checkpoint_v2.html).
    package enum Mode: Sendable {
        /// As much as the readers allow, waiting for none.
        case passive
        /// Everything, waiting for readers; the next writer begins the log anew.
        case restart
        /// As `restart`, and the log's file shrinks to nothing.
        case truncate
    }

    /// Pages in the log.
    package let logPages: Int
    /// Those of them that the database file holds too.
    package let movedPages: Int

    package var isComplete: Bool { logPages == movedPages }
}

extension StoreWriter {
    /// Moves pages from the write-ahead log into the database file.
    ///
    /// - Throws: `.busy` when `restart` or `truncate` found a reader that did not end in time; `passive` never does.
    @discardableResult
    package func checkpoint(_ mode: Checkpoint.Mode = .passive) throws(StoreError) -> Checkpoint {
        precondition(!connection.isInTransaction, "a checkpoint inside a transaction")
        let code =
            switch mode {
            case .passive: SQLITE_CHECKPOINT_PASSIVE
            case .restart: SQLITE_CHECKPOINT_RESTART
            case .truncate: SQLITE_CHECKPOINT_TRUNCATE
            }
        var logPages: Int32 = 0
        var movedPages: Int32 = 0
        let result = sqlite3_wal_checkpoint_v2(connection.handle, "main", code, &logPages, &movedPages)
        guard result == SQLITE_OK else { throw connection.failure(sql: "checkpoint \(mode)") }
        // -1: there is no write-ahead log, as in memory.
        return Checkpoint(logPages: max(0, Int(logPages)), movedPages: max(0, Int(movedPages)))
    }

    /// Gives free pages back to the file system, from the end of the file: at most `pagesMax`, which bounds the time it
    /// takes, since pages move.
    package func shrink(pagesMax: Int) throws(StoreError) {
        precondition(!connection.isInTransaction, "shrinking inside a transaction")
        try connection.execute("PRAGMA incremental_vacuum(\(pagesMax))")
    }
}
