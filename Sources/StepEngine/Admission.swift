import StepStore
import StepTime

/// Which executions of jobs may begin, and what the others wait for.
///
/// An execution is accepted first and begins when its time has come, the run before it has ended (where they follow one
/// another), its locks are free and there is room. All of that is in the tables `pending` and `lock`; this is the same in
/// memory, so that what is freed finds the next one without looking at all. In the order of their ids for each thing
/// waited for. See Decisions/0025.
struct Admission {
    /// An execution that wants to begin.
    struct Request: Equatable {
        var execution: Int64
        var machine: Int64
        var notBefore: Timestamp?
        /// It waits for locks no longer than this.
        var deadline: Timestamp?
        /// It waits for all executions of its machine that came before it.
        var isSerial = false
        /// A task waits for it, so that it must not wait for room that its parent takes.
        var isNested = false
        /// All or none, so that no two executions can wait for each other.
        var locks: [String] = []
    }

    /// What an execution waits for.
    enum Blocker: Hashable {
        case time
        case run(of: Int64)
        case lock(String)
        case room
    }

    private struct Waiting {
        var request: Request
        var blocker: Blocker
    }

    private struct Moment: Comparable {
        var time: Timestamp
        var execution: Int64

        static func < (left: Moment, right: Moment) -> Bool {
            (left.time, left.execution) < (right.time, right.execution)
        }
    }

    /// Executions of jobs that may run at once.
    let runningMax: Int
    private var waiting: [Int64: Waiting] = [:]
    private var waitingOfMachine: [Int64: Set<Int64>] = [:]
    /// Who waits for what. An execution that waits for something else by now means nothing.
    private var queues: [Blocker: MinHeap<Int64>] = [:]
    private var times = MinHeap<Moment>()
    /// What has become free, and whose queue is to be looked at.
    private var woken: [Blocker] = []
    private var running: [Int64: Int] = [:]
    private var runningTotal = 0
    private(set) var holders: [String: Int64] = [:]
    private var held: [Int64: [String]] = [:]
    private var moved: [Int64] = []
    private var expired: [Int64] = []

    init(runningMax: Int) { self.runningMax = runningMax }

    var waitingCount: Int { waiting.count }

    /// Executions of a machine that run or wait.
    func count(of machine: Int64) -> Int { running[machine, default: 0] + waitingCount(of: machine) }

    func waitingCount(of machine: Int64) -> Int { waitingOfMachine[machine]?.count ?? 0 }

    /// Whether something is to be done now, and when something is by itself.
    var hasWork: Bool { !woken.isEmpty || !expired.isEmpty }
    var nextDue: Timestamp? { times.least?.time }

    /// What `execution` waits for.
    func blocker(of execution: Int64) -> Blocker? { waiting[execution]?.blocker }

    func holdsLocks(_ execution: Int64) -> Bool { held[execution] != nil }

    // MARK: - What happens

    /// Takes an execution that is new.
    ///
    /// - Returns: what it waits for; nil when it begins now.
    mutating func arrive(_ request: Request, at now: Timestamp) -> Blocker? {
        guard let blocker = blocker(for: request, at: now, isNew: true) else {
            begin(request)
            return nil
        }
        waitingOfMachine[request.machine, default: []].insert(request.execution)
        place(request, blocker)
        return blocker
    }

    /// Takes an execution that was waiting when the daemon ended.
    mutating func restore(_ request: Request) {
        waitingOfMachine[request.machine, default: []].insert(request.execution)
        place(request, .time)
        times.insert(Moment(time: request.notBefore ?? Timestamp(milliseconds: 0), execution: request.execution))
    }

    /// Counts executions that were running when the daemon ended.
    mutating func restore(running count: Int, of machine: Int64) {
        running[machine] = count
        runningTotal += count
    }

    /// An execution holds a lock since before the daemon ended.
    mutating func restore(_ lock: LockRow) {
        holders[lock.name] = lock.execution
        held[lock.execution, default: []].append(lock.name)
    }

    /// An execution has ended, whether it had begun or not.
    ///
    /// - Returns: whether it was waiting.
    mutating func end(_ execution: Int64, of machine: Int64) -> Bool {
        if waiting.removeValue(forKey: execution) != nil {
            forget(execution, of: machine)
            wake(.run(of: machine))
            return true
        }
        if let count = running[machine], count > 0 {
            running[machine] = count > 1 ? count - 1 : nil
            runningTotal -= 1
        }
        wake(.run(of: machine))
        for lock in held.removeValue(forKey: execution) ?? [] {
            holders[lock] = nil
            wake(.lock(lock))
        }
        wake(.room)
        return false
    }

    /// The clock was set back: what waits for a time waits as long as it would have.
    ///
    /// - Returns: the executions whose times are others now.
    mutating func setBack(byMilliseconds milliseconds: Int64) -> [Request] {
        func earlier(_ time: Timestamp?) -> Timestamp? {
            time.map { Timestamp(milliseconds: $0.milliseconds - milliseconds) }
        }
        var changed: [Request] = []
        for (execution, present) in waiting where present.request.notBefore != nil || present.request.deadline != nil {
            var request = present.request
            request.notBefore = earlier(request.notBefore)
            request.deadline = earlier(request.deadline)
            waiting[execution] = Waiting(request: request, blocker: present.blocker)
            for time in [request.notBefore, request.deadline].compactMap({ $0 }) {
                times.insert(Moment(time: time, execution: execution))
            }
            changed.append(request)
        }
        return changed
    }

    /// The next execution that begins now; it counts as running from here on.
    mutating func next(at now: Timestamp) -> Request? {
        while let moment = times.least, moment.time <= now {
            times.removeLeast()
            guard let waiting = waiting[moment.execution] else { continue }
            if let request = review(moment.execution, from: .time, at: now) { return request }
            // Its time to wait for locks may be over.
            if case .lock? = self.waiting[moment.execution]?.blocker, let deadline = waiting.request.deadline,
                deadline <= now
            {
                expired.append(moment.execution)
            }
        }
        while let blocker = woken.last {
            guard isFree(blocker), let execution = takeFirst(blocker) else {
                woken.removeLast()
                continue
            }
            if let request = review(execution, from: blocker, at: now) { return request }
            // It still waits for this one: so do all behind it.
            if waiting[execution]?.blocker == blocker { woken.removeAll { $0 == blocker } }
        }
        return nil
    }

    /// An execution that has waited for its locks for too long; it is still waiting.
    mutating func takeExpired() -> Request? {
        while let execution = expired.popLast() {
            if let waiting = waiting[execution], case .lock = waiting.blocker { return waiting.request }
        }
        return nil
    }

    /// Executions that wait for something else than before.
    mutating func takeMoved() -> [(request: Request, blocker: Blocker)] {
        defer { moved = [] }
        return moved.compactMap { execution in waiting[execution].map { ($0.request, $0.blocker) } }
    }

    // MARK: - Rules

    private func blocker(for request: Request, at now: Timestamp, isNew: Bool) -> Blocker? {
        if let notBefore = request.notBefore, notBefore > now { return .time }
        if request.isSerial, running[request.machine, default: 0] > 0 || isBehind(request) {
            return .run(of: request.machine)
        }
        for lock in request.locks where holders[lock] != nil || (isNew && hasWaiters(.lock(lock))) {
            return .lock(lock)
        }
        if !request.isNested, runningTotal >= runningMax || (isNew && hasWaiters(.room)) { return .room }
        return nil
    }

    /// Whether an execution of the same machine that came before is waiting too.
    private func isBehind(_ request: Request) -> Bool {
        waitingOfMachine[request.machine]?.contains { $0 < request.execution } ?? false
    }

    private func isFree(_ blocker: Blocker) -> Bool {
        switch blocker {
        case .time: false
        case .run(let machine): running[machine, default: 0] == 0
        case .lock(let name): holders[name] == nil
        case .room: runningTotal < runningMax
        }
    }

    private func hasWaiters(_ blocker: Blocker) -> Bool {
        queues[blocker]?.elements.contains { waiting[$0]?.blocker == blocker } ?? false
    }

    // MARK: - Queues

    /// Looks again at an execution that was taken out of a queue.
    private mutating func review(_ execution: Int64, from queue: Blocker, at now: Timestamp) -> Request? {
        guard let present = waiting[execution] else { return nil }
        // A deadline has come, and it waits in another queue.
        guard present.blocker == queue else { return nil }
        guard let blocker = blocker(for: present.request, at: now, isNew: false) else {
            waiting[execution] = nil
            forget(execution, of: present.request.machine)
            begin(present.request)
            return present.request
        }
        place(present.request, blocker)
        if blocker != queue { moved.append(execution) }
        return nil
    }

    private mutating func begin(_ request: Request) {
        running[request.machine, default: 0] += 1
        runningTotal += 1
        for lock in request.locks { holders[lock] = request.execution }
        if !request.locks.isEmpty { held[request.execution] = request.locks }
    }

    private mutating func place(_ request: Request, _ blocker: Blocker) {
        waiting[request.execution] = Waiting(request: request, blocker: blocker)
        switch blocker {
        case .time:
            if let time = request.notBefore { times.insert(Moment(time: time, execution: request.execution)) }
        case .lock:
            queues[blocker, default: MinHeap()].insert(request.execution)
            if let deadline = request.deadline {
                times.insert(Moment(time: deadline, execution: request.execution))
            }
        case .run, .room: queues[blocker, default: MinHeap()].insert(request.execution)
        }
    }

    private mutating func forget(_ execution: Int64, of machine: Int64) {
        waitingOfMachine[machine]?.remove(execution)
        if waitingOfMachine[machine]?.isEmpty == true { waitingOfMachine[machine] = nil }
    }

    private mutating func takeFirst(_ blocker: Blocker) -> Int64? {
        while let execution = queues[blocker]?.removeLeast() {
            if queues[blocker]?.isEmpty == true { queues[blocker] = nil }
            if waiting[execution]?.blocker == blocker { return execution }
        }
        queues[blocker] = nil
        return nil
    }

    private mutating func wake(_ blocker: Blocker) {
        guard queues[blocker] != nil, !woken.contains(blocker) else { return }
        woken.append(blocker)
    }
}
