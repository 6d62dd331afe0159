import CSQLite
import Glibc
import StepStore
import Testing

@Suite struct TransactionTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private static let refusal = StoreError(.other, "changed my mind")

    @Test func aThrowUndoesEverything() throws {
        let store = try StoreWriter(path: directory.database)
        try store.insertRunning(1...1)
        let error = try #require(throws: StoreError.self) {
            try store.transaction { (store) throws(StoreError) in
                try store.insertExecution(Samples.execution(2), state: Samples.state)
                try store.insertTimer(TimerRow(dueMilliseconds: 1, execution: 2, timer: 3, payload: 4))
                try store.updateExecution(id: 1, eventCount: 99, state: [])
                #expect(try store.reads.runningExecutionIDs(limit: 9) == [1, 2])
                throw Self.refusal
            }
        }
        #expect(error == Self.refusal)
        #expect(try store.reads.runningExecutionIDs(limit: 9) == [1])
        #expect(try store.reads.executionState(id: 1)?.eventCount == 2)
        #expect(try store.reads.timers(limit: 9) == [])
        try store.insertRunning(2...2)
    }

    /// The cache is so small that SQLite writes uncommitted pages into the log: the copies hold them, and must not show
    /// them.
    @Test func filesCopiedInATransactionShowOnlyWhatWasCommitted() throws {
        var options = StoreOptions()
        options.cacheBytesMax = 64 << 10
        let store = try StoreWriter(path: directory.database, options: options)
        try store.insertRunning(1...10)
        var copies: [TemporaryDirectory] = []
        let logBefore = try TemporaryDirectory.read(directory.database + "-wal").count
        var failure: (any Error)?
        try store.transaction { (store) throws(StoreError) in
            for id in Int64(11)...200 {
                try store.insertExecution(Samples.execution(id), state: Samples.state)
                try store.appendHistory(Samples.history(id, 1, 2, bytes: 6_000))
                guard id % 50 == 0 else { continue }
                do { copies.append(try directory.copyAfterCrash()) } catch { failure = error }
            }
            #expect(try store.reads.executionIDMax() == 200)
        }
        #expect(failure == nil)
        #expect(copies.count == 4)
        for copy in copies {
            let log = try TemporaryDirectory.read(copy.database + "-wal").count
            #expect(log > logBefore + 100_000, "uncommitted pages are in the copy")
            let found = try StoreWriter(path: copy.database)
            #expect(try found.reads.runningExecutionIDs(limit: 1_000) == Array(1...10))
            #expect(try found.reads.history(of: 11, eventsMax: 9) == [])
            try found.insertRunning(11...11)
        }
        let after = try StoreWriter(path: directory.copyAfterCrash().database)
        #expect(try after.reads.runningExecutionIDs(limit: 1_000) == Array(1...200))
        #expect(try after.reads.history(of: 200, eventsMax: 9) == [Samples.history(200, 1, 2, bytes: 6_000)])
    }

    /// What a power cut may leave of the last commit: any first part of its pages.
    @Test(arguments: [1, 5_000, 24, 4_096])
    func aTornCommitIsAsIfItNeverWas(missing: Int) throws {
        let store = try StoreWriter(path: directory.database)
        try store.insertRunning(1...3)
        try store.insertRunning(4...9)
        let copy = try directory.copyAfterCrash()
        let log = try TemporaryDirectory.read(copy.database + "-wal")
        try TemporaryDirectory.write(Array(log.dropLast(missing)), to: copy.database + "-wal")
        let found = try StoreWriter(path: copy.database)
        #expect(try found.reads.runningExecutionIDs(limit: 99) == [1, 2, 3])
    }

    @Test(arguments: [
        (FaultVFS.Operation.write, SQLITE_FULL, StoreError.Code.full),
        (.write, SQLITE_IOERR | 3 << 8, .inputOutput),
        (.sync, SQLITE_IOERR | 4 << 8, .inputOutput),
    ])
    func aCommitTheDiskRefusesIsUndone(operation: FaultVFS.Operation, code: Int32, expected: StoreError.Code) throws {
        let vfs = try FaultVFS()
        var options = StoreOptions()
        options.vfs = vfs.name
        let store = try StoreWriter(path: directory.database, options: options)
        try store.insertRunning(1...3)
        vfs.fail(operation, after: 0, with: code)
        let error = try #require(throws: StoreError.self) { try store.insertRunning(4...9) }
        #expect(!vfs.isArmed)
        #expect(error.code == expected)
        #expect(try store.reads.runningExecutionIDs(limit: 99) == [1, 2, 3])
        let crashed = try StoreWriter(path: directory.copyAfterCrash().database)
        let survivors = try crashed.reads.runningExecutionIDs(limit: 99)
        // A commit whose sync failed may have reached the disk after all; never a part of it.
        #expect(survivors == [1, 2, 3] || (operation == .sync && survivors == Array(1...9)))
        try store.insertRunning(4...9)
        #expect(try store.reads.runningExecutionIDs(limit: 99) == Array(1...9))
    }

    @Test func everyWriteOfATransactionMayFail() throws {
        let vfs = try FaultVFS()
        var options = StoreOptions()
        options.vfs = vfs.name
        let store = try StoreWriter(path: directory.database, options: options)
        var committed: Int64 = 0
        for number in 0..<30 {
            vfs.fail(.write, after: number, with: SQLITE_IOERR | 3 << 8)
            if (try? store.insertRunning(committed + 1...committed + 4)) != nil { committed += 4 }
            #expect(try store.reads.executionIDMax() == committed, "after fault \(number)")
        }
        #expect(committed > 0, "the last faults lie behind a commit's writes")
        #expect(try RawDatabase(directory.copyAfterCrash().database).column("PRAGMA integrity_check") == ["ok"])
    }

    @Test func aBoundOnTheFileIsAnErrorThatCanBeLifted() throws {
        let store = try StoreWriter(path: directory.database)
        try store.limitPages(to: store.pageCount())
        let error = try #require(throws: StoreError.self) { try store.insertRunning(1...2_000) }
        #expect(error.code == .full)
        #expect(try store.reads.executionIDMax() == 0)
        try store.limitPages(to: 1 << 20)
        try store.insertRunning(1...2_000)
        #expect(try store.reads.executionIDMax() == 2_000)
    }

    @Test func anotherWritersLockIsBusy() throws {
        var options = StoreOptions()
        options.busyTimeoutMilliseconds = 20
        let store = try StoreWriter(path: directory.database, options: options)
        let intruder = try RawDatabase(directory.database)
        try intruder.execute("BEGIN IMMEDIATE")
        let error = try #require(throws: StoreError.self) { try store.insertRunning(1...1) }
        #expect(error.code == .busy)
        try intruder.execute("ROLLBACK")
        try store.insertRunning(1...1)
    }

    @Test func aCheckpointEmptiesTheLogAndShrinkingGivesPagesBack() throws {
        let store = try StoreWriter(path: directory.database)
        try store.insertRunning(1...500)
        #expect(try store.checkpoint(.passive).isComplete)
        try store.checkpoint(.truncate)
        #expect(try TemporaryDirectory.read(directory.database + "-wal").isEmpty)
        let pages = try store.pageCount()
        try store.transaction { (store) throws(StoreError) in
            for id in Int64(1)...500 { try store.deleteExecution(id: id) }
        }
        #expect(try store.pageCount() == pages)
        try store.shrink(pagesMax: 3)
        #expect(try store.pageCount() == pages - 3)
    }

    #if arch(x86_64)
    private static let trap = ExitTest.Condition.signal(SIGILL)
    #else
    private static let trap = ExitTest.Condition.signal(SIGTRAP)
    #endif

    @Test func misuseTraps() async {
        await #expect(processExitsWith: Self.trap) {
            let store = try StoreWriter(path: ":memory:")
            try store.setSetting("a", to: "b")
        }
        await #expect(processExitsWith: Self.trap) {
            let store = try StoreWriter(path: ":memory:")
            try store.transaction { (store) throws(StoreError) in
                try store.transaction { (store) throws(StoreError) in try store.setSetting("a", to: "b") }
            }
        }
        await #expect(processExitsWith: Self.trap) {
            let store = try StoreWriter(path: ":memory:")
            try store.transaction { (store) throws(StoreError) in
                try store.updateExecution(id: 1, eventCount: 1, state: [])
            }
        }
    }
}
