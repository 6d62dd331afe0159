import StepMachine
import StepStore
import StepTime

/// The activities, the tasks that are offered to their workers, and the workers that wait for one.
///
/// The tables are the truth about activities and tasks; workers are only here, and ask again after a restart. Bounded: a
/// task is a token of 24 bytes, one at most for each frame; ``workersMax`` workers may wait for one activity (AWS: 1,000
/// pollers).
struct ActivityQueues {
    /// A GetActivityTask that waits.
    struct Worker {
        var name: String?
        var deadline: Timestamp
        var reply: Reply<ActivityTask?>
    }

    private struct Queue {
        var createdMilliseconds: Int64
        var tokens: [TaskToken] = []
        var firstToken = 0
        var workers: [Worker] = []

        var hasTask: Bool { firstToken < tokens.count }
    }

    static let workersMax = 1_000
    /// How long GetActivityTask waits (AWS API Reference: 60 seconds).
    static let pollSeconds = 60.0

    private var queues: [String: Queue] = [:]
    /// How many workers wait, over all activities: mostly none, and then nothing is to be looked for.
    private var workerCount = 0

    init() {}

    /// Reads all activities.
    init(_ reader: StoreReader) throws(StoreError) {
        var last = ""
        while true {
            let page = try reader.activities(after: last, limit: 1_000)
            for row in page { create(row) }
            guard let end = page.last, page.count == 1_000 else { return }
            last = end.name
        }
    }

    var count: Int { queues.count }

    func creation(of name: String) -> Timestamp? {
        queues[name].map { Timestamp(milliseconds: $0.createdMilliseconds) }
    }

    mutating func create(_ row: ActivityRow) {
        if queues[row.name] == nil { queues[row.name] = Queue(createdMilliseconds: row.createdMilliseconds) }
    }

    /// Takes an activity out; the workers that waited for it.
    mutating func delete(_ name: String) -> [Worker] {
        let workers = queues.removeValue(forKey: name)?.workers ?? []
        workerCount -= workers.count
        return workers
    }

    /// Offers a task; false when there is no such activity.
    mutating func offer(_ token: TaskToken, to name: String) -> Bool {
        guard queues[name] != nil else { return false }
        queues[name]?.tokens.append(token)
        return true
    }

    mutating func forgetTasks() {
        for name in queues.keys {
            queues[name]?.tokens = []
            queues[name]?.firstToken = 0
        }
    }

    /// The task that was offered first.
    mutating func popTask(of name: String) -> TaskToken? {
        guard var queue = queues.removeValue(forKey: name) else { return nil }
        defer { queues[name] = queue }
        guard queue.hasTask else { return nil }
        let token = queue.tokens[queue.firstToken]
        queue.firstToken += 1
        if queue.firstToken * 2 > queue.tokens.count {
            queue.tokens.removeFirst(queue.firstToken)
            queue.firstToken = 0
        }
        return token
    }

    /// Lets a worker wait; false when too many do.
    mutating func add(_ worker: Worker, to name: String) -> Bool {
        guard let queue = queues[name], queue.workers.count < Self.workersMax else { return false }
        queues[name]?.workers.append(worker)
        workerCount += 1
        return true
    }

    /// The worker that has waited longest.
    mutating func popWorker(of name: String) -> Worker? {
        guard let queue = queues[name], !queue.workers.isEmpty else { return nil }
        workerCount -= 1
        return queues[name]?.workers.removeFirst()
    }

    /// The activities that have both a task and a worker.
    var matches: [String] {
        guard workerCount > 0 else { return [] }
        return queues.filter { $0.value.hasTask && !$0.value.workers.isEmpty }.map(\.key).sorted()
    }

    /// When the next worker has waited long enough; nil when none waits.
    var nextDeadline: Timestamp? {
        guard workerCount > 0 else { return nil }
        return queues.values.lazy.compactMap { $0.workers.first?.deadline }.min()
    }

    /// Takes out the workers that have waited until `now`; all of them without it.
    mutating func popWorkers(until now: Timestamp? = nil) -> [Worker] {
        guard workerCount > 0 else { return [] }
        var popped: [Worker] = []
        for name in queues.keys {
            // In the order they came, and so of their deadlines.
            let count = queues[name]?.workers.prefix { worker in now.map { worker.deadline <= $0 } ?? true }.count ?? 0
            guard count > 0 else { continue }
            popped += queues[name]?.workers.prefix(count) ?? []
            queues[name]?.workers.removeFirst(count)
        }
        workerCount -= popped.count
        return popped
    }
}
