import StepJSON
package import StepLanguage
package import StepMachine
import StepStore
package import StepTime
import Synchronization

/// The durable engine: runs state machines on one machine, so that nothing that was accepted is lost.
///
/// A facade over two threads. The engine's thread owns the database's writer and runs the turns; the reader's thread
/// answers lists and descriptions. What changes something returns after its commit. Values cross threads, never state.
package final class Engine: Sendable {
    package let configuration: EngineConfiguration
    package let names: ResourceNames
    private let drivers: [any TaskDriver]
    private let observer: any EngineObserver
    private let alarm: Alarm
    private let mailbox: Mailbox
    let reader: EngineReader
    private let threads = Mutex<[SystemThread]>([])
    private let latest = Mutex(EngineStatistics())

    package init(configuration: EngineConfiguration, drivers: [any TaskDriver], observer: any EngineObserver) {
        self.configuration = configuration
        self.drivers = drivers
        self.observer = observer
        names = ResourceNames(region: configuration.region, account: configuration.account)
        alarm = Alarm()
        mailbox = Mailbox(commandsMax: configuration.mailboxMessagesMax, alarm: alarm)
        reader = EngineReader(path: configuration.storePath, names: names)
    }

    /// Opens the database, brings it up to date, takes up what was running, and starts the turns.
    ///
    /// Returns when that is done: everything that was due meanwhile is about to run.
    ///
    /// - Throws: `storage` with words for the log, as when the database is in use or from a newer stepd.
    package func start() throws(EngineError) {
        let ready = ReadySignal()
        let thread = SystemThread(name: "stepd-engine") { [self] in run(ready) }
        threads.withLock { $0.append(thread) }
        if let error = ready.wait() { throw error }
        try reader.start()
    }

    /// Stops taking requests, lets tasks that are under way end for at most `drainSeconds`, and closes the database.
    ///
    /// What is still under way then is taken up again at the next start.
    package func stop(drainSeconds: Double = 5) {
        drain.withLock { $0 = ContinuousClock.now + .seconds(drainSeconds) }
        mailbox.close()
        reader.stop()
        for thread in threads.withLock({ $0 }) { thread.join() }
    }

    /// When a stop waits no longer; on a clock that nobody sets.
    private let drain = Mutex<ContinuousClock.Instant?>(nil)

    /// The counts after the latest turn.
    package var statistics: EngineStatistics { latest.withLock { $0 } }

    // MARK: - The engine's thread

    private func run(_ ready: ReadySignal) {
        let mailbox = mailbox
        let loop: EngineLoop
        do throws(StoreError) {
            loop = try EngineLoop(
                configuration: configuration,
                store: try StoreWriter(path: configuration.storePath),
                drivers: drivers,
                observer: observer,
                post: { mailbox.post($0) }
            )
        } catch {
            return ready.signal(EngineError(.storage, "\(error)"))
        }
        latest.withLock { $0 = loop.statistics }
        ready.signal(nil)
        var latestTurn: ContinuousClock.Instant? = .now
        while true {
            let now = WallClock.now()
            loop.isDraining = mailbox.isClosed
            if loop.isDraining { loop.dismissWorkers() }
            if mailbox.isClosed, isDrained(loop) {
                for command in mailbox.take(.max) {
                    command.refuse(EngineError(.stopping, "The daemon is stopping."))
                }
                return
            }
            let isPaused = loop.isPaused(at: now)
            let commands = isPaused ? [] : mailbox.take(configuration.turnMessagesMax)
            let next = loop.nextWork(at: now)
            if !isPaused, !commands.isEmpty || (next.map { $0 <= now } ?? false) {
                loop.turn(commands, at: now)
                latest.withLock { $0 = loop.statistics }
                latestTurn = .now
                continue
            }
            observer.turned(loop.statistics)
            if let turn = latestTurn, turn.duration(to: .now) >= Self.idle {
                loop.releaseMemory()
                latestTurn = nil
            }
            alarm.sleep(until: next, now: now, millisecondsMax: idleMilliseconds())
        }
    }

    /// After this long without a turn, memory is given back.
    private static let idle = Duration.seconds(30)

    private func isDrained(_ loop: EngineLoop) -> Bool {
        guard let end = drain.withLock({ $0 }) else { return false }
        return ContinuousClock.now >= end
            || (mailbox.isEmpty && loop.hasEndedTasks
                && loop.notifications.inFlight.isEmpty && loop.unsettled.isEmpty)
    }

    private func idleMilliseconds() -> Int64 {
        guard let end = drain.withLock({ $0 }) else { return configuration.idleMillisecondsMax }
        let left = ContinuousClock.now.duration(to: end)
        return min(configuration.idleMillisecondsMax, max(1, Int64(left / .milliseconds(1))))
    }

    // MARK: - Changes

    func ask<Value: Sendable>(
        _ command: (@escaping Reply<Value>) -> EngineCommand
    ) async throws(EngineError) -> Value {
        let result = await withCheckedContinuation { continuation in
            mailbox.post(command { continuation.resume(returning: $0) })
        }
        return try result.get()
    }

    /// CreateStateMachine. The same name with the same definition, type and role is answered as the first time.
    ///
    /// - Throws: `invalidName`, `invalidDefinition`, `stateMachineAlreadyExists`, `throttling`, `storage`.
    package func createStateMachine(
        name: String,
        definition: String,
        roleARN: String,
        type: String
    ) async throws(EngineError) -> CreatedStateMachine {
        try ResourceNames.check(name: name)
        let kind = StateMachineType(rawValue: type) ?? .standard
        let machine = try Self.compile(definition, type: kind, calls: configuration.calls)
        return try await register(
            MachineRegistration(name: name, definition: definition, machine: machine, roleARN: roleARN, type: type)
        )
    }

    /// The machine that `definition` describes; the calls of its tasks are checked where `calls` knows them.
    ///
    /// - Throws: `invalidDefinition`, in AWS's words.
    package static func compile(
        _ definition: String,
        type: StateMachineType = .standard,
        calls: (any TaskCallChecker)? = nil
    ) throws(EngineError) -> StateMachine {
        do throws(DefinitionError) {
            return try StateMachine.compile(text: definition, type: type, calls: calls)
        } catch {
            throw EngineError(.invalidDefinition, error.awsMessage)
        }
    }

    /// Registers a compiled machine; that of a job replaces its earlier revision, which running executions keep.
    package func register(_ registration: MachineRegistration) async throws(EngineError) -> CreatedStateMachine {
        try await ask { .register(registration, $0) }
    }

    /// DeleteStateMachine: nothing of it is started any more, and executions that run go on to their end. One that is not
    /// there is deleted already.
    ///
    /// - Throws: `invalidArn`, `conflict` for the machine of a job file, `throttling`, `stopping`, `storage`.
    package func deleteStateMachine(arn: String) async throws(EngineError) {
        let name = try names.machineName(ofARN: arn)
        try await ask { .deleteMachine(name: name, $0) }
    }

    /// Forgets a job: nothing of it is started any more. Executions that run go on to their end.
    package func removeJob(_ name: String) async throws(EngineError) {
        try await ask { .removeJob(name: name, $0) }
    }

    /// StartExecution; returns when the start is on disk.
    ///
    /// The same name with the same input, while that execution runs, is answered as the first time.
    ///
    /// - Throws: `invalidArn`, `invalidName`, `invalidExecutionInput`, `stateMachineDoesNotExist`,
    ///   `executionAlreadyExists`, `executionLimitExceeded`, `throttling`, `stopping`, `storage`.
    package func startExecution(
        stateMachineARN: String,
        name: String?,
        input: String?,
        traceHeader: String?
    ) async throws(EngineError) -> StartedExecution {
        let machine = try names.machineName(ofARN: stateMachineARN)
        if let name { try ResourceNames.check(name: name) }
        let request = StartRequest(
            machine: machine,
            name: name,
            input: try ExecutionInput.document(parsing: input),
            traceHeader: traceHeader
        )
        return try await ask { .start(request, $0) }
    }

    /// StopExecution; the time at which the execution was stopped, or had ended before.
    package func stopExecution(arn: String, error: String?, cause: String?) async throws(EngineError) -> Timestamp {
        let names = try names.executionNames(ofARN: arn)
        let request = StopRequest(machine: names.machine, execution: names.execution, error: error, cause: cause)
        return try await ask { .stop(request, $0) }
    }

    // MARK: - Reads

    /// DescribeStateMachine.
    package func describeStateMachine(arn: String) async throws(EngineError) -> StateMachineDescription {
        let name = try names.machineName(ofARN: arn)
        return try await reader.ask { (reader) throws(EngineError) in try reader.stateMachine(name) }
    }

    /// ListStateMachines, by name.
    package func listStateMachines(
        maxResults: Int,
        nextToken: String?
    ) async throws(EngineError) -> Page<StateMachineSummary> {
        try await reader.ask { (reader) throws(EngineError) in try reader.stateMachines(maxResults, nextToken) }
    }

    /// DescribeExecution.
    package func describeExecution(arn: String) async throws(EngineError) -> ExecutionDescription {
        let names = try names.executionNames(ofARN: arn)
        return try await reader.ask { (reader) throws(EngineError) in
            try reader.execution(machine: names.machine, name: names.execution)
        }
    }

    /// DescribeStateMachineForExecution.
    package func describeStateMachine(ofExecutionARN arn: String) async throws(EngineError) -> StateMachineDescription {
        let names = try names.executionNames(ofARN: arn)
        return try await reader.ask { (reader) throws(EngineError) in
            try reader.stateMachine(ofExecution: names.execution, machine: names.machine)
        }
    }

    /// ListExecutions, newest first; of all machines without an ARN.
    package func listExecutions(
        stateMachineARN: String?,
        status: StepMachine.ExecutionStatus?,
        maxResults: Int,
        nextToken: String?
    ) async throws(EngineError) -> Page<ExecutionSummary> {
        var machine: String?
        if let stateMachineARN { machine = try names.machineName(ofARN: stateMachineARN) }
        let wanted = machine
        return try await reader.ask { (reader) throws(EngineError) in
            try reader.executions(machine: wanted, status, maxResults, nextToken)
        }
    }

    /// GetExecutionHistory.
    package func executionHistory(
        arn: String,
        maxResults: Int,
        nextToken: String?,
        reverseOrder: Bool
    ) async throws(EngineError) -> Page<HistoryEvent> {
        let names = try names.executionNames(ofARN: arn)
        return try await reader.ask { (reader) throws(EngineError) in
            try reader.history(
                machine: names.machine,
                name: names.execution,
                maxResults,
                nextToken,
                isReversed: reverseOrder
            )
        }
    }

    /// What the name of a state machine stands for, and that of executions: of this machine, or, without one, of any, by
    /// the machines' names and at most `limit`.
    package func resolveNames(
        stateMachine: String?,
        execution: String?,
        limit: Int
    ) async throws(EngineError) -> ResolvedNames {
        try await reader.ask { (reader) throws(EngineError) in
            try reader.resolve(machine: stateMachine, execution: execution, limit)
        }
    }

    /// The jobs of the job files, by name.
    package func listJobs(named name: String? = nil) async throws(EngineError) -> [JobDescription] {
        let jobs = try await ask { .jobs($0) }.filter { name == nil || $0.name == name }
        return try await reader.ask { (reader) throws(EngineError) in
            var descriptions: [JobDescription] = []
            for job in jobs {
                if let description = try reader.job(job) { descriptions.append(description) }
            }
            return descriptions
        }
    }

    /// The next `count` slots of a job.
    package func upcomingSlots(job: String, count: Int) async throws(EngineError) -> [Timestamp] {
        try await ask { .upcomingSlots(job: job, count: count, $0) }
    }

    /// Pauses a job's schedules, so that their slots are skipped, or lets them go on.
    ///
    /// - Throws: `stateMachineDoesNotExist`, `conflict` for a job without a schedule, `storage`.
    package func setPaused(_ isPaused: Bool, job: String) async throws(EngineError) {
        try await ask { .setPaused(job: job, isPaused, $0) }
    }

    /// Starts executions for the slots from `from` to `to`, both included, that have none; those of skipped slots too.
    ///
    /// With `isRehearsal` nothing is started: the answer says what would be.
    ///
    /// - Returns: the slots that start an execution, and how many have theirs already.
    /// - Throws: `stateMachineDoesNotExist`, `executionLimitExceeded`, `storage`; `conflict` for a job without a
    ///   schedule, an end that is not past, and for more than 1,000 slots.
    package func backfill(
        job: String,
        from: Timestamp,
        to: Timestamp,
        isRehearsal: Bool
    ) async throws(EngineError) -> BackfilledSlots {
        let request = BackfillRequest(job: job, from: from, to: to, isRehearsal: isRehearsal)
        return try await ask { .backfill(request, $0) }
    }

    /// Gives back memory that only reading has filled, as after all job files were read.
    package func releaseMemory() async {
        try? await ask { .releaseMemory($0) }
        try? await reader.ask { (reader) throws(EngineError) in reader.store.releaseMemory() }
    }

    /// What became of a job's slots, latest first.
    package func listSlots(
        job: String,
        maxResults: Int,
        nextToken: String?
    ) async throws(EngineError) -> Page<SlotDescription> {
        try await reader.ask { (reader) throws(EngineError) in try reader.slots(of: job, maxResults, nextToken) }
    }
}
