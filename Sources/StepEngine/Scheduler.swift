import StepTime

/// Knows the next slot of every job.
///
/// A slot is an instant at which a schedule says "now". What became of each is recorded in the slot table in the same
/// commit as the execution it started, so a slot can start only one, whatever crashes in between. Time is compared
/// anew at every turn: a clock that was set and a machine that slept are downtime like any other. See Decisions/0008.
struct Scheduler {
    /// A job with schedules.
    struct Job {
        var name: String
        var entries: [ScheduleEntry]
        var overlap: OverlapPolicy
        /// What rates count from.
        var anchor: Timestamp
        /// Slots of each schedule up to here have been dealt with.
        var considered: [Timestamp]
        var isPaused = false
        /// Another one for each change.
        fileprivate var version: Int64 = 0

        init(
            name: String,
            entries: [ScheduleEntry],
            overlap: OverlapPolicy,
            anchor: Timestamp,
            considered: Timestamp,
            isPaused: Bool = false
        ) {
            self.name = name
            self.entries = entries
            self.overlap = overlap
            self.anchor = anchor
            self.considered = entries.map { _ in considered }
            self.isPaused = isPaused
        }

        /// The first slot that was not dealt with.
        var nextSlot: Timestamp? {
            entries.indices.compactMap { entries[$0].next(after: considered[$0], anchor: anchor) }.min()
        }

        /// The first slot of any schedule after an instant.
        func nextSlot(after instant: Timestamp) -> Timestamp? {
            entries.compactMap { $0.next(after: instant, anchor: anchor) }.min()
        }

        /// When the first slot that was not dealt with is due, its jitter included.
        var nextDue: Timestamp? {
            entries.indices.compactMap { index in
                entries[index].next(after: considered[index], anchor: anchor)
                    .map { Timestamp(milliseconds: $0.milliseconds + entries[index].jitterMilliseconds) }
            }.min()
        }

        /// All that is due at `now` has been dealt with; or, without regard to jitter, all slots up to `now`.
        mutating func consider(until now: Timestamp, ignoresJitter: Bool = false) {
            for index in entries.indices {
                let jitter = ignoresJitter ? 0 : entries[index].jitterMilliseconds
                considered[index] = max(considered[index], Timestamp(milliseconds: now.milliseconds - jitter))
            }
        }
    }

    /// When a job is to be looked at.
    private struct Wake: Comparable {
        var due: Timestamp
        var job: String
        var version: Int64

        static func < (left: Wake, right: Wake) -> Bool { (left.due, left.job) < (right.due, right.job) }
    }

    private var jobs: [String: Job] = [:]
    private var versions: Int64 = 0
    /// Those of other versions mean nothing any more.
    private var wakes = MinHeap<Wake>()

    /// Takes a job over, or a new version of it.
    mutating func set(_ job: Job) {
        versions += 1
        var job = job
        job.version = versions
        jobs[job.name] = job
        if let due = job.nextDue { wakes.insert(Wake(due: due, job: job.name, version: job.version)) }
        // Schedules that change more often than they are due must not pile up.
        if wakes.count > 2 * jobs.count + 64 {
            wakes = MinHeap(ascending: wakes.elements.filter { jobs[$0.job]?.version == $0.version }.sorted())
        }
    }

    mutating func remove(_ name: String) { jobs[name] = nil }

    func job(_ name: String) -> Job? { jobs[name] }

    /// The clock was set back to `now`: what was dealt with under the later time must not keep jobs from running until
    /// then. A slot that started its execution is known by its row when it comes again.
    ///
    /// - Returns: the jobs that had been dealt with under the later time, as they were and as they are.
    mutating func setBack(to now: Timestamp) -> [(old: Job, new: Job)] {
        var changed: [(old: Job, new: Job)] = []
        for old in jobs.values where old.considered.contains(where: { $0 > now }) {
            var job = old
            job.considered = old.considered.map { min($0, now) }
            set(job)
            changed.append((old, job))
        }
        return changed
    }

    /// When the first slot is due, its jitter included.
    mutating func nextDue() -> Timestamp? {
        while let wake = wakes.least {
            if jobs[wake.job]?.version == wake.version { return wake.due }
            wakes.removeLeast()
        }
        return nil
    }

    func nextSlot(of job: String) -> Timestamp? { jobs[job].flatMap { $0.isPaused ? nil : $0.nextSlot } }

    /// The next `count` slots of a job from `now` on.
    func upcomingSlots(of job: String, count: Int, after now: Timestamp) -> [Timestamp]? {
        guard let job = jobs[job] else { return nil }
        var slots: [Timestamp] = []
        var last = now
        while slots.count < count, let slot = job.nextSlot(after: last) {
            slots.append(slot)
            last = slot
        }
        return slots
    }

    /// Takes out the job whose slot is due first, by time and then by name. It comes back by ``set(_:)``.
    mutating func takeDue(at now: Timestamp) -> Job? {
        guard let due = nextDue(), due <= now, let wake = wakes.removeLeast() else { return nil }
        return jobs[wake.job]
    }
}
