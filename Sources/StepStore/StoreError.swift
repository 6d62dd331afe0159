internal import CSQLite

/// Why the database could not do what was asked.
///
/// It carries the SQL but never the arguments: those hold users' documents.
package struct StoreError: Error, Equatable, CustomStringConvertible {
    /// What kind of failure, for a switch.
    package enum Code: Sendable, Equatable {
        /// Another process or connection holds the write lock (SQLITE_BUSY, SQLITE_LOCKED).
        case busy
        /// The disk, or the bound on the file's size, is full (SQLITE_FULL).
        case full
        /// The operating system refused to read, write or open (SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, ...).
        case inputOutput
        /// The file is damaged (SQLITE_CORRUPT), or no database at all (SQLITE_NOTADB).
        case corrupt
        /// A name or key is taken (SQLITE_CONSTRAINT_UNIQUE and _PRIMARYKEY).
        case notUnique
        /// Over a limit of SQLite's, as 1,000,000,000 bytes a value (SQLITE_TOOBIG).
        case tooBig
        /// Another daemon uses the state directory.
        case inUse
        /// The file belongs to another program.
        case foreign
        /// A newer version of the program wrote the file.
        case newerSchema
        /// Any other result of SQLite's.
        case other
    }

    package var code: Code
    /// SQLite's extended result code (https://sqlite.org/rescode.html); 0 when stepd itself refuses.
    package var extendedCode: Int32
    package var message: String
    package var sql: String?

    package var description: String {
        guard let sql else { return message }
        return "\(message) (SQLite result \(extendedCode), in: \(sql))"
    }
}

extension StoreError {
    /// A refusal of stepd's own, to end a transaction or a migration with.
    package init(_ code: Code, _ message: String) {
        self.init(code: code, extendedCode: 0, message: message, sql: nil)
    }

    /// The same failure, with what it kept from being done.
    func prefixed(with text: String) -> StoreError {
        var error = self
        error.message = "\(text): \(message)"
        return error
    }

    /// What a call of SQLite's answered.
    init(extendedCode: Int32, message: String, sql: String?) {
        self.init(
            code: Code(extendedCode: extendedCode),
            extendedCode: extendedCode,
            message: message,
            sql: sql
        )
    }
}

extension StoreError.Code {
    fileprivate init(extendedCode: Int32) {
        // The primary code is the low byte; SQLITE_CONSTRAINT_UNIQUE and _PRIMARYKEY are macros Swift does not import.
        let unique = SQLITE_CONSTRAINT | 8 << 8
        let primaryKey = SQLITE_CONSTRAINT | 6 << 8
        switch extendedCode & 0xff {
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy
        case SQLITE_FULL: self = .full
        case SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: self = .inputOutput
        case SQLITE_CORRUPT, SQLITE_NOTADB: self = .corrupt
        case SQLITE_TOOBIG: self = .tooBig
        case SQLITE_CONSTRAINT where extendedCode == unique || extendedCode == primaryKey: self = .notUnique
        default: self = .other
        }
    }
}
