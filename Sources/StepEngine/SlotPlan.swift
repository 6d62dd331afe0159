import StepTime

/// What is to become of slots that have passed: a pure decision, from the schedules' catch-up rules and the clock.
struct SlotPlan {
    /// A slot that starts an execution.
    struct Start: Equatable {
        var slot: PassedSlots.Slot
        /// The execution does not begin before; nil for at once.
        var notBefore: Timestamp?
    }

    /// A slot that starts none.
    struct Skip: Equatable {
        var time: Timestamp
        var reason: String
        /// Whether that is against what the job asks for.
        var isMissed: Bool
    }

    /// In order.
    var starts: [Start] = []
    /// Whether the executions begin one after the other.
    var isSerial = false
    var skipped: [Skip] = []

    /// A slot that is no later than this was not missed, as with systemd's `AccuracySec=`.
    static let onTimeMilliseconds: Int64 = 60_000

    init(_ slots: [PassedSlots.Slot], of job: Scheduler.Job, at now: Timestamp) {
        var candidates: [(slot: PassedSlots.Slot, lateMilliseconds: Int64)] = []
        for slot in slots {
            let entry = job.entries[slot.entry]
            let late = now.milliseconds - slot.time.milliseconds - entry.jitterMilliseconds
            if job.isPaused {
                skipped.append(Skip(time: slot.time, reason: "the job is paused", isMissed: false))
            } else if let reason = Self.reason(against: entry, late) {
                skipped.append(Skip(time: slot.time, reason: reason, isMissed: true))
            } else {
                candidates.append((slot, late))
            }
        }
        let latest = candidates.last { job.entries[$0.slot.entry].catchUp.extent != .all }?.slot
        for (slot, late) in candidates {
            let entry = job.entries[slot.entry]
            guard entry.catchUp.extent == .all || slot == latest else {
                skipped.append(Skip(time: slot.time, reason: Self.superseded, isMissed: false))
                continue
            }
            // What was missed is spread again, or all jobs would begin when the machine is up.
            let isMissed = late > Self.onTimeMilliseconds && entry.jitterMilliseconds > 0
            let notBefore = Timestamp(milliseconds: now.milliseconds + entry.jitterMilliseconds)
            starts.append(Start(slot: slot, notBefore: isMissed ? notBefore : nil))
        }
        isSerial = starts.count > 1 && job.overlap != .allow
    }

    static let superseded = "a later slot was due as well"

    private static func reason(against entry: ScheduleEntry, _ late: Int64) -> String? {
        guard late > onTimeMilliseconds else { return nil }
        if entry.catchUp.extent == .none { return "missed by \(late / 1000) s, and catch_up is none" }
        guard let window = entry.catchUp.windowSeconds, late > window * 1000 else { return nil }
        return "missed by \(late / 1000) s, past its catch-up window of \(window) s"
    }
}
