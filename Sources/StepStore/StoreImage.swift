internal import CSQLite

/// A whole database as bytes, as the file would hold it (https://sqlite.org/c3ref/serialize.html).
///
/// Simulation takes one after each commit and boots a fresh engine from it.
package struct StoreImage: Sendable, Equatable {
    package let bytes: [UInt8]

    package init(bytes: [UInt8]) { self.bytes = bytes }
}

extension StoreWriter {
    /// All that is committed.
    package func image() throws(StoreError) -> StoreImage {
        precondition(!connection.isInTransaction, "an image inside a transaction")
        var count: sqlite3_int64 = 0
        guard let start = sqlite3_serialize(connection.handle, "main", &count, 0) else {
            throw StoreError(.other, "no memory for an image of the database")
        }
        defer { sqlite3_free(start) }
        return StoreImage(bytes: [UInt8](UnsafeBufferPointer(start: start, count: Int(count))))
    }

    /// Opens a database in memory that begins as `image`.
    ///
    /// - Throws: as `init(path:)` does.
    package convenience init(
        image: StoreImage,
        options: StoreOptions = StoreOptions(),
        schema: Schema = .current
    ) throws(StoreError) {
        guard !image.bytes.isEmpty else { throw StoreError(.corrupt, "an image without bytes holds no database") }
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        let connection = try Connection(path: ":memory:", flags: flags, options: options)
        guard let copy = sqlite3_malloc64(UInt64(image.bytes.count)) else {
            throw StoreError(.other, "no memory for an image of the database")
        }
        copy.copyMemory(from: image.bytes, byteCount: image.bytes.count)
        // Bytes 18 and 19 of the header say 2 for a file with a write-ahead log, which a database in memory cannot
        // have.
        if image.bytes.count > 19 {
            copy.storeBytes(of: 1, toByteOffset: 18, as: UInt8.self)
            copy.storeBytes(of: 1, toByteOffset: 19, as: UInt8.self)
        }
        let count = sqlite3_int64(image.bytes.count)
        let result = sqlite3_deserialize(
            connection.handle,
            "main",
            copy.assumingMemoryBound(to: UInt8.self),
            count,
            count,
            UInt32(SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE)
        )
        // SQLite frees the copy even when it refuses it.
        guard result == SQLITE_OK else { throw connection.failure(sql: nil) }
        try schema.check(connection, path: "the image")
        try self.init(connection: connection, options: options, schema: schema)
    }
}
