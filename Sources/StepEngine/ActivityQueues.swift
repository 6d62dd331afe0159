import StepMachine
import StepStore
import StepTime

/// The activities, the tasks that are offered to their workers, and the workers that wait for one.
///
/// The tables are the truth about activities and tasks; workers are only here, and ask again after a restart. Bounded: a
/// task is two tokens of 24 bytes, one task at most for each frame; ``workersMax`` workers may wait for one activity (AWS:
/// 1,000 pollers).
struct ActivityQueues {
    /// A GetActivityTask that waits.
    struct Worker {
        var name: String?
        var deadline: Timestamp
        var reply: Reply<ActivityTask?>
    }

    private struct Queue {
        var createdMilliseconds: Int64
        /// In the order they were offered, with those that were withdrawn since.
        var tokens: [TaskToken] = []
        var firstToken = 0
        /// In the order they came, and so of their deadlines.
        var workers: [Worker] = []

        var hasToken: Bool { firstToken < tokens.count }
    }

    static let workersMax = 1_000
    /// How long GetActivityTask waits (AWS API Reference: 60 seconds).
    static let pollSeconds = 60.0

    private var queues: [String: Queue] = [:]
    /// The activities that workers wait at: few, however many activities there are.
    private var polled: Set<String> = []
    /// The tasks that are still to be given to a worker.
    private var offered: Set<TaskToken> = []
    /// How many tokens in the queues are of withdrawn tasks, at most.
    private var withdrawnCount = 0

    init(_ reader: StoreReader) throws(StoreError) {
        for row in try Self.rows(reader) { create(row) }
    }

    /// Reads all activities again. The workers that waited for one that is not there.
    mutating func reload(_ reader: StoreReader) throws(StoreError) -> [Worker] {
        let rows = try Self.rows(reader)
        let names = Set(rows.map(\.name))
        var stranded: [Worker] = []
        for name in queues.keys where !names.contains(name) { stranded += delete(name) }
        for row in rows { create(row) }
        return stranded
    }

    private static func rows(_ reader: StoreReader) throws(StoreError) -> [ActivityRow] {
        var rows: [ActivityRow] = []
        while true {
            let page = try reader.activities(after: rows.last?.name ?? "", limit: 1_000)
            rows += page
            guard page.count == 1_000 else { return rows }
        }
    }

    // MARK: - Activities

    var count: Int { queues.count }

    func creation(of name: String) -> Timestamp? {
        queues[name].map { Timestamp(milliseconds: $0.createdMilliseconds) }
    }

    mutating func create(_ row: ActivityRow) {
        if queues[row.name] == nil { queues[row.name] = Queue(createdMilliseconds: row.createdMilliseconds) }
    }

    /// Takes an activity out; the workers that waited for it.
    mutating func delete(_ name: String) -> [Worker] {
        guard let queue = queues.removeValue(forKey: name) else { return [] }
        polled.remove(name)
        offered.subtract(queue.tokens)
        return queue.workers
    }

    // MARK: - Tasks

    /// Offers a task; false when there is no such activity.
    mutating func offer(_ token: TaskToken, to name: String) -> Bool {
        guard queues[name] != nil else { return false }
        queues[name]?.tokens.append(token)
        offered.insert(token)
        return true
    }

    /// Nobody waits for the task any more.
    mutating func withdraw(_ token: TaskToken) {
        guard offered.remove(token) != nil else { return }
        withdrawnCount += 1
        // An activity without workers must not gather the tokens of attempts that have timed out.
        guard withdrawnCount > Self.withdrawnMax, withdrawnCount > offered.count else { return }
        withdrawnCount = 0
        for name in queues.keys {
            let offered = offered
            queues[name]?.tokens.removeAll { !offered.contains($0) }
            queues[name]?.firstToken = 0
        }
    }

    /// Withdrawn tasks that the queues may hold before they are looked through.
    private static let withdrawnMax = 1_000

    /// The tokens that the queue of an activity holds, with those of withdrawn tasks.
    func tokenCount(of name: String) -> Int { queues[name].map { $0.tokens.count - $0.firstToken } ?? 0 }

    mutating func forgetTasks() {
        offered = []
        withdrawnCount = 0
        for name in queues.keys {
            queues[name]?.tokens = []
            queues[name]?.firstToken = 0
        }
    }

    /// The task that was offered first.
    mutating func popTask(of name: String) -> TaskToken? {
        guard var queue = queues.removeValue(forKey: name) else { return nil }
        defer { queues[name] = queue }
        while queue.hasToken {
            let token = queue.tokens[queue.firstToken]
            queue.firstToken += 1
            if queue.firstToken * 2 > queue.tokens.count {
                queue.tokens.removeFirst(queue.firstToken)
                queue.firstToken = 0
            }
            if offered.remove(token) != nil { return token }
            withdrawnCount = max(0, withdrawnCount - 1)
        }
        return nil
    }

    // MARK: - Workers

    /// Lets a worker wait; false when too many do.
    mutating func add(_ worker: Worker, to name: String) -> Bool {
        guard let queue = queues[name], queue.workers.count < Self.workersMax else { return false }
        queues[name]?.workers.append(worker)
        polled.insert(name)
        return true
    }

    func hasWorker(for name: String) -> Bool { polled.contains(name) }

    /// The worker that has waited longest.
    mutating func popWorker(of name: String) -> Worker? {
        guard polled.contains(name), let worker = queues[name]?.workers.removeFirst() else { return nil }
        if queues[name]?.workers.isEmpty ?? true { polled.remove(name) }
        return worker
    }

    /// The activities that have a worker, and perhaps a task.
    var matches: [String] { polled.filter { queues[$0]?.hasToken ?? false }.sorted() }

    /// When the next worker has waited long enough; nil when none waits.
    var nextDeadline: Timestamp? { polled.lazy.compactMap { queues[$0]?.workers.first?.deadline }.min() }

    /// Takes out the workers that have waited until `now`; all of them without it.
    mutating func popWorkers(until now: Timestamp? = nil) -> [Worker] {
        var popped: [Worker] = []
        for name in polled {
            guard let workers = queues[name]?.workers else { continue }
            let due = workers.prefix { worker in now.map { worker.deadline <= $0 } ?? true }
            popped += due
            queues[name]?.workers.removeFirst(due.count)
            if due.count == workers.count { polled.remove(name) }
        }
        return popped
    }

    /// The clock was set back: nobody waits longer than promised.
    mutating func setBack(to now: Timestamp) {
        let latest = now.adding(seconds: Self.pollSeconds)
        for name in polled {
            for index in (queues[name]?.workers ?? []).indices {
                if let deadline = queues[name]?.workers[index].deadline, deadline > latest {
                    queues[name]?.workers[index].deadline = latest
                }
            }
        }
    }
}
