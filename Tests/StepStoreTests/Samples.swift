import StepStore

/// Rows for tests: told apart by their ids, the rest as in real life.
enum Samples {
    static func execution(
        _ id: Int64,
        machine: Int64 = 1,
        name: String? = nil,
        status: ExecutionStatus = .running,
        start: Int64? = nil,
        stop: Int64? = nil
    ) -> ExecutionRow {
        ExecutionRow(
            id: id,
            machine: machine,
            revision: 1,
            name: name ?? "run-\(id)",
            status: status,
            startMilliseconds: start ?? 1_700_000_000_000 + id,
            stopMilliseconds: stop ?? (status == .running ? nil : 1_700_000_100_000 + id),
            input: #"{"id":\#(id)}"#,
            eventCount: 2
        )
    }

    static let state: [UInt8] = [1, 0, 255, 2]

    static func machine(_ name: String) -> MachineRow {
        MachineRow(
            id: 0,
            name: name,
            revision: 0,
            roleARN: "arn:aws:iam::123456789012:role/test",
            createdMilliseconds: 1,
            updatedMilliseconds: 2,
            origin: "api"
        )
    }

    static func revision(_ definition: String, machine: Int64 = 0) -> RevisionRow {
        RevisionRow(
            id: 0,
            machine: machine,
            digest: Array(definition.utf8.prefix(8)),
            definition: definition,
            createdMilliseconds: 3
        )
    }

    /// `count` events from `first` on, in one row.
    static func history(_ execution: Int64, _ first: Int64, _ count: Int64, bytes: Int = 12) -> HistoryRow {
        HistoryRow(
            execution: execution,
            firstEvent: first,
            eventCount: count,
            timeMilliseconds: 1_700_000_000_000 + first,
            cause: [7],
            events: [UInt8](repeating: UInt8(truncatingIfNeeded: first), count: bytes)
        )
    }
}

extension StoreWriter {
    func insertRunning(_ ids: ClosedRange<Int64>) throws(StoreError) {
        try transaction { (store) throws(StoreError) in
            for id in ids { try store.insertExecution(Samples.execution(id), state: Samples.state) }
        }
    }
}
