import StepStore
import Testing

@Suite struct TimerTableTests {
    @Test func rowsAreSmall() {
        #expect(MemoryLayout<TimerRow>.stride == 32 && MemoryLayout<TimerKey>.stride == 24)
    }

    @Test(arguments: [1, 4, 1_000])
    func pagesFollowTheOrderOfDueTimes(limit: Int) throws {
        let store = try StoreWriter(path: ":memory:")
        var rows: [TimerRow] = []
        for number in Int64(0)..<60 {
            // Due times repeat, and one lies before 1970.
            let row = TimerRow(
                dueMilliseconds: number * 7 % 11 - 1,
                execution: number * 5 % 13,
                timer: number,
                payload: .max - number
            )
            rows.append(row)
        }
        try store.transaction { (store) throws(StoreError) in
            for row in rows { try store.insertTimer(row) }
        }
        let expected = rows.filter { $0.key.dueMilliseconds < 8 }.sorted { $0.key < $1.key }
        var found: [TimerRow] = []
        var key = TimerKey.first
        while true {
            let page = try store.reads.timers(after: key, dueBefore: 8, limit: limit)
            guard let last = page.last else { break }
            #expect(page.count <= limit)
            found += page
            key = last.key
        }
        #expect(found == expected)
    }

    @Test func deletionIsByExactKey() throws {
        let store = try StoreWriter(path: ":memory:")
        let row = TimerRow(dueMilliseconds: 5, execution: 6, timer: 7, payload: 8)
        try store.transaction { (store) throws(StoreError) in
            try store.insertTimer(row)
            for other in [(4, 6, 7), (5, 5, 7), (5, 6, 8)] as [(Int64, Int64, Int64)] {
                let key = TimerKey(dueMilliseconds: other.0, execution: other.1, timer: other.2)
                if try store.deleteTimer(key) { Issue.record("\(key) was there") }
            }
        }
        #expect(try store.reads.timers(limit: 9) == [row])
        let deleted = try store.transaction { (store) throws(StoreError) in
            [try store.deleteTimer(row.key), try store.deleteTimer(row.key)]
        }
        #expect(deleted == [true, false])
        #expect(try store.reads.timers(limit: 9) == [])
    }
}
