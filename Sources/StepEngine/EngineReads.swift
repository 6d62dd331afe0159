import StepJSON
import StepMachine
import StepStore
import StepTime

/// What lists and descriptions say, from one connection.
struct EngineReads {
    let store: StoreReader
    let names: ResourceNames

    /// Turns the store's errors into the engine's.
    func read<Value>(_ body: (StoreReader) throws(StoreError) -> Value) throws(EngineError) -> Value {
        do throws(StoreError) {
            return try store.snapshot(body)
        } catch {
            throw EngineError(.storage, "The database could not be read: \(error)")
        }
    }

    // MARK: - State machines

    func stateMachine(_ name: String) throws(EngineError) -> StateMachineDescription {
        let found = try read { (store) throws(StoreError) in
            guard let row = try store.machine(named: name), let revision = try store.revision(id: row.revision) else {
                return Optional<(MachineRow, RevisionRow, Int)>.none
            }
            return (row, revision, try store.runningExecutionCount(machine: row.id))
        }
        guard let (row, revision, running) = found, row.status == .active || running > 0 else {
            throw names.stateMachineDoesNotExist(name)
        }
        return StateMachineDescription(
            summary: summary(row, running: running),
            status: row.status.rawValue,
            definition: revision.definition,
            roleARN: row.roleARN,
            revisionID: String(revision.id),
            updateDate: Timestamp(milliseconds: row.updatedMilliseconds),
            sourceMap: revision.sourceMap,
            attributes: revision.attributes
        )
    }

    func stateMachines(_ maxResults: Int, _ token: String?) throws(EngineError) -> Page<StateMachineSummary> {
        let after = token ?? ""
        let rows = try read { (store) throws(StoreError) in
            var rows: [(MachineRow, Int)] = []
            var last = after
            while rows.count <= maxResults {
                let page = try store.machines(after: last, limit: maxResults + 1)
                for row in page where row.status == .active {
                    rows.append((row, try store.runningExecutionCount(machine: row.id)))
                }
                guard let end = page.last, page.count > maxResults else { break }
                last = end.name
            }
            return rows
        }
        let items = rows.prefix(maxResults).map { summary($0.0, running: $0.1) }
        return Page(items: items, nextToken: rows.count > maxResults ? items.last?.name : nil)
    }

    private func summary(_ row: MachineRow, running: Int) -> StateMachineSummary {
        StateMachineSummary(
            arn: names.stateMachineARN(row.name),
            name: row.name,
            type: row.type,
            creationDate: Timestamp(milliseconds: row.createdMilliseconds),
            jobFile: row.origin == MachineCatalog.apiOrigin ? nil : row.origin,
            runningExecutions: Int64(running)
        )
    }

    func job(_ job: ScheduledJob) throws(EngineError) -> JobDescription? {
        let found = try read { (store) throws(StoreError) in
            guard let row = try store.machine(named: job.name) else {
                return Optional<(MachineRow, RevisionRow?, Int, StepStore.ExecutionSummary?)>.none
            }
            let latest = try store.executions(machine: row.id, limit: 1).first
            return (
                row, try store.revision(id: row.revision), try store.runningExecutionCount(machine: row.id), latest
            )
        }
        guard let (row, revision, running, latest) = found else { return nil }
        let attributes = revision?.attributes.flatMap { try? JSONParser.parse($0) }
        return JobDescription(
            machine: summary(row, running: running),
            description: attributes?["description"]?.stringValue,
            schedules: (attributes?["schedules"]?.arrayValue ?? []).map { schedule in
                [schedule["expression"], schedule["timezone"]].compactMap { $0?.stringValue }.joined(separator: " ")
            },
            nextSlot: job.nextSlot,
            isPaused: job.isPaused,
            lastExecution: latest.map { summary($0, machine: row.name) },
            outputs: NamedOutput.list(attributes?["outputs"])
        )
    }

    // MARK: - Executions

    func execution(machine: String, name: String) throws(EngineError) -> ExecutionDescription {
        let row = try row(machine: machine, name: name)
        let pending =
            row.status == .running ? try read { (store) throws(StoreError) in try store.pending(row.id) } : nil
        return ExecutionDescription(
            summary: summary(row.summary, machine: machine, waitsFor: pending?.waitsFor),
            input: row.input,
            output: row.output,
            error: row.error,
            cause: row.cause,
            traceHeader: row.traceHeader,
            eventCount: row.eventCount,
            revisionID: String(row.revision)
        )
    }

    /// The machine of an execution, in the revision that the execution began with.
    func stateMachine(ofExecution name: String, machine: String) throws(EngineError) -> StateMachineDescription {
        let execution = try row(machine: machine, name: name)
        let found = try read { (store) throws(StoreError) in
            guard let row = try store.machine(named: machine), let revision = try store.revision(id: execution.revision)
            else { return Optional<(MachineRow, RevisionRow)>.none }
            return (row, revision)
        }
        guard let (row, revision) = found else {
            throw EngineError(
                .executionDoesNotExist,
                "Execution Does Not Exist: '\(names.executionARN(machine: machine, name: name))'"
            )
        }
        return StateMachineDescription(
            summary: summary(row, running: 0),
            status: row.status.rawValue,
            definition: revision.definition,
            roleARN: row.roleARN,
            revisionID: String(revision.id),
            updateDate: Timestamp(milliseconds: revision.createdMilliseconds),
            sourceMap: revision.sourceMap,
            attributes: revision.attributes
        )
    }

    private func row(machine: String, name: String) throws(EngineError) -> ExecutionRow {
        let row = try read { (store) throws(StoreError) in
            guard let row = try store.machine(named: machine),
                let id = try store.executionID(machine: row.id, name: name), var execution = try store.execution(id: id)
            else { return Optional<ExecutionRow>.none }
            // While it runs, the count is kept beside its state.
            if let state = try store.executionState(id: id) { execution.eventCount = state.eventCount }
            return execution
        }
        guard let row else {
            throw EngineError(
                .executionDoesNotExist,
                "Execution Does Not Exist: '\(names.executionARN(machine: machine, name: name))'"
            )
        }
        return row
    }

    func executions(
        machine: String?,
        _ status: StepMachine.ExecutionStatus?,
        _ maxResults: Int,
        _ token: String?
    ) throws(EngineError) -> Page<ExecutionSummary> {
        guard let machine else { return try allExecutions(status, maxResults, token) }
        var cursor = ExecutionCursor.newest
        if let token { cursor = try Self.cursor(token) }
        let start = cursor
        let found = try read { (store) throws(StoreError) in
            guard let row = try store.machine(named: machine) else {
                return Optional<[(row: StepStore.ExecutionSummary, waitsFor: String?)]>.none
            }
            return try store.executions(machine: row.id, status: status?.stored, after: start, limit: maxResults + 1)
                .map { (row) throws(StoreError) in (row, try Self.waitsFor(row, store)) }
        }
        guard let found else {
            throw names.stateMachineDoesNotExist(machine)
        }
        let last = found.count > maxResults ? found[maxResults - 1].row.cursor : nil
        return Page(
            items: found.prefix(maxResults).map { summary($0.row, machine: machine, waitsFor: $0.waitsFor) },
            nextToken: last.map { "\($0.startMilliseconds)-\($0.id)" }
        )
    }

    /// Rows that one page looks at: a rare status must not keep the only reader busy. The next page goes on from there.
    private static let executionsLookedAtMax = 10_000

    private func allExecutions(
        _ status: StepMachine.ExecutionStatus?,
        _ maxResults: Int,
        _ token: String?
    ) throws(EngineError) -> Page<ExecutionSummary> {
        var before = Int64.max
        if let token {
            guard let id = Int64(token) else { throw Self.invalidToken }
            before = id
        }
        let start = before
        let rows = try read { (store) throws(StoreError) in
            var rows: [(StepStore.ExecutionSummary, String, String?)] = []
            var last: Int64? = start
            var looked = 0
            while let before = last, rows.count <= maxResults, looked < Self.executionsLookedAtMax {
                let page = try store.executions(before: before, limit: maxResults + 1)
                for row in page where status == nil || row.status == status?.stored {
                    rows.append((row, try store.machine(id: row.machine)?.name ?? "", try Self.waitsFor(row, store)))
                }
                looked += page.count
                last = page.count > maxResults ? page.last?.id : nil
            }
            return (found: rows, last: last)
        }
        let isFull = rows.found.count > maxResults
        let last = isFull ? rows.found[maxResults - 1].0.id : rows.last
        return Page(
            items: rows.found.prefix(maxResults).map { summary($0.0, machine: $0.1, waitsFor: $0.2) },
            nextToken: last.map { String($0) }
        )
    }

    /// What a running execution waits for before it begins.
    private static func waitsFor(_ row: StepStore.ExecutionSummary, _ store: StoreReader) throws(StoreError) -> String?
    {
        row.status == .running ? try store.pending(row.id)?.waitsFor : nil
    }

    func summary(
        _ row: StepStore.ExecutionSummary,
        machine: String,
        waitsFor: String? = nil
    ) -> ExecutionSummary {
        ExecutionSummary(
            arn: names.executionARN(machine: machine, name: row.name),
            stateMachineARN: names.stateMachineARN(machine),
            stateMachineName: machine,
            name: row.name,
            status: StepMachine.ExecutionStatus(row.status),
            startDate: Timestamp(milliseconds: row.startMilliseconds),
            stopDate: row.stopMilliseconds.map { Timestamp(milliseconds: $0) },
            slot: row.slotMilliseconds.map { Timestamp(milliseconds: $0) },
            waitsFor: waitsFor
        )
    }

    // MARK: - History

    func history(
        machine: String,
        name: String,
        _ maxResults: Int,
        _ token: String?,
        isReversed: Bool
    ) throws(EngineError) -> Page<HistoryEvent> {
        let execution = try row(machine: machine, name: name)
        var start: Int64 = isReversed ? .max : 1
        if let token {
            guard let event = Int64(token), event > 0 else { throw Self.invalidToken }
            start = event
        }
        let first = start
        let rows = try read { (store) throws(StoreError) in
            isReversed
                ? try store.historyReversed(of: execution.id, from: first, eventsMax: maxResults)
                : try store.history(of: execution.id, from: first, eventsMax: maxResults)
        }
        var events: [HistoryEvent] = []
        do throws(CodecError) {
            for row in rows {
                let batch = try HistoryEventCodec.decode(row.events)
                events.append(contentsOf: isReversed ? batch.reversed() : batch)
            }
        } catch {
            throw EngineError(.storage, "the history of \(machine):\(name) cannot be read: \(error)")
        }
        events.removeAll { isReversed ? $0.id > first : $0.id < first }
        let page = Array(events.prefix(maxResults))
        return Page(items: page, nextToken: nextToken(after: page.last, execution, isReversed: isReversed))
    }

    private func nextToken(after last: HistoryEvent?, _ execution: ExecutionRow, isReversed: Bool) -> String? {
        guard let last else { return nil }
        if isReversed { return last.id > 1 ? String(last.id - 1) : nil }
        return last.id < execution.eventCount ? String(last.id + 1) : nil
    }

    static let invalidToken = EngineError(.invalidToken, "Invalid Token: 'Invalid token'")

    private static func cursor(_ token: String) throws(EngineError) -> ExecutionCursor {
        let parts = token.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let start = Int64(parts[0]), let id = Int64(parts[1]) else { throw invalidToken }
        return ExecutionCursor(startMilliseconds: start, id: id)
    }
}
