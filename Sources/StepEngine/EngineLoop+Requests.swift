import StepJSON
import StepLanguage
import StepMachine
import StepStore
import StepTime

// What callers ask for: machines, starts, stops; and what schedules ask for.

extension EngineLoop {
    // MARK: - Machines

    func register(
        _ registration: MachineRegistration,
        _ reply: @escaping Reply<CreatedStateMachine>,
        _ turn: inout Turn
    ) throws(EngineError) {
        let present = machines.row(named: registration.name)
        let origin = registration.job?.file ?? MachineCatalog.apiOrigin
        if let present, present.status == .active,
            (present.origin == MachineCatalog.apiOrigin) != (registration.job == nil)
        {
            let owner = present.origin == MachineCatalog.apiOrigin ? "the API" : "the job file \(present.origin)"
            throw EngineError(
                .stateMachineAlreadyExists,
                "State Machine Already Exists: '\(names.stateMachineARN(registration.name))' belongs to \(owner)"
            )
        }
        let revision = registration.revisionRow(machine: present?.id ?? 0, at: turn.now, hash: configuration.hash)
        do {
            if let present, let same = try store.reads.revision(machine: present.id, digest: revision.digest),
                same.id == present.revision, present.status == .active
            {
                guard registration.job == nil || present.origin == origin else {
                    return try replace(present, revision, registration, reply, &turn)
                }
                if registration.job == nil, present.roleARN != registration.roleARN {
                    throw alreadyExists(present)
                }
                machines.keep(registration.machine, revision: same.id)
                setSchedule(registration, .same, &turn)
                return reply(.success(created(present)))
            }
        } catch let error as EngineError {
            throw error
        } catch {
            throw EngineError(.storage, "state machine \(registration.name) cannot be read: \(error)")
        }
        guard let present else { return insert(revision, registration, origin, reply, &turn) }
        if registration.job == nil, present.status == .active { throw alreadyExists(present) }
        try replace(present, revision, registration, reply, &turn)
    }

    private func alreadyExists(_ row: MachineRow) -> EngineError {
        EngineError(
            .stateMachineAlreadyExists,
            "State Machine Already Exists: '\(names.stateMachineARN(row.name))'"
        )
    }

    private func created(_ row: MachineRow) -> CreatedStateMachine {
        CreatedStateMachine(
            arn: names.stateMachineARN(row.name),
            creationDate: Timestamp(milliseconds: row.createdMilliseconds),
            revisionID: String(row.revision)
        )
    }

    /// Registers a name for the first time. Its own commit, since what follows needs the row's ids.
    private func insert(
        _ revision: RevisionRow,
        _ registration: MachineRegistration,
        _ origin: String,
        _ reply: @escaping Reply<CreatedStateMachine>,
        _ turn: inout Turn
    ) {
        let row = MachineRow(
            id: 0,
            name: registration.name,
            revision: 0,
            type: registration.type,
            roleARN: registration.roleARN,
            createdMilliseconds: turn.now.milliseconds,
            updatedMilliseconds: turn.now.milliseconds,
            origin: origin
        )
        adopt(registration, .new, reply, &turn) { (writer) throws(StoreError) in
            let inserted = try writer.insertMachine(row, revision: revision)
            return inserted.machine
        }
    }

    /// Gives a machine a new revision; executions that run keep the one they have.
    private func replace(
        _ present: MachineRow,
        _ revision: RevisionRow,
        _ registration: MachineRegistration,
        _ reply: @escaping Reply<CreatedStateMachine>,
        _ turn: inout Turn
    ) throws(EngineError) {
        var row = present
        row.type = registration.type
        row.roleARN = registration.roleARN
        row.updatedMilliseconds = turn.now.milliseconds
        row.origin = registration.job?.file ?? MachineCatalog.apiOrigin
        row.status = .active
        if present.status != .active, registration.job == nil { row.createdMilliseconds = turn.now.milliseconds }
        let schedule = try scheduleChange(present, revision, registration)
        adopt(registration, schedule, reply, &turn) { (writer) throws(StoreError) in
            row.revision = try writer.insertRevision(revision)
            try writer.updateMachine(row)
            return row
        }
    }

    private func scheduleChange(
        _ present: MachineRow,
        _ revision: RevisionRow,
        _ registration: MachineRegistration
    ) throws(EngineError) -> ScheduleChange {
        guard present.status == .active else { return .new }
        do throws(StoreError) {
            let old = try store.reads.revision(id: present.revision)?.attributes
            func attributes(_ text: String?) -> JSONValue? { text.flatMap { try? JSONParser.parse($0) } }
            guard let before = attributes(old) else { return .new }
            return before["schedules"] == attributes(revision.attributes)?["schedules"] ? .same : .changed(from: before)
        } catch {
            throw EngineError(.storage, "state machine \(present.name) cannot be read: \(error)")
        }
    }

    private func adopt(
        _ registration: MachineRegistration,
        _ schedule: ScheduleChange,
        _ reply: @escaping Reply<CreatedStateMachine>,
        _ turn: inout Turn,
        _ write: (StoreWriter) throws(StoreError) -> MachineRow
    ) {
        do throws(StoreError) {
            let row = try store.transaction(write)
            machines.set(row)
            machines.keep(registration.machine, revision: row.revision)
            setSchedule(registration, schedule, &turn)
            reply(.success(created(row)))
        } catch {
            reply(.failure(EngineError(.storage, "state machine \(registration.name) cannot be written: \(error)")))
        }
    }

    func deleteMachine(_ name: String, _ reply: @escaping Reply<Void>, _ turn: inout Turn) throws(EngineError) {
        guard let row = machines.active(named: name) else { return reply(.success(())) }
        guard row.origin == MachineCatalog.apiOrigin else {
            throw EngineError(
                .conflict,
                "State machine '\(names.stateMachineARN(name))' belongs to the job file \(row.origin): remove the file"
            )
        }
        retire(row, reply, &turn)
    }

    func removeJob(_ name: String, _ reply: @escaping Reply<Void>, _ turn: inout Turn) {
        guard let row = machines.active(named: name), row.origin != MachineCatalog.apiOrigin else {
            return reply(.success(()))
        }
        retire(row, reply, &turn)
    }

    private func retire(_ present: MachineRow, _ reply: @escaping Reply<Void>, _ turn: inout Turn) {
        var row = present
        let name = row.name
        row.status = .deleting
        row.updatedMilliseconds = turn.now.milliseconds
        // Its own commit, as that of a registration: both may come in one turn, in this order.
        do throws(StoreError) {
            try store.transaction { (writer) throws(StoreError) in try writer.updateMachine(row) }
            machines.set(row)
            scheduler.remove(name)
            reply(.success(()))
        } catch {
            reply(.failure(EngineError(.storage, "state machine \(name) cannot be removed: \(error)")))
        }
    }

    // MARK: - Executions

    func start(
        _ request: StartRequest,
        _ reply: @escaping Reply<StartedExecution>,
        _ turn: inout Turn
    ) throws(EngineError) {
        guard let machine = machines.active(named: request.machine) else {
            throw names.stateMachineDoesNotExist(request.machine)
        }
        let name = request.name ?? Self.randomName()
        if let present = try find(ExecutionKey(machine: machine.id, name: name), turn) {
            guard present.isRunning, present.input == request.input.text else {
                throw EngineError(
                    .executionAlreadyExists,
                    "Execution Already Exists: '\(names.executionARN(machine: machine.name, name: name))'"
                )
            }
            let answer = StartedExecution(
                arn: names.executionARN(machine: machine.name, name: name),
                startDate: present.start
            )
            // It may be of this very turn: answered after the commit, as the first one is.
            turn.refusals.append { reply(.failure($0)) }
            return turn.afterCommit.append { reply(.success(answer)) }
        }
        let execution = try begin(machine, name: name, request.input, request.traceHeader, AdmissionTerms(), &turn)
        let answer = StartedExecution(arn: execution.interpreter.facts.arn, startDate: turn.now)
        turn.refusals.append { reply(.failure($0)) }
        turn.afterCommit.append { reply(.success(answer)) }
    }

    func find(
        _ key: ExecutionKey,
        _ turn: Turn
    ) throws(EngineError) -> (isRunning: Bool, input: String, start: Timestamp)? {
        if let execution = turn.newNames[key] {
            let facts = execution.interpreter.facts
            return (execution.state.status == .running, facts.input.text, facts.startTime)
        }
        do throws(StoreError) {
            guard let id = try store.reads.executionID(machine: key.machine, name: key.name),
                let row = try store.reads.execution(id: id)
            else { return nil }
            return (row.status == .running, row.input, Timestamp(milliseconds: row.startMilliseconds))
        } catch {
            throw EngineError(.storage, "executions cannot be read: \(error)")
        }
    }

    /// Accepts an execution; and runs its first step, unless it is a job's and has to wait.
    func begin(
        _ machine: MachineRow,
        name: String,
        _ input: JSONDocument,
        _ traceHeader: String?,
        slot: Timestamp? = nil,
        _ terms: AdmissionTerms,
        _ turn: inout Turn
    ) throws(EngineError) -> LiveExecution {
        guard statistics.runningExecutions + Int64(turn.newNames.count) < configuration.runningExecutionsMax else {
            throw EngineError(
                .executionLimitExceeded,
                "The maximum number of running executions has been reached: \(configuration.runningExecutionsMax)"
            )
        }
        guard admission.waitingCount < configuration.pendingExecutionsMax else {
            throw EngineError(
                .executionLimitExceeded,
                "The maximum number of executions that wait to begin has been reached: "
                    + "\(configuration.pendingExecutionsMax)"
            )
        }
        let settings = try settings(of: machine)
        let facts = facts(nextExecutionID, of: machine, name: name, startTime: turn.now, input: input)
        let execution = LiveExecution(
            interpreter: try interpreter(facts, revision: machine.revision),
            machine: machine,
            state: ExecutionState()
        )
        execution.newRow = ExecutionRow(
            id: nextExecutionID,
            machine: machine.id,
            revision: machine.revision,
            name: name,
            startMilliseconds: turn.now.milliseconds,
            input: input.text,
            slotMilliseconds: slot?.milliseconds,
            traceHeader: traceHeader
        )
        nextExecutionID += 1
        turn.newNames[ExecutionKey(machine: machine.id, name: name)] = execution
        turn.live[execution.id] = execution
        if let settings, let blocker = arrive(execution, settings, terms, &turn) {
            keepWaiting(execution, for: blocker, &turn)
        } else {
            tellStart(of: execution, &turn)
            step(execution, .started, &turn)
        }
        return execution
    }

    func stop(_ request: StopRequest, _ reply: @escaping Reply<Timestamp>, _ turn: inout Turn) throws(EngineError) {
        let arn = names.executionARN(machine: request.machine, name: request.execution)
        guard let machine = machines.row(named: request.machine),
            let present = try identify(ExecutionKey(machine: machine.id, name: request.execution), &turn)
        else { throw EngineError(.executionDoesNotExist, "Execution Does Not Exist: '\(arn)'") }
        turn.refusals.append { reply(.failure($0)) }
        guard let execution = present.live else {
            // AWS answers with the time at which it had ended.
            let stop = present.stop ?? turn.now
            return turn.afterCommit.append { reply(.success(stop)) }
        }
        step(execution, .stopped(error: request.error, cause: request.cause), &turn)
        let now = turn.now
        turn.afterCommit.append { reply(.success(now)) }
    }

    func identify(
        _ key: ExecutionKey,
        _ turn: inout Turn
    ) throws(EngineError) -> (live: LiveExecution?, stop: Timestamp?)? {
        if let execution = turn.newNames[key] { return (execution, turn.now) }
        do {
            guard let id = try store.reads.executionID(machine: key.machine, name: key.name) else { return nil }
            if let execution = try load(id, &turn) { return (execution, nil) }
            let stop = try store.reads.execution(id: id)?.stopMilliseconds
            return (nil, stop.map { Timestamp(milliseconds: $0) })
        } catch let error as EngineError {
            throw error
        } catch {
            throw EngineError(.storage, "executions cannot be read: \(error)")
        }
    }

    /// A name for an execution that was given none, as AWS makes one: a UUID (RFC 9562, version 4).
    static func randomName() -> String {
        var random = SystemRandomNumberGenerator()
        let high = random.next() & ~0xF000 | 0x4000
        let low = random.next() & ~(3 << 62) | 2 << 62
        func hex(_ value: UInt64, _ digits: Int) -> String {
            let text = String(value & (digits == 16 ? .max : 1 << (4 * UInt64(digits)) - 1), radix: 16)
            return String(repeating: "0", count: digits - text.utf8.count) + text
        }
        return "\(hex(high >> 32, 8))-\(hex(high >> 16, 4))-\(hex(high, 4))-\(hex(low >> 48, 4))-\(hex(low, 12))"
    }
}

extension MachineRegistration {
    /// The row of this definition; two registrations with the same digest say the same.
    func revisionRow(
        machine: Int64,
        at now: Timestamp,
        hash: (_ algorithm: String, _ bytes: [UInt8]) -> [UInt8]?
    ) -> RevisionRow {
        let attributes = job.map { JSONWriter.text(of: JobAttributes.json(of: $0)) }
        let all = [definition, type, job?.sourceMap ?? "", attributes ?? ""].joined(separator: "\u{0}")
        let bytes = Array(all.utf8)
        return RevisionRow(
            id: 0,
            machine: machine,
            digest: hash("SHA-256", bytes) ?? bytes,
            definition: definition,
            sourceMap: job?.sourceMap,
            attributes: attributes,
            createdMilliseconds: now.milliseconds
        )
    }
}
