import CSQLite
import Synchronization
import Testing

/// The operating system's VFS (https://sqlite.org/vfs.html), but that chosen writes and syncs fail, as a disk would.
///
/// SQLite opens the real files; only the table of methods each file points to is replaced, by a copy whose `xWrite` and
/// `xSync` ask first whether they may.
final class FaultVFS: Sendable {
    enum Operation: Sendable { case write, sync }

    private struct Fault: Sendable {
        var operation: Operation
        var after: Int
        var code: Int32
    }

    /// What a table of methods made here stands for.
    private struct Replaced: @unchecked Sendable {
        var vfs: FaultVFS
        var original: UnsafePointer<sqlite3_io_methods>
    }

    /// By the address of the table. Tables live for ever, as SQLite wants of a VFS.
    private static let tables = Mutex<[UInt: Replaced]>([:])
    private static let count = Mutex(0)

    let name: String
    private let fault = Mutex<Fault?>(nil)

    init() throws {
        let number = Self.count.withLock { count in
            count += 1
            return count
        }
        name = "fault-\(number)"
        let system = try #require(sqlite3_vfs_find(nil))
        let copy = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        copy.initialize(to: system.pointee)
        copy.pointee.pNext = nil
        copy.pointee.zName = UnsafePointer(strdupForEver(name))
        copy.pointee.pAppData = Unmanaged.passRetained(self).toOpaque()
        copy.pointee.xOpen = { vfs, path, file, flags, outFlags in
            guard let vfs, let file, let system = sqlite3_vfs_find(nil), let data = vfs.pointee.pAppData else {
                return SQLITE_MISUSE
            }
            // The system's own VFS: its xOpen reads its own pAppData.
            let result = system.pointee.xOpen(system, path, file, flags, outFlags)
            if result == SQLITE_OK {
                Unmanaged<FaultVFS>.fromOpaque(data).takeUnretainedValue().replaceMethods(of: file)
            }
            return result
        }
        try #require(sqlite3_vfs_register(copy, 0) == SQLITE_OK)
    }

    /// Lets the next operation that comes after `count` more of its kind fail with `code`, once.
    func fail(_ operation: Operation, after count: Int, with code: Int32) {
        fault.withLock { $0 = Fault(operation: operation, after: count, code: code) }
    }

    /// Whether the fault has not happened yet.
    var isArmed: Bool { fault.withLock { $0 != nil } }

    private func replaceMethods(of file: UnsafeMutablePointer<sqlite3_file>) {
        guard let original = file.pointee.pMethods else { return }
        let table = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        table.initialize(to: original.pointee)
        table.pointee.xWrite = { file, bytes, count, offset in
            guard let replaced = FaultVFS.replaced(file) else { return SQLITE_IOERR }
            if let code = replaced.vfs.refusal(of: .write) { return code }
            return replaced.original.pointee.xWrite(file, bytes, count, offset)
        }
        table.pointee.xSync = { file, flags in
            guard let replaced = FaultVFS.replaced(file) else { return SQLITE_IOERR }
            if let code = replaced.vfs.refusal(of: .sync) { return code }
            return replaced.original.pointee.xSync(file, flags)
        }
        let replaced = Replaced(vfs: self, original: original)
        Self.tables.withLock { $0[UInt(bitPattern: table)] = replaced }
        file.pointee.pMethods = UnsafePointer(table)
    }

    private static func replaced(_ file: UnsafeMutablePointer<sqlite3_file>?) -> Replaced? {
        guard let methods = file?.pointee.pMethods else { return nil }
        return tables.withLock { $0[UInt(bitPattern: methods)] }
    }

    private func refusal(of operation: Operation) -> Int32? {
        fault.withLock { fault in
            guard let armed = fault, armed.operation == operation else { return nil }
            guard armed.after == 0 else {
                fault?.after -= 1
                return nil
            }
            fault = nil
            return armed.code
        }
    }
}

/// A C string that is never freed.
private func strdupForEver(_ text: String) -> UnsafeMutablePointer<CChar> {
    let bytes = Array(text.utf8CString)
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
    copy.initialize(from: bytes, count: bytes.count)
    return copy
}
