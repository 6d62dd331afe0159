import StepSchedule
import StepTime

/// Knows the next slot of every job.
///
/// A slot is an instant at which a schedule says "now". What became of each is recorded in the slot table in the same
/// commit as the execution it started, so a slot can start only one, whatever crashes in between. Time is compared
/// anew at every turn: a clock that was set and a machine that slept are downtime like any other.
struct Scheduler {
    /// A job with schedules.
    struct Job {
        var name: String
        var entries: [ScheduleEntry]
        var skipsOverlap: Bool
        /// What rates count from.
        var anchor: Timestamp
        /// Slots up to here have been dealt with.
        var considered: Timestamp
        /// The next one; nil when there is none.
        var next: Timestamp?
    }

    /// What is to become of slots that have passed.
    struct Due {
        var job: Job
        /// The one to start, if any.
        var start: Timestamp?
        /// Slots before it, or past their window, and why they are not used. At most ``missedMax``.
        var skipped: [(slot: Timestamp, reason: String)]
    }

    /// Missed slots that are recorded one by one; older ones are passed over, since a minute's schedule misses half a
    /// million in a year.
    static let missedMax = 100

    private var jobs: [String: Job] = [:]

    mutating func set(_ job: Job) {
        var job = job
        job.next = Self.next(of: job)
        jobs[job.name] = job
    }

    /// Goes back to what was recorded, after a commit that failed.
    mutating func rewind<Failure: Error>(_ recorded: (String) throws(Failure) -> Timestamp?) throws(Failure) {
        for (name, job) in jobs {
            guard let considered = try recorded(name) else { continue }
            var job = job
            job.considered = considered
            set(job)
        }
    }

    mutating func remove(_ name: String) { jobs[name] = nil }

    /// When the first slot is due, its jitter included.
    var nextDue: Timestamp? {
        jobs.values.compactMap { job in job.next.map { Self.due(of: $0, in: job) } }.min()
    }

    func nextSlot(of job: String) -> Timestamp? { jobs[job]?.next }

    /// The next `count` slots of a job from `now` on.
    func upcomingSlots(of job: String, count: Int, after now: Timestamp) -> [Timestamp]? {
        guard let job = jobs[job] else { return nil }
        var slots: [Timestamp] = []
        var last = now
        while slots.count < count, let slot = job.entries.compactMap({ $0.next(after: last, anchor: job.anchor) }).min() {
            slots.append(slot)
            last = slot
        }
        return slots
    }

    /// The jobs with slots that are due, each moved past them.
    mutating func takeDue(at now: Timestamp) -> [Due] {
        var all: [Due] = []
        for (name, job) in jobs {
            guard let next = job.next, Self.due(of: next, in: job) <= now else { continue }
            let due = Self.settle(job, at: now)
            jobs[name] = due.job
            all.append(due)
        }
        return all
    }

    private static func settle(_ job: Job, at now: Timestamp) -> Due {
        var job = job
        var passed: [Timestamp] = []
        while let next = job.next, due(of: next, in: job) <= now {
            passed.append(next)
            if passed.count > missedMax { passed.removeFirst() }
            job.considered = next
            job.next = Self.next(of: job)
        }
        let latest = passed.removeLast()
        var skipped = passed.map { (slot: $0, reason: "a later slot was due as well") }
        let window = job.entries.map(\.catchUpWindowMilliseconds).max() ?? .max
        let late = now.milliseconds - due(of: latest, in: job).milliseconds
        // Within the window, and a second for the turn itself.
        guard late <= max(window, 1000) else {
            skipped.append((slot: latest, reason: "missed by \(late / 1000) s, past its catch-up window"))
            return Due(job: job, start: nil, skipped: skipped)
        }
        return Due(job: job, start: latest, skipped: skipped)
    }

    private static func next(of job: Job) -> Timestamp? {
        job.entries.compactMap { $0.next(after: job.considered, anchor: job.anchor) }.min()
    }

    private static func due(of slot: Timestamp, in job: Job) -> Timestamp {
        let jitter = job.entries.map(\.jitterMilliseconds).max() ?? 0
        return Timestamp(milliseconds: slot.milliseconds + jitter)
    }
}
