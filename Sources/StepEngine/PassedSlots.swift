import StepTime

/// The slots of a job that have passed and were not dealt with.
struct PassedSlots {
    /// An instant, and the schedule of the job that has it: the first, if several do.
    struct Slot: Equatable {
        var time: Timestamp
        var entry: Int
    }

    /// Slots in a row that are not looked at one by one.
    struct Range: Equatable {
        var first: Timestamp
        var last: Timestamp
        /// How many they are; nil for more than ``PassedSlots/countedMax``.
        var count: Int64?
    }

    /// The latest ones in order, at most ``slotsMax``.
    var slots: [Slot] = []
    /// Those before them.
    var earlier: Range?

    /// Slots that are looked at one by one: a schedule of every minute misses half a million in a year.
    static let slotsMax = 100
    /// Slots that are counted.
    static let countedMax = 10_000

    /// What of `job` has passed at `now`, with its jitter or without.
    init(_ job: Scheduler.Job, at now: Timestamp, ignoresJitter: Bool = false) {
        var all: [Slot] = []
        for (index, entry) in job.entries.enumerated() {
            let jitter = ignoresJitter ? 0 : entry.jitterMilliseconds
            let until = Timestamp(milliseconds: now.milliseconds - jitter)
            all += Self.latest(of: entry, after: job.considered[index], until: until, anchor: job.anchor)
                .map { Slot(time: $0, entry: index) }
        }
        all.sort { ($0.time, $0.entry) < ($1.time, $1.entry) }
        for slot in all where slots.last?.time != slot.time { slots.append(slot) }
        guard slots.count > Self.slotsMax else { return }
        let last = slots[slots.count - Self.slotsMax - 1].time
        slots.removeFirst(slots.count - Self.slotsMax)
        earlier = Self.range(of: job, until: last)
    }

    /// The latest slots of one schedule in order: all of them, or at least one more than ``slotsMax``.
    ///
    /// Looked for from the end backwards in spans that grow, so that a schedule of every minute costs no more after a
    /// year of downtime than after an hour.
    fileprivate static func latest(
        of entry: ScheduleEntry,
        after considered: Timestamp,
        until: Timestamp,
        anchor: Timestamp
    ) -> [Timestamp] {
        var spanMilliseconds: Int64 = 3_600_000
        while true {
            let (start, isBefore) = until.milliseconds.subtractingReportingOverflow(spanMilliseconds)
            let isAll = isBefore || start <= considered.milliseconds
            var found: [Timestamp] = []
            var last = isAll ? considered : Timestamp(milliseconds: start)
            while let slot = entry.next(after: last, anchor: anchor), slot <= until {
                found.append(slot)
                last = slot
            }
            if isAll || found.count > slotsMax { return found }
            spanMilliseconds *= 4
        }
    }

    private static func range(of job: Scheduler.Job, until last: Timestamp) -> Range? {
        job.nextSlot.map { Range(of: job, first: $0, last: last) }
    }
}

extension PassedSlots.Range {
    /// All slots of a job from one to another.
    init(of job: Scheduler.Job, first: Timestamp, last: Timestamp) {
        var count: Int64 = 0
        var slot: Timestamp? = first
        while let present = slot, present <= last, count <= PassedSlots.countedMax {
            count += 1
            slot = job.nextSlot(after: present)
        }
        self.init(first: first, last: last, count: count > PassedSlots.countedMax ? nil : count)
    }

    /// What is left of it between the rows that some of its slots have: in order of time, each from its first to its
    /// last instant.
    func pieces(of job: Scheduler.Job, between rows: [ClosedRange<Timestamp>]) -> [PassedSlots.Range] {
        var pieces: [PassedSlots.Range] = []
        var from = first
        for row in rows where row.upperBound >= from {
            let before = Timestamp(milliseconds: row.lowerBound.milliseconds - 1)
            let after = Timestamp(milliseconds: from.milliseconds - 1)
            if let end = job.lastSlot(after: after, until: before) {
                pieces.append(PassedSlots.Range(of: job, first: from, last: end))
            }
            guard let next = job.nextSlot(after: row.upperBound), next <= last else { return pieces }
            from = next
        }
        pieces.append(rows.isEmpty ? self : PassedSlots.Range(of: job, first: from, last: last))
        return pieces
    }
}

extension Scheduler.Job {
    /// The latest slot after an instant and until another.
    func lastSlot(after: Timestamp, until: Timestamp) -> Timestamp? {
        entries.compactMap { PassedSlots.latest(of: $0, after: after, until: until, anchor: anchor).last }.max()
    }
}
