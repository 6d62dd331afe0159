import StepStore

/// When what is told again, in memory; the rows are the truth.
struct NotificationQueue {
    private struct Entry: Comparable {
        var dueMilliseconds: Int64
        var id: Int64

        static func < (left: Entry, right: Entry) -> Bool {
            (left.dueMilliseconds, left.id) < (right.dueMilliseconds, right.id)
        }
    }

    /// Told at the same time, at most.
    static let inFlightMax = 32
    /// Waiting, at most: what comes then is not told.
    static let waitingMax = 100_000
    /// The longest between two attempts, and how long it is tried at all.
    private static let delayMillisecondsMax: Int64 = 3_600_000
    static let patienceMilliseconds: Int64 = 86_400_000

    private var waiting = MinHeap<Entry>()
    private(set) var inFlight: Set<Int64> = []
    private(set) var nextID: Int64 = 1

    var isFull: Bool { waiting.count >= Self.waitingMax }

    var nextDueMilliseconds: Int64? { inFlight.count < Self.inFlightMax ? waiting.least?.dueMilliseconds : nil }

    mutating func takeID() -> Int64 {
        defer { nextID += 1 }
        return nextID
    }

    mutating func add(_ id: Int64, dueMilliseconds: Int64) {
        nextID = max(nextID, id + 1)
        waiting.insert(Entry(dueMilliseconds: dueMilliseconds, id: id))
    }

    mutating func takeDue(atMilliseconds now: Int64) -> Int64? {
        guard let due = nextDueMilliseconds, due <= now, let entry = waiting.removeLeast() else { return nil }
        inFlight.insert(entry.id)
        return entry.id
    }

    mutating func ended(_ id: Int64) { inFlight.remove(id) }

    /// How long after the `attempts`-th attempt the next one is.
    static func delayMilliseconds(attempts: Int64) -> Int64 {
        min(delayMillisecondsMax, 10_000 << min(attempts - 1, 20))
    }
}

extension NotificationQueue {
    /// Reads what is to be told, but for what is being told.
    init(_ reader: StoreReader, after present: NotificationQueue? = nil) throws(StoreError) {
        self.init()
        if let present { inFlight = present.inFlight }
        var last = Int64.min
        while true {
            let page = try reader.notifications(after: last, limit: 1_000)
            for row in page where !inFlight.contains(row.id) { add(row.id, dueMilliseconds: row.dueMilliseconds) }
            guard let end = page.last, page.count == 1_000 else { break }
            last = end.id
        }
        nextID = max(nextID, present?.nextID ?? 1, (inFlight.max() ?? 0) + 1)
    }
}
