import StepStore
import Testing

@Suite struct TaskTableTests {
    let store: StoreWriter

    init() throws { store = try StoreWriter(path: ":memory:") }

    @Test func aTaskIsScheduledThenStartedThenGone() throws {
        let key = TaskKey(execution: 1, token: 5)
        let request = [UInt8](repeating: 9, count: 20_000)
        try store.transaction { (store) throws(StoreError) in try store.insertTask(TaskRow(key: key, request: request))
        }
        #expect(try store.reads.task(key) == TaskRow(key: key, status: .scheduled, request: request))
        let started = try store.transaction { (store) throws(StoreError) in
            [try store.markTaskStarted(key), try store.markTaskStarted(TaskKey(execution: 1, token: 6))]
        }
        #expect(started == [true, false])
        #expect(try store.reads.task(key)?.status == .started)
        #expect(try store.reads.task(key)?.request == request)
        let deleted = try store.transaction { (store) throws(StoreError) in
            [try store.deleteTask(key), try store.deleteTask(key)]
        }
        #expect(deleted == [true, false])
        #expect(try store.reads.task(key) == nil)
    }

    @Test(arguments: [1, 3, 50])
    func pagesWalkTheOutboxByKey(limit: Int) throws {
        let keys = (Int64(0)..<20).map { TaskKey(execution: $0 * 3 % 5, token: $0) }
        try store.transaction { (store) throws(StoreError) in
            for key in keys { try store.insertTask(TaskRow(key: key, request: [])) }
        }
        var found: [TaskKey] = []
        while true {
            let page = try store.reads.tasks(after: found.last ?? .first, limit: limit)
            if page.isEmpty { break }
            found += page.map(\.key)
        }
        #expect(found == keys.sorted())
    }
}
