import StepJSON
import StepMachine
import StepStore
import StepTime

/// Reads executions with their histories out of a database, for replay.
package struct RecordedExecutions {
    private let store: StoreReader
    private let names: ResourceNames
    private let hash: (_ algorithm: String, _ bytes: [UInt8]) -> [UInt8]?

    /// Opens the database of a daemon, which may be running.
    package init(
        path: String,
        names: ResourceNames,
        hash: @escaping (_ algorithm: String, _ bytes: [UInt8]) -> [UInt8]?
    ) throws(EngineError) {
        do throws(StoreError) {
            store = try StoreReader(path: path)
        } catch {
            throw EngineError(.storage, "\(error)")
        }
        self.names = names
        self.hash = hash
    }

    /// Up to `limit` executions whose row is after `id`, in order; those without a history are left out.
    package func read(after id: Int64 = 0, limit: Int) throws(EngineError) -> [RecordedExecution] {
        do throws(StoreError) {
            let last = try store.executionIDMax()
            var found: [RecordedExecution] = []
            var next = id + 1
            while next <= last, found.count < limit {
                let execution = try store.snapshot { (store) throws(StoreError) in try self.execution(next, store) }
                if let execution { found.append(execution) }
                next += 1
            }
            return found
        } catch {
            throw EngineError(.storage, "The database could not be read: \(error)")
        }
    }

    private func execution(_ id: Int64, _ store: StoreReader) throws(StoreError) -> RecordedExecution? {
        guard let row = try store.execution(id: id), let machine = try store.machine(id: row.machine),
            let revision = try store.revision(id: row.revision),
            let input = try? JSONDocument(parsing: row.input)
        else { return nil }
        let rows = try store.history(of: id, eventsMax: .max)
        // The role may have changed since; the first event has the one it was started with.
        guard let first = rows.first, let events = try? HistoryEventCodec.decode(first.events),
            case .executionStarted(_, let roleARN)? = events.first?.details
        else { return nil }
        let facts = ExecutionFacts(
            id: id,
            arn: names.executionARN(machine: machine.name, name: row.name),
            name: row.name,
            stateMachineARN: names.stateMachineARN(machine.name),
            stateMachineName: machine.name,
            roleARN: roleARN,
            region: names.region,
            startTime: Timestamp(milliseconds: row.startMilliseconds),
            input: input,
            tokenKey: try TaskTokenKey(store)?.key(of: id, hash: hash) ?? []
        )
        return RecordedExecution(
            facts: facts,
            definition: revision.definition,
            batches: rows.map { HistoryBatch(messages: $0.cause, events: $0.events) }
        )
    }
}
