import Glibc
import StepStore
import Testing

@Suite struct StoreLockTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func aSecondDaemonIsToldWhoHoldsTheDirectory() throws {
        do {
            let store = try StoreWriter(path: directory.database)
            try store.insertRunning(1...1)
            let error = try #require(throws: StoreError.self) {
                try StoreWriter(path: directory.path + "/other.sqlite")
            }
            #expect(error.code == .inUse)
            #expect(error.message.contains("process \(getpid())") && error.message.contains(directory.path))
        }
        let store = try StoreWriter(path: directory.database)
        #expect(try store.reads.executionIDMax() == 1)
    }

    @Test func anOldLockFileIsNoLock() throws {
        try TemporaryDirectory.write(Array("99999999999 and more\n".utf8), to: directory.path + "/stepd.lock")
        let store = try StoreWriter(path: directory.database)
        _ = store
        let text = String(decoding: try TemporaryDirectory.read(directory.path + "/stepd.lock"), as: UTF8.self)
        #expect(text == "\(getpid())\n")
    }
}
