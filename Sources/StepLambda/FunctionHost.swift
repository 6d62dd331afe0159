import NIOCore
import NIOPosix
package import StepAWS
import Synchronization

/// Runs Lambda functions on this machine: processes that ask the Lambda Runtime API for events, kept warm between them.
///
/// Safe to use from any thread; it has one thread of its own, whose children the processes are. When the daemon ends,
/// however it does, they end with it.
package final class FunctionHost: Sendable {
    private let configuration: FunctionHostConfiguration
    private let group: MultiThreadedEventLoopGroup
    private let loop: any EventLoop
    private let state: NIOLoopBound<State>
    private let known = Mutex<[String: Known]>([:])

    private struct Known {
        var function: LambdaFunction
        var owner: String
    }

    private final class State {
        let surroundings: FunctionSurroundings
        var pools: [String: FunctionPool] = [:]
        /// Replaced, and not finished yet.
        var retired: [FunctionPool] = []
        var isWatching = false
        var isStopped = false

        init(_ surroundings: FunctionSurroundings) { self.surroundings = surroundings }

        var allPools: [FunctionPool] { Array(pools.values) + retired }

        /// Nothing new goes to the function's pool any more; it finishes what it has.
        func retirePool(of function: String) {
            guard let pool = pools.removeValue(forKey: function) else { return }
            pool.retire()
            retired.append(pool)
        }
    }

    /// How often processes are looked after: those that work, and those that only wait for work.
    private static let busyMilliseconds: Int64 = 100
    private static let idleMilliseconds: Int64 = 5_000

    /// A host whose functions log to `log`, which is called on the host's thread; `epochMilliseconds` is the wall clock.
    package init(
        _ configuration: FunctionHostConfiguration,
        epochMilliseconds: @escaping @Sendable () -> Int64,
        log: @escaping @Sendable (FunctionLogLine) -> Void
    ) throws {
        self.configuration = configuration
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        self.group = group
        self.loop = loop
        state = try loop.submit {
            let surroundings = FunctionSurroundings(
                loop: loop,
                configuration: configuration,
                epochMilliseconds: epochMilliseconds,
                log: log
            )
            return NIOLoopBound(State(surroundings), eventLoop: loop)
        }.wait()
    }

    // MARK: - What there is

    /// The function of that name, if it is one of this machine.
    package func function(named name: String) -> LambdaFunction? { known.withLock { $0[name]?.function } }

    /// The names of all functions with the owner of each.
    package var owners: [String: String] { known.withLock { $0.mapValues(\.owner) } }

    /// The functions of `owner` are these from now on. What runs of an older version finishes; unchanged ones stay warm.
    package func replace(_ functions: [LambdaFunction], of owner: String) {
        let (gone, all) = known.withLock { known in
            var gone: [String] = []
            for (name, entry) in known where entry.owner == owner && !functions.contains(entry.function) {
                known[name] = nil
                gone.append(name)
            }
            for function in functions { known[function.name] = Known(function: function, owner: owner) }
            return (gone, known.values.map(\.function))
        }
        loop.execute { [self] in
            for name in gone { state.value.retirePool(of: name) }
            FunctionCode.removeStale(keeping: all, below: configuration.directory)
        }
    }

    // MARK: - Invoking

    /// Runs a function once. `completion` is called once, on the host's thread.
    package func invoke(
        _ name: String,
        _ invocation: FunctionInvocation,
        completion: @escaping @Sendable (Result<FunctionResult, FunctionRefusal>) -> Void
    ) {
        loop.execute { [self] in
            guard !state.value.isStopped else { return completion(.failure(.shuttingDown)) }
            guard let function = function(named: name) else { return completion(.failure(.unknown(name))) }
            let pool = self.pool(of: function)
            pool.invoke(FunctionPool.Waiting(invocation: invocation, completion: completion))
            watch()
        }
    }

    private func pool(of function: LambdaFunction) -> FunctionPool {
        if let pool = state.value.pools[function.name], pool.function == function { return pool }
        state.value.retirePool(of: function.name)
        let pool = FunctionPool(function, state.value.surroundings) { [self] in hasRoom() }
        state.value.pools[function.name] = pool
        return pool
    }

    /// Whether one more process may be started; one that waits for work of another function makes room.
    private func hasRoom() -> Bool {
        let pools = state.value.allPools
        let count = pools.reduce(0) { $0 + $1.processCount }
        return count < configuration.workersMax || pools.contains { $0.giveUpIdleWorker() }
    }

    // MARK: - Looking after the processes

    private func watch() {
        guard !state.value.isWatching, !state.value.isStopped else { return }
        let pools = state.value.allPools
        guard pools.contains(where: { $0.processCount > 0 || $0.isBusy }) else { return }
        let milliseconds = pools.contains(where: \.isBusy) ? Self.busyMilliseconds : Self.idleMilliseconds
        state.value.isWatching = true
        _ = loop.assumeIsolated().scheduleTask(in: .milliseconds(milliseconds)) { [self] in
            state.value.isWatching = false
            let now = NIODeadline.now()
            for pool in state.value.allPools { pool.check(now) }
            state.value.retired.removeAll(where: \.isFinished)
            watch()
        }
    }

    /// Ends all processes; invocations under way are not answered any more. To be called once.
    package func shutDown() async {
        _ = try? await loop.submit { [self] in
            state.value.isStopped = true
            for pool in state.value.allPools { pool.stop() }
        }.get()
        try? await group.shutdownGracefully()
    }
}
