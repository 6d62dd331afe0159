import StepStore
import StepTime

// What people ask of a job's schedules: when, pause, go on, make up for.

extension EngineLoop {
    func scheduledJob(_ name: String) -> ScheduledJob {
        ScheduledJob(
            name: name,
            nextSlot: scheduler.nextSlot(of: name),
            isPaused: scheduler.job(name)?.isPaused ?? false
        )
    }

    private func scheduled(_ name: String) throws(EngineError) -> (job: Scheduler.Job, machine: MachineRow) {
        guard let machine = machines.active(named: name) else { throw names.stateMachineDoesNotExist(name) }
        guard let job = scheduler.job(name) else {
            throw EngineError(.conflict, "the job \(name) has no schedule: start it by hand")
        }
        return (job, machine)
    }

    /// While a job is paused, its slots are skipped; what runs goes on.
    func setPaused(
        _ name: String,
        _ isPaused: Bool,
        _ reply: @escaping Reply<Void>,
        _ turn: inout Turn
    ) throws(EngineError) {
        let old = try scheduled(name).job
        var job = old
        job.isPaused = isPaused
        scheduler.set(job)
        turn.writes.append(.setSchedule(job.row))
        turn.afterCommit.append { reply(.success(())) }
        turn.refusals.append { [self] error in
            scheduler.set(old)
            reply(.failure(error))
        }
    }

    /// Slots that one request makes up for.
    static let backfilledMax = 1_000

    /// Starts the executions of slots that have none, one after the other unless the job allows overlaps.
    func backfill(
        _ request: BackfillRequest,
        _ reply: @escaping Reply<BackfilledSlots>,
        _ turn: inout Turn
    ) throws(EngineError) {
        let (job, machine) = try scheduled(request.job)
        guard request.to <= turn.now else {
            throw EngineError(
                .conflict,
                "the end \(request.to.rfc3339) is not past yet: its slots will start by themselves"
            )
        }
        var answer = BackfilledSlots()
        for slot in try slots(of: job, request) {
            let time = slot.time
            let name = Self.executionName(job: job.name, slot: time)
            let key = ExecutionKey(machine: machine.id, name: name)
            guard try find(key, turn) == nil, try !hasRun(time, of: job) else {
                answer.presentCount += 1
                continue
            }
            if !request.isRehearsal {
                let input = job.entries[slot.entry].input(slot: time, name: name)
                let terms = AdmissionTerms(isSerial: job.overlap != .allow)
                let execution = try begin(machine, name: name, input, nil, slot: time, terms, &turn)
                record(job.name, time, .started, execution: execution.id, reason: "backfilled", &turn)
            }
            answer.started.append(time)
        }
        let result = answer
        turn.refusals.append { reply(.failure($0)) }
        turn.afterCommit.append { reply(.success(result)) }
    }

    private func hasRun(_ slot: Timestamp, of job: Scheduler.Job) throws(EngineError) -> Bool {
        do throws(StoreError) {
            let row = try store.reads.slot(job: job.name, slotMilliseconds: slot.milliseconds)
            return row?.outcome == SlotOutcome.started.rawValue
        } catch {
            throw EngineError(.storage, "the slots of \(job.name) cannot be read: \(error)")
        }
    }

    private func slots(
        of job: Scheduler.Job,
        _ request: BackfillRequest
    ) throws(EngineError) -> [PassedSlots.Slot] {
        var slots: [PassedSlots.Slot] = []
        var last = Timestamp(milliseconds: request.from.milliseconds - 1)
        while let time = job.nextSlot(after: last), time <= request.to {
            guard slots.count < Self.backfilledMax else {
                throw EngineError(
                    .conflict,
                    "there are more than \(Self.backfilledMax) slots of \(job.name) between \(request.from.rfc3339) and "
                        + "\(request.to.rfc3339): make up for them in parts"
                )
            }
            let before = Timestamp(milliseconds: time.milliseconds - 1)
            let entry = job.entries.firstIndex { $0.next(after: before, anchor: job.anchor) == time } ?? 0
            slots.append(PassedSlots.Slot(time: time, entry: entry))
            last = time
        }
        return slots
    }
}
