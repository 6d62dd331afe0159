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
        /// Another one for each time the job was registered.
        var registration: Int64 = 0
        /// The next one; nil when there is none.
        var next: Timestamp?
    }

    /// What is to become of slots that have passed.
    struct Due {
        var job: Job
        /// The one to start, if any.
        var start: Timestamp?
        /// The schedule that has it.
        var entry: ScheduleEntry?
        /// Slots before it, or past their window, and why they are not used. At most ``missedMax``.
        var skipped: [(slot: Timestamp, reason: String)]
    }

    /// Missed slots that are recorded one by one; older ones are passed over, since a minute's schedule misses half a
    /// million in a year.
    static let missedMax = 100

    private var jobs: [String: Job] = [:]
    private var registrations: Int64 = 0

    /// Takes a job over, or a new version of it.
    mutating func set(_ job: Job) {
        var job = job
        registrations += 1
        job.registration = registrations
        job.next = Self.next(of: job)
        jobs[job.name] = job
    }

    /// The clock was set back to `now`: what was dealt with under the later time must not keep jobs from running until
    /// then. A slot that comes again is known by its row.
    mutating func setBack(to now: Timestamp) {
        for (name, job) in jobs where job.considered > now {
            var job = job
            job.considered = now
            job.next = Self.next(of: job)
            jobs[name] = job
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
        while slots.count < count, let slot = job.entries.compactMap({ $0.next(after: last, anchor: job.anchor) }).min()
        {
            slots.append(slot)
            last = slot
        }
        return slots
    }

    /// The jobs with slots that are due. Nothing changes here: see ``settle(_:)``.
    func due(at now: Timestamp) -> [Due] {
        jobs.values.compactMap { job in
            guard let next = job.next, Self.due(of: next, in: job) <= now else { return nil }
            return Self.due(job, at: now)
        }
    }

    /// Moves a job past slots whose outcome is committed, unless it was changed or removed meanwhile.
    mutating func settle(_ due: Due) {
        guard let job = jobs[due.job.name], job.considered <= due.job.considered,
            job.registration == due.job.registration
        else { return }
        jobs[due.job.name] = due.job
    }

    private static func due(_ job: Job, at now: Timestamp) -> Due {
        var passed = slots(of: job, until: now)
        var job = job
        guard let latest = passed.popLast() else { return Due(job: job, start: nil, skipped: []) }
        job.considered = latest
        job.next = next(of: job)
        var skipped = passed.suffix(missedMax - 1).map { (slot: $0, reason: "a later slot was due as well") }
        let window = job.entries.map(\.catchUpWindowMilliseconds).max() ?? .max
        let late = now.milliseconds - due(of: latest, in: job).milliseconds
        // Within the window, and a second for the turn itself.
        guard late <= max(window, 1000) else {
            skipped.append((slot: latest, reason: "missed by \(late / 1000) s, past its catch-up window"))
            return Due(job: job, start: nil, skipped: skipped)
        }
        let before = Timestamp(milliseconds: latest.milliseconds - 1)
        let entry = job.entries.first { $0.next(after: before, anchor: job.anchor) == latest }
        return Due(job: job, start: latest, entry: entry, skipped: skipped)
    }

    /// The latest slots that are due, in order: all of them, or at least ``missedMax``.
    ///
    /// Looked for from `now` backwards in spans that grow, so that a schedule of every minute costs no more after a year
    /// of downtime than after an hour.
    private static func slots(of job: Job, until now: Timestamp) -> [Timestamp] {
        var spanMilliseconds: Int64 = 3_600_000
        while true {
            let (start, isBefore) = now.milliseconds.subtractingReportingOverflow(spanMilliseconds)
            let isAll = isBefore || start <= job.considered.milliseconds
            var found: [Timestamp] = []
            var last = isAll ? job.considered : Timestamp(milliseconds: start)
            while let slot = job.entries.compactMap({ $0.next(after: last, anchor: job.anchor) }).min(),
                due(of: slot, in: job) <= now
            {
                found.append(slot)
                last = slot
            }
            if isAll || found.count >= missedMax { return found }
            spanMilliseconds *= 4
        }
    }

    private static func next(of job: Job) -> Timestamp? {
        job.entries.compactMap { $0.next(after: job.considered, anchor: job.anchor) }.min()
    }

    private static func due(of slot: Timestamp, in job: Job) -> Timestamp {
        let jitter = job.entries.map(\.jitterMilliseconds).max() ?? 0
        return Timestamp(milliseconds: slot.milliseconds + jitter)
    }
}
