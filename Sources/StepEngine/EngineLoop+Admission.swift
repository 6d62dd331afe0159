import StepJSON
import StepLanguage
import StepMachine
import StepStore
import StepTime

// Executions of jobs that wait to begin.

/// How an execution of a job may begin.
struct AdmissionTerms {
    var notBefore: Timestamp?
    /// After all executions of its machine that came before it.
    var isSerial = false
    /// A task waits for it.
    var isNested = false
}

extension EngineLoop {
    /// The error of an execution that waited for its locks for too long.
    static let lockTimeout = "Lock.Timeout"

    /// What the job of a machine says; nil for a machine of the API.
    func settings(of machine: MachineRow) throws(EngineError) -> JobSettings? {
        guard machine.origin != MachineCatalog.apiOrigin else { return nil }
        return try machines.settings(revision: machine.revision, store.reads)
    }

    /// Asks whether a new execution may begin; nil: now.
    func arrive(
        _ execution: LiveExecution,
        _ settings: JobSettings,
        _ terms: AdmissionTerms,
        _ turn: inout Turn
    ) -> Admission.Blocker? {
        var request = Admission.Request(execution: execution.id, machine: execution.machine)
        request.notBefore = terms.notBefore
        request.isSerial = terms.isSerial
        request.isNested = terms.isNested
        request.locks = settings.locks
        if !settings.locks.isEmpty, let seconds = settings.lockWaitSeconds {
            request.deadline = (terms.notBefore ?? turn.now).adding(seconds: Double(seconds))
        }
        guard let blocker = admission.arrive(request, at: turn.now) else {
            takeLocks(request, &turn)
            return nil
        }
        turn.writes.append(.insertPending(request.row(waitsFor: words(blocker, request, turn))))
        return blocker
    }

    private func takeLocks(_ request: Admission.Request, _ turn: inout Turn) {
        for name in request.locks {
            turn.writes.append(.insertLock(LockRow(name: name, execution: request.execution)))
        }
    }

    /// An execution is written as it is, before its first step.
    func keepWaiting(_ execution: LiveExecution, for blocker: Admission.Blocker, _ turn: inout Turn) {
        execution.pending.isTouched = true
        turn.touched.append(execution)
        let facts = execution.interpreter.facts
        let reason = words(blocker, nil, turn)
        let observer = observer
        turn.afterCommit.append { observer.waits(facts, for: reason) }
    }

    /// An execution of a job has ended.
    func leave(_ execution: LiveExecution, _ turn: inout Turn) {
        let holdsLocks = admission.holdsLocks(execution.id)
        if admission.end(execution.id, of: execution.machine) {
            turn.writes.append(.deletePending(execution.id))
        } else if holdsLocks {
            turn.writes.append(.deleteLocks(of: execution.id))
        }
    }

    /// A clock that is set back by less than this makes nobody wait for long.
    private static let setBackMillisecondsMin: Int64 = 60_000

    /// The clock was set back: a run that waits for its jitter must not wait for the time that was wrong.
    func setBackAdmission(from later: Timestamp, _ turn: inout Turn) {
        let milliseconds = later.milliseconds - turn.now.milliseconds
        guard milliseconds >= Self.setBackMillisecondsMin else { return }
        for request in admission.setBack(byMilliseconds: milliseconds) {
            guard let blocker = admission.blocker(of: request.execution) else { continue }
            turn.writes.append(.updatePending(request.row(waitsFor: words(blocker, request, turn))))
        }
        // The rows are the truth: after a commit that fails they are read again.
    }

    /// Begins what may begin now.
    func admitWaiting(_ turn: inout Turn) {
        var count = 0
        do throws(EngineError) {
            while count < configuration.turnMessagesMax, turn.documentBytes < Self.documentBytesMax,
                let request = admission.next(at: turn.now)
            {
                count += 1
                guard let execution = try load(request.execution, &turn) else { continue }
                turn.writes.append(.deletePending(request.execution))
                takeLocks(request, &turn)
                tellStart(of: execution, &turn)
                step(execution, .started, &turn)
            }
            while let request = admission.takeExpired() { try giveUp(request, &turn) }
        } catch {
            // What waits is read again, before anything else is done.
            observer.failed("an execution that waits to begin cannot be read: \(error.message)")
            isCurrent = false
        }
        for (request, blocker) in admission.takeMoved() {
            turn.writes.append(.updatePending(request.row(waitsFor: words(blocker, request, turn))))
        }
    }

    /// Ends an execution that has waited for its locks for too long: its slot is a missed one.
    private func giveUp(_ request: Admission.Request, _ turn: inout Turn) throws(EngineError) {
        guard let execution = try load(request.execution, &turn), let machine = machines.row(id: request.machine),
            let blocker = admission.blocker(of: request.execution)
        else { return }
        let reason = "waited too long for \(words(blocker, request, turn))"
        var slot = execution.newRow?.slotMilliseconds
        do throws(StoreError) {
            if slot == nil { slot = try store.reads.execution(id: request.execution)?.slotMilliseconds }
        } catch {
            throw EngineError(.storage, "\(error)")
        }
        step(execution, .stopped(error: Self.lockTimeout, cause: reason), &turn)
        guard let slot else { return }
        let time = Timestamp(milliseconds: slot)
        skip(machine.name, time, reason, isMissed: true, execution: request.execution, &turn)
    }

    /// What an execution waits for, in words that go after "waits for".
    private func words(_ blocker: Admission.Blocker, _ request: Admission.Request?, _ turn: Turn) -> String {
        switch blocker {
        case .time:
            let time = request?.notBefore.map { ", \($0.rfc3339)" } ?? ""
            return "its time\(time)"
        case .run: return "the run before it"
        case .lock(let name): return "the lock `\(name)`\(holder(of: name, turn))"
        case .room: return "room: max_running is \(admission.runningMax)"
        }
    }

    private func holder(of lock: String, _ turn: Turn) -> String {
        guard let id = admission.holders[lock] else { return "" }
        if let facts = (turn.live[id] ?? cache.find(id))?.interpreter.facts {
            return ", which \(facts.stateMachineName):\(facts.name) holds"
        }
        guard let row = try? store.reads.execution(id: id), let machine = machines.row(id: row.machine) else {
            return ""
        }
        return ", which \(machine.name):\(row.name) holds"
    }
}

extension Admission.Request {
    private static let serial: Int64 = 1
    private static let nested: Int64 = 2

    func row(waitsFor: String) -> PendingRow {
        PendingRow(
            execution: execution,
            machine: machine,
            notBeforeMilliseconds: notBefore?.milliseconds,
            deadlineMilliseconds: deadline?.milliseconds,
            flags: (isSerial ? Self.serial : 0) | (isNested ? Self.nested : 0),
            locks: JSONWriter.text(of: .array(locks.map { .string($0) })),
            waitsFor: waitsFor
        )
    }

    init(_ row: PendingRow) {
        let names = (try? JSONParser.parse(row.locks))?.arrayValue ?? []
        self.init(
            execution: row.execution,
            machine: row.machine,
            notBefore: row.notBeforeMilliseconds.map { Timestamp(milliseconds: $0) },
            deadline: row.deadlineMilliseconds.map { Timestamp(milliseconds: $0) },
            isSerial: row.flags & Self.serial != 0,
            isNested: row.flags & Self.nested != 0,
            locks: names.compactMap(\.stringValue)
        )
    }
}

extension Admission {
    /// Reads what runs, waits and is locked.
    init(_ reader: StoreReader, _ machines: MachineCatalog, runningMax: Int) throws(StoreError) {
        self.init(runningMax: runningMax)
        let waiting = try reader.pendingCounts()
        for machine in machines.jobs {
            let count = try reader.runningExecutionCount(machine: machine) - waiting[machine, default: 0]
            if count > 0 { restore(running: count, of: machine) }
        }
        var name = ""
        while true {
            let page = try reader.locks(after: name, limit: 1_000)
            for row in page { restore(row) }
            guard let end = page.last, page.count == 1_000 else { break }
            name = end.name
        }
        var last = Int64.min
        while true {
            let page = try reader.pending(after: last, limit: 1_000)
            for row in page { restore(Request(row)) }
            guard let end = page.last, page.count == 1_000 else { break }
            last = end.execution
        }
    }
}
