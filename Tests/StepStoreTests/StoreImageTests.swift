import StepStore
import Testing

@Suite struct StoreImageTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func anImageOfMemoryBootsAgainAndAgain() throws {
        var store = try StoreWriter(path: ":memory:")
        for number in Int64(1)...5 {
            try store.insertRunning(number * 100...number * 100 + 99)
            store = try StoreWriter(image: store.image())
            #expect(try store.reads.runningExecutionIDs(limit: 1_000).count == Int(number) * 100)
        }
    }

    @Test func anImageOfAFileHoldsItsLog() throws {
        let store = try StoreWriter(path: directory.database)
        try store.insertRunning(1...50)
        let image = try store.image()
        let copy = try StoreWriter(image: image)
        try copy.insertRunning(51...60)
        #expect(try copy.reads.executionIDMax() == 60)
        #expect(try store.reads.executionIDMax() == 50)
    }

    @Test func anImageIsWorthWhatItsDatabaseIs() throws {
        let store = try StoreWriter(path: ":memory:")
        try store.insertRunning(1...5)
        let first = try store.image()
        try store.insertRunning(6...6)
        #expect(try store.image() != first)
        let undone = try StoreWriter(image: first)
        #expect(try undone.image().bytes.count == first.bytes.count)
        #expect(try undone.reads.executionIDMax() == 5)
    }

    @Test(arguments: [[], [1, 2, 3], [UInt8](repeating: 7, count: 9_000)])
    func bytesThatAreNoDatabaseAreRefused(bytes: [UInt8]) throws {
        #expect(throws: StoreError.self) { try StoreWriter(image: StoreImage(bytes: bytes)) }
    }
}
