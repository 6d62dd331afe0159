/// How a database is opened. The defaults are the daemon's.
package struct StoreOptions: Sendable {
    /// Pages SQLite may keep in memory, in bytes.
    package var cacheBytesMax = 32 << 20
    /// How long a statement waits for a lock of another connection.
    package var busyTimeoutMilliseconds: Int32 = 5_000
    /// A commit that leaves more pages than this in the write-ahead log moves them into the database. SQLite's default.
    package var autoCheckpointPages = 1_000
    /// What a checkpointed write-ahead log may keep of the disk, in bytes, after a burst has made it larger.
    package var idleLogBytesMax = 64 << 20
    /// The most pages (of 4 KiB) the file may have; `nil` is SQLite's own limit. Beyond it writes fail with `.full`.
    package var pageCountMax: Int64?
    /// The name of a registered SQLite VFS; `nil` is the operating system's.
    package var vfs: String?

    package init() {}
}
