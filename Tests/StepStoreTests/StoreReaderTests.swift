import CSQLite
import StepStore
import Testing

@Suite struct StoreReaderTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func readersSeeWhatWasCommitted() throws {
        let store = try StoreWriter(path: directory.database)
        let reader = try StoreReader(path: directory.database)
        try store.transaction { (store) throws(StoreError) in
            try store.insertExecution(Samples.execution(1), state: Samples.state)
            #expect(try store.reads.execution(id: 1) != nil)
            #expect(try reader.execution(id: 1) == nil)
        }
        #expect(try reader.execution(id: 1) == Samples.execution(1))
    }

    @Test func aSnapshotStandsStill() throws {
        let store = try StoreWriter(path: directory.database)
        let reader = try StoreReader(path: directory.database)
        try store.insertRunning(1...1)
        let counts = try reader.snapshot { (reader) throws(StoreError) in
            let before = try reader.executions(limit: 9).count
            try store.insertRunning(2...5)
            return [before, try reader.executions(limit: 9).count]
        }
        #expect(counts == [1, 1])
        #expect(try reader.executions(limit: 9).count == 5)
    }

    @Test func aReaderOnAnotherThreadReadsWhileTheWriterWrites() async throws {
        let store = try StoreWriter(path: directory.database)
        let path = directory.database
        let seen = Task.detached {
            let reader = try StoreReader(path: path)
            var counts: [Int] = []
            repeat {
                let (ids, running) = try reader.snapshot { (reader) throws(StoreError) in
                    (try reader.executionIDMax(), try reader.runningExecutionIDs(limit: 1_000).count)
                }
                #expect(Int(ids) == running)
                if counts.last != running { counts.append(running) }
                try await Task.sleep(for: .microseconds(200))
            } while (counts.last ?? 0) < 100
            return counts
        }
        for number in Int64(0)..<20 { try store.insertRunning(number * 5 + 1...number * 5 + 5) }
        let counts = try await seen.value
        #expect(counts.allSatisfy { $0 % 5 == 0 } && counts.last == 100 && counts == counts.sorted())
    }

    @Test func aReaderCannotWriteAndNeedsAFile() throws {
        let error = try #require(throws: StoreError.self) { try StoreReader(path: directory.database) }
        #expect(error.code == .inputOutput)
        #expect(directory.names() == [])
    }

    @Test func aWriterThatLeavesFirstLosesNothing() throws {
        var reader: StoreReader?
        do {
            let store = try StoreWriter(path: directory.database)
            reader = try StoreReader(path: directory.database)
            try store.insertRunning(1...4)
        }
        #expect(try reader?.executionIDMax() == 4)
        reader = nil
        let store = try StoreWriter(path: directory.database)
        #expect(try store.reads.executionIDMax() == 4)
    }
}
