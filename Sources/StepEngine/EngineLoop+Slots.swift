import StepJSON
import StepMachine
import StepStore
import StepTime

// Schedules: slots that are due start executions.

/// What the registration of a job does to its schedules.
enum ScheduleChange {
    /// The job was not there before.
    case new
    case same
    /// They are others than the stored attributes `from` say.
    case changed(from: JSONValue)
}

extension EngineLoop {
    /// Takes over a job's schedules.
    ///
    /// Slots that passed while the daemon was down count as missed. Before other schedules take their place, those of
    /// the old ones that have passed are dealt with; and slots before the schedule was given, or while the job was not
    /// there, never were slots of it.
    func setSchedule(_ registration: MachineRegistration, _ change: ScheduleChange, _ turn: inout Turn) {
        guard let job = registration.job else { return }
        do throws(StoreError) {
            let now = turn.now.milliseconds
            let stored = try store.reads.schedule(job: registration.name)
            if case .changed(let before) = change { try settleOld(registration.name, before, stored, &turn) }
            guard !job.schedules.isEmpty else { return scheduler.remove(registration.name) }
            var row = ScheduleRow(job: registration.name, anchorMilliseconds: now, consideredMilliseconds: now)
            if let stored {
                row.isPaused = stored.isPaused
                // A clock that was far ahead must not keep the job from running until then.
                if case .same = change { row.consideredMilliseconds = min(stored.consideredMilliseconds, now) }
                if case .new = change {} else { row.anchorMilliseconds = stored.anchorMilliseconds }
            }
            if stored != row { turn.writes.append(.setSchedule(row)) }
            // The clock may have been ahead before the daemon ended.
            if scheduler.job(registration.name) == nil,
                let latest = try store.reads.slots(job: registration.name, limit: 1).first,
                (latest.lastMilliseconds ?? latest.slotMilliseconds) > now
            {
                forgetSkips(of: registration.name, &turn)
            }
            if case .same = change, let present = scheduler.job(registration.name) {
                // The daemon has it in hand already: only what goes with the schedules may be another.
                var same = present
                same.overlap = job.settings.overlap
                // The same schedules; but the zone of one may have other rules by now.
                same.entries = job.schedules
                return scheduler.set(same)
            }
            scheduler.set(
                Scheduler.Job(
                    name: registration.name,
                    entries: job.schedules,
                    overlap: job.settings.overlap,
                    anchor: Timestamp(milliseconds: row.anchorMilliseconds),
                    considered: Timestamp(milliseconds: row.consideredMilliseconds),
                    isPaused: row.isPaused
                )
            )
        } catch {
            observer.failed("the schedule of \(registration.name) cannot be read: \(error)")
        }
    }

    /// Deals with what has passed of schedules that are no longer given.
    private func settleOld(
        _ name: String,
        _ attributes: JSONValue,
        _ stored: ScheduleRow?,
        _ turn: inout Turn
    ) throws(StoreError) {
        var job = scheduler.job(name)
        if job == nil, let stored {
            do throws(EngineError) {
                job = Scheduler.Job(
                    name: name,
                    entries: try JobAttributes.schedules(attributes, zone: configuration.timeZone),
                    overlap: JobAttributes.settings(attributes).overlap,
                    anchor: Timestamp(milliseconds: stored.anchorMilliseconds),
                    considered: Timestamp(milliseconds: min(stored.consideredMilliseconds, turn.now.milliseconds)),
                    isPaused: stored.isPaused
                )
            } catch {
                observer.failed("slots of \(name) before its schedule was changed are lost: \(error.message)")
            }
        }
        guard let job else { return }
        try settle(PassedSlots(job, at: turn.now, ignoresJitter: true), of: job, &turn)
    }

    /// The clock was set back: slots to come that were skipped under the later time are none that were skipped.
    func setBackSchedules(from later: Timestamp, _ turn: inout Turn) {
        let jobs = scheduler.setBack(to: turn.now)
        for (old, new) in jobs {
            turn.writes.append(.setSchedule(new.row))
            forgetSkips(of: new.name, &turn)
            turn.refusals.append { [self] _ in scheduler.set(old) }
        }
        // What is not written is to be done again.
        turn.refusals.append { [self] _ in latest = later }
    }

    private func forgetSkips(of job: String, _ turn: inout Turn) {
        turn.writes.append(.forgetSkips(job: job, after: turn.now.milliseconds))
    }

    /// Starts what is due.
    func runSlots(_ turn: inout Turn) {
        var count = 0
        while count < configuration.turnMessagesMax, turn.documentBytes < Self.documentBytesMax,
            let job = scheduler.takeDue(at: turn.now)
        {
            count += 1
            do throws(StoreError) {
                try settle(PassedSlots(job, at: turn.now), of: job, &turn)
                var next = job
                next.consider(until: turn.now)
                turn.writes.append(.setSchedule(next.row))
                turn.afterCommit.append { [self] in scheduler.set(next) }
                turn.refusals.append { [self] _ in scheduler.set(job) }
            } catch {
                // Nothing is recorded, so the slot is looked at again.
                observer.failed("the schedule of \(job.name) cannot be read, which is tried again: \(error)")
                scheduler.set(job)
                pausedUntil = turn.now.adding(seconds: Self.pauseSeconds)
                return
            }
        }
    }

    /// Makes a run or a skip of each slot that has passed and has neither yet.
    private func settle(_ passed: PassedSlots, of job: Scheduler.Job, _ turn: inout Turn) throws(StoreError) {
        guard let machine = machines.active(named: job.name) else { return }
        var slots: [PassedSlots.Slot] = []
        for slot in passed.slots {
            guard try store.reads.slot(job: job.name, slotMilliseconds: slot.time.milliseconds) == nil else { continue }
            slots.append(slot)
        }
        if let range = passed.earlier { try skip(range, of: job, &turn) }
        let plan = SlotPlan(slots, of: job, at: turn.now)
        for missed in plan.skipped { skip(job.name, missed.time, missed.reason, isMissed: missed.isMissed, &turn) }
        let isIdle = admission.count(of: machine.id) == 0
        for start in plan.starts {
            // Those that were missed together follow one another, and do not stand in each other's way.
            if !(plan.isSerial && isIdle), let reason = makeWay(for: start.slot, of: job, machine, &turn) {
                skip(job.name, start.slot.time, reason, isMissed: false, &turn)
                continue
            }
            let isBehind = job.overlap == .queue && admission.count(of: machine.id) > 0
            let terms = AdmissionTerms(notBefore: start.notBefore, isSerial: plan.isSerial || isBehind)
            try run(start.slot, of: job, machine, terms, &turn)
        }
    }

    /// Does what the job's overlap policy asks for before a slot starts its execution.
    ///
    /// - Returns: why the slot is to be skipped; nil when it may start.
    private func makeWay(
        for slot: PassedSlots.Slot,
        of job: Scheduler.Job,
        _ machine: MachineRow,
        _ turn: inout Turn
    ) -> String? {
        guard admission.count(of: machine.id) > 0 else { return nil }
        switch job.overlap {
        case .allow: return nil
        case .skip: return "an execution of the job is still running"
        case .queue:
            return admission.waitingCount(of: machine.id) > 0 ? "another execution of the job waits already" : nil
        case .cancel:
            do throws(EngineError) {
                try stopAll(of: machine, "the slot \(slot.time.rfc3339) takes its place", &turn)
                return nil
            } catch {
                return "the execution before it cannot be stopped: \(error.message)"
            }
        }
    }

    /// Executions of a job that one slot stops; a job that cancels has one, and those started by hand.
    private static let stoppedMax = 1_000

    private func stopAll(of machine: MachineRow, _ cause: String, _ turn: inout Turn) throws(EngineError) {
        var running = turn.newNames.values.filter { $0.machine == machine.id && $0.state.status == .running }
        do throws(StoreError) {
            let rows = try store.reads.executions(machine: machine.id, status: .running, limit: Self.stoppedMax)
            for row in rows {
                do throws(EngineError) {
                    if let execution = try load(row.id, &turn) { running.append(execution) }
                } catch {
                    observer.failed(error.message)
                }
            }
        } catch {
            throw EngineError(.storage, "\(error)")
        }
        for execution in running { step(execution, .stopped(error: nil, cause: cause), &turn) }
    }

    private func run(
        _ slot: PassedSlots.Slot,
        of job: Scheduler.Job,
        _ machine: MachineRow,
        _ terms: AdmissionTerms,
        _ turn: inout Turn
    ) throws(StoreError) {
        let name = Self.executionName(job: job.name, slot: slot.time)
        let key = ExecutionKey(machine: machine.id, name: name)
        guard turn.newNames[key] == nil, try store.reads.executionID(machine: machine.id, name: name) == nil else {
            let reason = "an execution named \(name) was started by hand"
            return skip(job.name, slot.time, reason, isMissed: false, &turn)
        }
        do throws(EngineError) {
            let input = job.entries[slot.entry].input(slot: slot.time, name: name)
            let execution = try begin(machine, name: name, input, nil, slot: slot.time, terms, &turn)
            record(job.name, slot.time, .started, execution: execution.id, reason: nil, &turn)
        } catch {
            skip(job.name, slot.time, error.message, isMissed: true, &turn)
        }
    }

    // MARK: - Rows

    func skip(
        _ job: String,
        _ slot: Timestamp,
        _ reason: String,
        isMissed: Bool,
        execution: Int64? = nil,
        _ turn: inout Turn
    ) {
        record(job, slot, isMissed ? .missed : .skipped, execution: execution, reason: reason, &turn)
        if isMissed { tellMissed(job, slot, nil, reason, &turn) }
        let skipped = SkippedJobSlot(job: job, slot: slot, reason: reason, isMissed: isMissed)
        let observer = observer
        turn.afterCommit.append { observer.skipped(skipped) }
    }

    /// One row for slots that are too many to have one each; more where some have their rows already.
    private func skip(_ range: PassedSlots.Range, of job: Scheduler.Job, _ turn: inout Turn) throws(StoreError) {
        let rows = try store.reads.slots(
            job: job.name,
            before: range.last.milliseconds + 1,
            limit: Int(PassedSlots.countedMax)
        )
        let taken = rows.reversed().map { row in
            let first = Timestamp(milliseconds: row.slotMilliseconds)
            return first...max(first, Timestamp(milliseconds: row.lastMilliseconds ?? row.slotMilliseconds))
        }
        let isMissed = !job.isPaused && job.entries.allSatisfy { $0.catchUp.extent != .latest }
        let reason = job.isPaused ? "the job is paused" : SlotPlan.superseded
        for piece in range.pieces(of: job, between: taken) {
            var row = SlotRow(
                job: job.name,
                slotMilliseconds: piece.first.milliseconds,
                outcome: (isMissed ? SlotOutcome.missed : .skipped).rawValue,
                reason: reason,
                recordedMilliseconds: turn.now.milliseconds
            )
            row.lastMilliseconds = piece.last.milliseconds
            row.slotCount = piece.count
            turn.writes.append(.recordSlot(row))
            if isMissed { tellMissed(job.name, piece.first, piece.last, reason, &turn) }
            let skipped = SkippedJobSlot(
                job: job.name,
                slot: piece.first,
                last: piece.last,
                reason: reason,
                isMissed: isMissed
            )
            let observer = observer
            turn.afterCommit.append { observer.skipped(skipped) }
        }
    }

    func record(
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

extension Scheduler.Job {
    /// What the table keeps: the first slot that may not be dealt with lies after it.
    var row: ScheduleRow {
        ScheduleRow(
            job: name,
            anchorMilliseconds: anchor.milliseconds,
            consideredMilliseconds: (considered.min() ?? anchor).milliseconds,
            isPaused: isPaused
        )
    }
}

/// What became of a slot. The raw values are stored.
enum SlotOutcome: Int64 {
    case started = 0
    /// As the job asks for.
    case skipped = 1
    /// Against what the job asks for.
    case missed = 2
}
