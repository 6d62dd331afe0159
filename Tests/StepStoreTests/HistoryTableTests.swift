import StepStore
import Testing

@Suite struct HistoryTableTests {
    let store: StoreWriter
    /// Execution 2's rows: events 1-3, 4, 5-9, 10-11.
    let rows: [HistoryRow]

    init() throws {
        store = try StoreWriter(path: ":memory:")
        let rows = [(1, 3), (4, 1), (5, 5), (10, 2)].map { Samples.history(2, $0.0, $0.1) }
        self.rows = rows
        try store.transaction { (store) throws(StoreError) in
            for other: Int64 in [1, 3] { try store.appendHistory(Samples.history(other, 1, 50)) }
            for row in rows { try store.appendHistory(row) }
        }
    }

    @Test(
        arguments: [
            (1, 100, [1, 4, 5, 10]), (1, 3, [1]), (1, 4, [1, 4]), (1, 5, [1, 4, 5]), (2, 2, [1]), (2, 3, [1, 4]),
            (9, 1, [5]), (9, 2, [5, 10]), (11, 9, [10]), (12, 9, []), (1, 0, []),
        ] as [(Int64, Int, [Int64])]
    )
    func forwardFromAnEvent(event: Int64, eventsMax: Int, expected: [Int64]) throws {
        let found = try store.reads.history(of: 2, from: event, eventsMax: eventsMax)
        #expect(found == rows.filter { expected.contains($0.firstEvent) })
    }

    @Test(
        arguments: [
            (.max, 100, [10, 5, 4, 1]), (.max, 2, [10]), (.max, 3, [10, 5]), (11, 2, [10]), (10, 2, [10, 5]),
            (7, 3, [5]),
            (7, 4, [5, 4]), (3, 9, [1]), (0, 9, []), (11, 0, []),
        ] as [(Int64, Int, [Int64])]
    )
    func backwardFromAnEvent(event: Int64, eventsMax: Int, expected: [Int64]) throws {
        let found = try store.reads.historyReversed(of: 2, from: event, eventsMax: eventsMax)
        #expect(found.map(\.firstEvent) == expected)
    }

    @Test func anEventIsWrittenOnce() throws {
        let error = try #require(throws: StoreError.self) {
            try store.transaction { (store) throws(StoreError) in try store.appendHistory(Samples.history(2, 5, 1)) }
        }
        #expect(error.code == .notUnique)
    }

    @Test func emptyAndLargeBatchesComeBack() throws {
        let large = Samples.history(4, 1, 1, bytes: 3_000_000)
        var empty = Samples.history(4, 2, 1, bytes: 0)
        empty.cause = []
        try store.transaction { (store) throws(StoreError) in
            try store.appendHistory(large)
            try store.appendHistory(empty)
        }
        #expect(try store.reads.history(of: 4, eventsMax: 10) == [large, empty])
    }
}
