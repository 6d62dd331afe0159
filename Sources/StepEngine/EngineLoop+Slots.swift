import StepJSON
import StepMachine
import StepStore
import StepTime

// Schedules: slots that are due start executions.

extension EngineLoop {
    /// Takes over a job's schedules.
    ///
    /// Slots that passed while the daemon was down count as missed; those before the schedule was given, or while the
    /// job was not there, never were slots of it.
    ///
    /// `isSame` says whether the job had the same schedules before, and was there all the time.
    func setSchedule(_ registration: MachineRegistration, isSame: Bool, _ turn: inout Turn) {
        guard let job = registration.job else { return }
        guard !job.schedules.isEmpty else { return scheduler.remove(registration.name) }
        do throws(StoreError) {
            let now = turn.now.milliseconds
            let stored = isSame ? try store.reads.schedule(job: registration.name) : nil
            var row =
                stored
                ?? ScheduleRow(job: registration.name, anchorMilliseconds: now, consideredMilliseconds: now)
            // A clock that was far ahead must not keep the job from running until then.
            row.consideredMilliseconds = min(row.consideredMilliseconds, now)
            if stored != row { turn.writes.append(.setSchedule(row)) }
            scheduler.set(
                Scheduler.Job(
                    name: registration.name,
                    entries: job.schedules,
                    skipsOverlap: job.skipsOverlap,
                    anchor: Timestamp(milliseconds: row.anchorMilliseconds),
                    considered: Timestamp(milliseconds: row.consideredMilliseconds)
                )
            )
        } catch {
            observer.failed("the schedule of \(registration.name) cannot be read: \(error)")
        }
    }

    /// Starts what is due.
    func runSlots(_ turn: inout Turn) {
        for due in scheduler.due(at: turn.now) {
            do throws(StoreError) {
                try run(due, &turn)
                turn.afterCommit.append { [self] in scheduler.settle(due) }
            } catch {
                // Nothing is recorded, so the slot is looked at again.
                observer.failed("the schedule of \(due.job.name) cannot be read, which is tried again: \(error)")
                pausedUntil = turn.now.adding(seconds: Self.pauseSeconds)
            }
        }
    }

    private func run(_ due: Scheduler.Due, _ turn: inout Turn) throws(StoreError) {
        let job = due.job
        if let slot = due.start, let entry = due.entry, let machine = machines.active(named: job.name) {
            try run(slot, entry, of: job, machine, &turn)
        }
        let considered = ScheduleRow(
            job: job.name,
            anchorMilliseconds: job.anchor.milliseconds,
            consideredMilliseconds: job.considered.milliseconds
        )
        turn.writes.append(.setSchedule(considered))
        for missed in due.skipped { skip(job.name, missed.slot, missed.reason, &turn) }
    }

    private func run(
        _ slot: Timestamp,
        _ entry: ScheduleEntry,
        of job: Scheduler.Job,
        _ machine: MachineRow,
        _ turn: inout Turn
    ) throws(StoreError) {
        // A clock that was set back comes by a slot again.
        guard try store.reads.slot(job: job.name, slotMilliseconds: slot.milliseconds) == nil else { return }
        if job.skipsOverlap, try runningCount(machine.id, turn) > 0 {
            return skip(job.name, slot, "an execution of the job is still running", &turn)
        }
        let name = Self.executionName(job: job.name, slot: slot)
        let key = ExecutionKey(machine: machine.id, name: name)
        guard turn.newNames[key] == nil, try store.reads.executionID(machine: machine.id, name: name) == nil else {
            return skip(job.name, slot, "an execution named \(name) was started by hand", &turn)
        }
        do throws(EngineError) {
            let input = entry.input(slot: slot, name: name)
            let execution = try begin(machine, name: name, input, nil, slot: slot, &turn)
            record(job.name, slot, .started, execution: execution.id, reason: nil, &turn)
        } catch {
            skip(job.name, slot, error.message, &turn)
        }
    }

    /// The machine's running executions, as they stand in this turn.
    private func runningCount(_ machine: Int64, _ turn: Turn) throws(StoreError) -> Int {
        let began = turn.newNames.count { $0.key.machine == machine && $0.value.state.status == .running }
        let arn = machines.row(id: machine).map { names.stateMachineARN($0.name) }
        let ended = turn.touched.count { execution in
            execution.newRow == nil && execution.state.status != .running
                && execution.interpreter.facts.stateMachineARN == arn
        }
        return try store.reads.runningExecutionCount(machine: machine) + began - ended
    }

    private func skip(_ job: String, _ slot: Timestamp, _ reason: String, _ turn: inout Turn) {
        record(job, slot, .skipped, execution: nil, reason: reason, &turn)
        let observer = observer
        turn.afterCommit.append { observer.skipped(job: job, slot: slot, reason: reason) }
    }

    private func record(
        _ job: String,
        _ slot: Timestamp,
        _ outcome: SlotOutcome,
        execution: Int64?,
        reason: String?,
        _ turn: inout Turn
    ) {
        let row = SlotRow(
            job: job,
            slotMilliseconds: slot.milliseconds,
            execution: execution,
            outcome: outcome.rawValue,
            reason: reason,
            recordedMilliseconds: turn.now.milliseconds
        )
        turn.writes.append(.recordSlot(row))
    }

    /// `nightly-2026-11-23T02-30-00Z`: a slot has one name, so it can start one execution.
    static func executionName(job: String, slot: Timestamp) -> String {
        let time = slot.rfc3339.prefix(19).replacing(":", with: "-") + "Z"
        return job.prefix(80 - 1 - time.count) + "-" + time
    }
}

/// What became of a slot. The raw values are stored.
enum SlotOutcome: Int64 {
    case started = 0
    case skipped = 1
}
