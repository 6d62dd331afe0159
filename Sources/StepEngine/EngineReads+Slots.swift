import StepMachine
import StepStore
import StepTime

extension EngineReads {
    /// A job's slots, latest first.
    func slots(of job: String, _ maxResults: Int, _ token: String?) throws(EngineError) -> Page<SlotDescription> {
        var before = Int64.max
        if let token {
            guard let slot = Int64(token) else { throw Self.invalidToken }
            before = slot
        }
        let start = before
        let found = try read { (store) throws(StoreError) in
            guard let machine = try store.machine(named: job) else {
                return Optional<(MachineRow, [(SlotRow, ExecutionRow?)])>.none
            }
            var rows: [(SlotRow, ExecutionRow?)] = []
            for row in try store.slots(job: job, before: start, limit: maxResults + 1) {
                rows.append((row, try row.execution.flatMap { (id) throws(StoreError) in try store.execution(id: id) }))
            }
            return (machine, rows)
        }
        guard let (machine, rows) = found else {
            throw names.stateMachineDoesNotExist(job)
        }
        let last = rows.count > maxResults ? rows[maxResults - 1].0.slotMilliseconds : nil
        return Page(
            items: rows.prefix(maxResults).map { description($0.0, $0.1, machine.name) },
            nextToken: last.map { String($0) }
        )
    }

    private func description(_ row: SlotRow, _ execution: ExecutionRow?, _ machine: String) -> SlotDescription {
        let outcome: SlotDescription.Outcome =
            switch SlotOutcome(rawValue: row.outcome) {
            case .started: .started
            case .missed: .missed
            case .skipped, nil: .skipped
            }
        return SlotDescription(
            time: Timestamp(milliseconds: row.slotMilliseconds),
            last: row.lastMilliseconds.map { Timestamp(milliseconds: $0) },
            count: row.lastMilliseconds == nil ? 1 : row.slotCount,
            outcome: outcome,
            reason: row.reason,
            execution: execution.map { summary($0.summary, machine: machine) },
            recorded: Timestamp(milliseconds: row.recordedMilliseconds)
        )
    }
}
