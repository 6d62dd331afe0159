internal import Glibc

/// The right to use a state directory, held by one daemon at a time.
///
/// An advisory lock (flock(2)) on `stepd.lock` beside the database: the kernel lets go of it however the process ends.
/// The file stays and names the process, for the message a second daemon answers with. Two writers on one database
/// would each be correct to SQLite, but both would run the same executions; and SQLite before 3.51.3 can lose a reset
/// write-ahead log when two connections checkpoint.
final class StoreLock {
    private let descriptor: Int32

    /// Locks the directory in which `databasePath` lies.
    init(besides databasePath: String) throws(StoreError) {
        let directory = databasePath.lastIndex(of: "/").map { String(databasePath[...$0]) } ?? "./"
        let path = directory + "stepd.lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw StoreError(.inputOutput, "cannot open \(path): \(Self.reason(errno))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let holder = Self.holder(descriptor)
            close(descriptor)
            guard code == EWOULDBLOCK else {
                throw StoreError(.inputOutput, "cannot lock \(path): \(Self.reason(code))")
            }
            throw StoreError(
                .inUse,
                "the state directory \(directory) is in use by process \(holder ?? "(unknown)"):"
                    + " stop that process, or name another directory with --state"
            )
        }
        self.descriptor = descriptor
        let text = "\(getpid())\n"
        guard ftruncate(descriptor, 0) == 0, pwrite(descriptor, text, text.utf8.count, 0) == text.utf8.count else {
            throw StoreError(.inputOutput, "cannot write \(path): \(Self.reason(errno))")
        }
    }

    deinit { close(descriptor) }

    /// The process id in the file; `nil` when it holds none.
    private static func holder(_ descriptor: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, count)).prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
        return digits.isEmpty ? nil : String(decoding: digits, as: UTF8.self)
    }

    private static func reason(_ code: Int32) -> String { String(cString: strerror(code)) }
}
