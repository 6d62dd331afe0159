import StepStore
import Testing

@Suite struct ExecutionTableTests {
    let store: StoreWriter

    init() throws { store = try StoreWriter(path: ":memory:") }

    @Test func everyColumnComesBack() throws {
        let row = ExecutionRow(
            id: 9,
            machine: 2,
            revision: 3,
            name: "név \u{1F600}",
            status: .failed,
            startMilliseconds: 10,
            stopMilliseconds: 11,
            input: "{\"a\":\"\u{0}\"}",
            output: "",
            error: "States.TaskFailed",
            cause: "a cause",
            slotMilliseconds: 12,
            traceHeader: "Root=1",
            eventCount: 13,
            redriveCount: 1,
            redriveMilliseconds: 14
        )
        try store.transaction { (store) throws(StoreError) in try store.insertExecution(row, state: nil) }
        #expect(try store.reads.execution(id: 9) == row)
        #expect(try store.reads.executionID(machine: 2, name: row.name) == 9)
        #expect(try store.reads.executionID(machine: 1, name: row.name) == nil)
        #expect(try store.reads.execution(id: 8) == nil)
    }

    @Test func nameIsUniqueWithinTheMachine() throws {
        try store.insertRunning(1...1)
        let error = try #require(throws: StoreError.self) {
            try store.transaction { (store) throws(StoreError) in
                try store.insertExecution(Samples.execution(2, name: "run-1"), state: Samples.state)
            }
        }
        #expect(error.code == .notUnique)
        #expect(!error.description.contains("run-1"), "arguments stay out of errors")
        try store.transaction { (store) throws(StoreError) in
            try store.insertExecution(Samples.execution(2, machine: 2, name: "run-1"), state: Samples.state)
        }
        #expect(try store.reads.executionID(machine: 2, name: "run-1") == 2)
    }

    @Test func stateLivesFromStartToClose() throws {
        try store.insertRunning(1...2)
        try store.transaction { (store) throws(StoreError) in
            try store.updateExecution(id: 1, eventCount: 8, state: [])
        }
        let state = try #require(try store.reads.executionState(id: 1))
        #expect(state.state == [] && state.eventCount == 8 && state.name == "run-1")
        #expect(try store.reads.runningExecutionIDs(limit: 10) == [1, 2])

        try store.transaction { (store) throws(StoreError) in
            try store.closeExecution(id: 1, status: .failed, stopMilliseconds: 5, error: "E", cause: "C", eventCount: 9)
        }
        #expect(try store.reads.executionState(id: 1) == nil)
        #expect(try store.reads.runningExecutionIDs(limit: 10) == [2])
        let closed = try #require(try store.reads.execution(id: 1))
        #expect(closed.status == .failed && closed.stopMilliseconds == 5 && closed.eventCount == 9)
        #expect(closed.error == "E" && closed.cause == "C" && closed.output == nil)
        #expect(closed.input == #"{"id":1}"#)

        try store.transaction { (store) throws(StoreError) in
            try store.reopenExecution(id: 1, redriveMilliseconds: 6, eventCount: 10, state: [3])
        }
        let reopened = try #require(try store.reads.execution(id: 1))
        #expect(reopened.status == .running && reopened.stopMilliseconds == nil && reopened.error == nil)
        #expect(reopened.redriveCount == 1 && reopened.redriveMilliseconds == 6)
        #expect(try store.reads.executionState(id: 1)?.state == [3])
    }

    @Test(arguments: [1, 2, 3, 7, 100])
    func pagesWalkEveryExecutionNewestFirst(limit: Int) throws {
        var rows: [ExecutionRow] = []
        for id in Int64(1)...40 {
            // Starts go backwards and repeat, so that order is not the order of ids, and equal starts must be told
            // apart.
            let status = ExecutionStatus.allCases[Int(id * id) % 5]
            rows.append(Samples.execution(id, machine: id % 7 == 0 ? 2 : 1, status: status, start: 100 - id / 3))
        }
        try store.transaction { (store) throws(StoreError) in
            for row in rows { try store.insertExecution(row, state: row.status == .running ? [0] : nil) }
        }
        for status in [nil] + ExecutionStatus.allCases.map(Optional.some) {
            let expected =
                rows.filter { $0.machine == 1 && (status == nil || $0.status == status) }
                .sorted { ($0.startMilliseconds, $0.id) > ($1.startMilliseconds, $1.id) }
                .map(\.id)
            var found: [Int64] = []
            var cursor = ExecutionCursor.newest
            while true {
                let page = try store.reads.executions(machine: 1, status: status, after: cursor, limit: limit)
                found += page.map(\.id)
                #expect(page.count <= limit)
                guard let last = page.last else { break }
                cursor = last.cursor
            }
            #expect(found == expected, "status \(String(describing: status))")
        }
        #expect(try store.reads.executions(limit: 3).map(\.id) == [40, 39, 38])
        #expect(try store.reads.executions(before: 3, limit: 3).map(\.id) == [2, 1])
        let running = rows.filter { $0.status == .running }
        #expect(try store.reads.executionCounts()[.running] == running.count)
        #expect(try store.reads.runningExecutionCount(machine: 1) == running.filter { $0.machine == 1 }.count)
    }

    @Test func idOfADeletedExecutionIsNotGivenAgain() throws {
        #expect(try store.reads.executionIDMax() == 0)
        try store.transaction { (store) throws(StoreError) in
            for id in Int64(1)...3 {
                try store.insertExecution(
                    Samples.execution(id, status: .succeeded, start: 5 * id, stop: 10 * id),
                    state: nil
                )
                try store.appendHistory(Samples.history(id, 1, 2))
            }
            try store.insertExecution(Samples.execution(4), state: [0])
        }
        func expired(stoppedBefore: Int64, beyond count: Int64? = nil, limit: Int = 3) throws -> [Int64] {
            var last: ExecutionCursor?
            if let count { last = try store.reads.execution(ofMachine: 1, beyond: count) }
            return try store.reads.expiredExecutions(
                machine: 1,
                status: .succeeded,
                stoppedBefore: stoppedBefore,
                startedUpTo: last,
                limit: limit
            )
        }
        #expect(try expired(stoppedBefore: 30) == [1, 2])
        #expect(try expired(stoppedBefore: 30, limit: 1) == [1])
        #expect(try expired(stoppedBefore: .min, beyond: 3) == [1])
        #expect(try expired(stoppedBefore: .min, beyond: 1) == [1, 2, 3])
        #expect(try expired(stoppedBefore: .min, beyond: 4) == [])
        try store.transaction { (store) throws(StoreError) in
            for id: Int64 in [4, 3, 1] { try store.deleteExecution(id: id) }
        }
        #expect(try store.reads.executionIDMax() == 4)
        #expect(try store.reads.execution(id: 3) == nil)
        #expect(try store.reads.history(of: 3, eventsMax: 10) == [])
        #expect(try store.reads.history(of: 2, eventsMax: 10).count == 1)
        let reopened = try StoreWriter(image: store.image())
        #expect(try reopened.reads.executionIDMax() == 4)
    }
}
