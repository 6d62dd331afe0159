import NIOCore
import StepAWS

/// The processes of one function, and the invocations that wait for one. On the host's event loop.
final class FunctionPool {
    struct Waiting {
        var invocation: FunctionInvocation
        var completion: (Result<FunctionResult, FunctionRefusal>) -> Void
    }

    let function: LambdaFunction
    private let surroundings: FunctionSurroundings
    /// Asks the host for room for one more process.
    private let hasRoom: () -> Bool
    private var workers: [FunctionWorker] = []
    /// Gone, but perhaps not reaped yet.
    private var ending: [FunctionWorker] = []
    private var waiting: [Waiting] = []
    private var underWay = 0
    /// Replaced by a newer version: what it has at hand it finishes.
    private(set) var isRetired = false

    init(_ function: LambdaFunction, _ surroundings: FunctionSurroundings, hasRoom: @escaping () -> Bool) {
        self.function = function
        self.surroundings = surroundings
        self.hasRoom = hasRoom
    }

    var processCount: Int { workers.count + ending.count }
    var isFinished: Bool { isRetired && workers.isEmpty && ending.isEmpty && waiting.isEmpty }
    var isBusy: Bool { underWay > 0 || !waiting.isEmpty || !ending.isEmpty || workers.contains(where: \.isStarting) }

    func invoke(_ next: Waiting) {
        // A function's own limit refuses; the machine's makes wait, as there is no other to go to.
        if let limit = function.concurrencyMax, underWay + waiting.count >= limit {
            return next.completion(.failure(.tooManyRequests))
        }
        guard waiting.count < surroundings.configuration.waitingMax else {
            return next.completion(.failure(.tooManyRequests))
        }
        waiting.append(next)
        dispatch()
    }

    /// Gives idle processes what waits, and starts as many as are missing and have room.
    func dispatch() {
        while !waiting.isEmpty, let worker = workers.first(where: \.isIdle) { run(waiting.removeFirst(), worker) }
        var starting = workers.count(where: \.isStarting)
        while starting < waiting.count, hasRoom() {
            start()
            starting += 1
        }
    }

    private func run(_ next: Waiting, _ worker: FunctionWorker) {
        underWay += 1
        worker.run(next.invocation) { [weak self] result in
            self?.underWay -= 1
            next.completion(.success(result))
        }
    }

    private func start() {
        let worker = FunctionWorker(function, surroundings)
        worker.isReady = { [weak self] worker in
            guard let self else { return }
            dispatch()
            if isRetired, worker.isIdle { worker.end() }
        }
        worker.isGone = { [weak self] worker, failure in self?.forget(worker, failure) }
        workers.append(worker)
        worker.start()
    }

    private func forget(_ worker: FunctionWorker, _ failure: StartFailure?) {
        workers.removeAll { $0 === worker }
        ending.append(worker)
        // What cannot start would fail for the next as well: one invocation learns of it, so that nothing waits for ever.
        if let failure, !waiting.isEmpty {
            let first = waiting.removeFirst()
            let payload = failure.payload(first.invocation.requestID)
            first.completion(.success(FunctionResult(payload: payload, isError: true, logTail: [])))
        }
        dispatch()
    }

    /// Looks after all processes, and ends those that nobody needs.
    func check(_ now: NIODeadline) {
        for worker in workers {
            worker.check()
            if worker.idleSeconds(now) >= surroundings.configuration.idleSeconds { worker.end() }
        }
        ending.removeAll(where: \.isReaped)
        dispatch()
    }

    /// Ends one process that has nothing to do; false if there is none.
    func giveUpIdleWorker() -> Bool {
        guard waiting.isEmpty, let worker = workers.first(where: \.isIdle) else { return false }
        worker.end()
        return true
    }

    func retire() {
        isRetired = true
        for worker in workers where worker.isIdle { worker.end() }
    }

    /// Ends everything at once. Nothing looks after the processes any more, so they are reaped here.
    func stop() {
        isRetired = true
        for next in waiting { next.completion(.failure(.shuttingDown)) }
        waiting = []
        for worker in workers { worker.end() }
        for worker in ending { worker.reapKilled() }
        ending = []
    }
}
