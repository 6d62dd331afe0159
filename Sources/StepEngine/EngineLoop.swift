import StepJSON
import StepLanguage
import StepMachine
import StepStore
import StepTime

/// The engine's state and its turn. Owned by one thread; plain values, no locks.
///
/// One turn: take commands and due timers; load the executions they touch; step each until it is quiet; write all of it
/// in one transaction; only then carry out the effects. See Decisions/0002.
final class EngineLoop {
    let configuration: EngineConfiguration
    let names: ResourceNames
    let drivers: [any TaskDriver]
    let observer: any EngineObserver
    let store: StoreWriter
    /// Hands the answer of a task back to this thread.
    let post: @Sendable (EngineCommand) -> Void

    var machines: MachineCatalog
    var scheduler = Scheduler()
    var cache: ExecutionCache
    var timers: TimerQueue
    var tasks: TaskLedger
    var activities: ActivityQueues
    var nested: NestedExecutions
    var admission: Admission
    var upkeep: Upkeep
    var notifications: NotificationQueue
    let installationKey: TaskTokenKey
    var nextExecutionID: Int64
    var statistics = EngineStatistics()
    /// Answers that are taken in the next turn: their commit failed, or the engine itself gives them.
    var unsettled: [EngineCommand] = []
    /// The time of the turn before.
    var latest = Timestamp(milliseconds: 0)
    /// After a failed commit: not before this.
    var pausedUntil: Timestamp?
    /// Messages for executions that cannot be read.
    var postponed = PostponedMessages()
    /// Whether machines and waiting tasks in memory are what the database says: not when reading them failed.
    var isCurrent = true
    /// No new work is begun any more.
    var isDraining = false

    /// Takes up what the store holds.
    init(
        configuration: EngineConfiguration,
        store: StoreWriter,
        drivers: [any TaskDriver],
        observer: any EngineObserver,
        post: @escaping @Sendable (EngineCommand) -> Void
    ) throws(StoreError) {
        self.configuration = configuration
        self.drivers = drivers
        self.observer = observer
        self.post = post
        names = ResourceNames(region: configuration.region, account: configuration.account)
        self.store = store
        machines = try MachineCatalog(store.reads)
        cache = ExecutionCache(bytesMax: configuration.cacheBytesMax)
        timers = TimerQueue(timersMax: configuration.timersInMemoryMax)
        tasks = TaskLedger(inFlightMax: configuration.tasksInFlightMax)
        activities = try ActivityQueues(store.reads)
        nested = try NestedExecutions(store.reads)
        admission = try Admission(store.reads, machines, runningMax: configuration.runningJobsMax)
        notifications = try NotificationQueue(store.reads)
        upkeep = Upkeep(uptime: configuration.uptimeMilliseconds(), now: WallClock.now())
        installationKey = try TaskTokenKey(store)
        nextExecutionID = try store.reads.executionIDMax() + 1
        statistics.runningExecutions = Int64(try store.reads.executionCounts()[.running] ?? 0)
        for driver in drivers { driver.reportHeartbeats { post(.heartbeat($0)) } }
        try loadTimers()
        try loadTasks {
            recover($0)
            observer.recovering()
        }
        for driver in drivers { driver.recovered() }
        try recoverNested()
    }

    /// When the next turn has something to do without a command: now, at an instant, or never.
    func nextWork(at now: Timestamp) -> Timestamp? {
        if isPaused(at: now) { return min(pausedUntil ?? now, now.adding(seconds: Self.pauseSeconds)) }
        if !isCurrent || !unsettled.isEmpty || (!isDraining && tasks.canStart) { return now }
        if !activities.matches.isEmpty || (!isDraining && admission.hasWork) { return now }
        // A clock that was set back is a reason to look at everything again.
        if now < latest { return now }
        let timer = timers.nextDueMilliseconds.map { Timestamp(milliseconds: $0) }
        let slot = isDraining ? nil : scheduler.nextDue()
        let admitted = isDraining ? nil : admission.nextDue
        let removal = isDraining ? nil : upkeep.nextDue(uptime: configuration.uptimeMilliseconds(), now: now)
        let isTelling = !isDraining && configuration.sender != nil
        let told = !isTelling ? nil : notifications.nextDueMilliseconds.map { Timestamp(milliseconds: $0) }
        return [timer, slot, admitted, removal, told, postponed.nextDue(at: now), activities.nextDeadline].compactMap {
            $0
        }.min()
    }

    /// After a failed commit the next try waits. A clock that is set back makes it wait no longer.
    func isPaused(at now: Timestamp) -> Bool {
        guard let until = pausedUntil else { return false }
        return until > now && until <= now.adding(seconds: Self.pauseSeconds)
    }

    static let pauseSeconds = 1.0

    /// One turn.
    func turn(_ commands: [EngineCommand], at now: Timestamp) {
        let before = latest
        if now < before { activities.setBack(to: now) }
        latest = now
        let all = unsettled + commands
        unsettled = []
        guard isCurrent || reload(at: now) else { return putOff(all) }
        var turn = Turn(now: now)
        if now < before {
            setBackSchedules(from: before, &turn)
            setBackAdmission(from: before, &turn)
        }
        for (index, command) in all.enumerated() {
            guard turn.documentBytes < Self.documentBytesMax else {
                // The rest comes first in the next turn: a turn is bounded in bytes, not only in messages.
                unsettled += all[index...]
                break
            }
            handle(command, &turn)
        }
        fireTimers(&turn)
        deliverPostponed(&turn)
        if !isDraining {
            runSlots(&turn)
            admitWaiting(&turn)
            startWaitingTasks(&turn)
            serveWorkers(&turn)
        }
        settleNested(&turn)
        settle(turn)
        if !isDraining, isCurrent { sendNotifications(at: now) }
        if !isDraining, isCurrent, commands.isEmpty { keepUp(at: now) }
        statistics.turns += 1
        statistics.tasksInFlight = tasks.inFlight.count
        statistics.jobs = machines.jobCount
        observer.turned(statistics)
    }

    /// Documents that one turn may bring about, in bytes, before it commits.
    static let documentBytesMax = 16 << 20

    /// Keeps answers, and refuses requests, while the database cannot be read.
    private func putOff(_ commands: [EngineCommand]) {
        for command in commands {
            switch command {
            case .taskEnded, .watchEnded, .childEnded, .notificationEnded: unsettled.append(command)
            default: command.refuse(EngineError(.storage, "The database cannot be read."))
            }
        }
        observer.turned(statistics)
    }

    /// Reads again what a failed commit has made doubtful.
    func reload(at now: Timestamp) -> Bool {
        timers.forget()
        do throws(StoreError) {
            machines = try MachineCatalog(store.reads)
            nested = try NestedExecutions(store.reads)
            admission = try Admission(store.reads, machines, runningMax: configuration.runningJobsMax)
            notifications = try NotificationQueue(store.reads, after: notifications)
            for worker in try activities.reload(store.reads) { worker.reply(.success(nil)) }
            try reloadWaitingTasks()
            isCurrent = true
        } catch {
            observer.failed("the database cannot be read, which is tried again in a second: \(error)")
            pausedUntil = now.adding(seconds: Self.pauseSeconds)
            isCurrent = false
        }
        return isCurrent
    }

    // MARK: - Timers

    func loadTimers() throws(StoreError) {
        let limit = configuration.timersInMemoryMax / 2
        let rows = try store.reads.timers(after: .first, limit: limit)
        timers.load(rows, isAll: rows.count < limit)
    }

    private func fireTimers(_ turn: inout Turn) {
        let now = turn.now.milliseconds
        var fired = 0
        do throws(StoreError) {
            if timers.needsRows(at: now) { try loadTimers() }
        } catch {
            observer.failed("timers cannot be read, which is tried again in a second: \(error)")
            pausedUntil = turn.now.adding(seconds: Self.pauseSeconds)
        }
        while fired < configuration.turnMessagesMax, turn.documentBytes < Self.documentBytesMax,
            let row = timers.popDue(at: now)
        {
            fired += 1
            fire(row, &turn)
        }
    }

    private func fire(_ row: TimerRow, _ turn: inout Turn) {
        let timer = TimerID(
            number: row.key.timer,
            frame: Int32(truncatingIfNeeded: row.payload),
            due: Timestamp(milliseconds: row.key.dueMilliseconds)
        )
        deliver(DurableMessage(.timerFired(timer), to: row.key.execution), &turn)
    }

    // MARK: - Executions that cannot be read

    private func deliverPostponed(_ turn: inout Turn) {
        for message in postponed.takeDue(at: turn.now) {
            if case .taskEnded(let token, let outcome) = message.message {
                turn.answers.append(.taskEnded(token, outcome))
                settleAfterCommit(token, &turn)
            }
            if case .taskReported(let token, let outcome) = message.message {
                turn.answers.append(.watchEnded(token, outcome))
            }
            deliver(message, &turn, isFirstTry: false)
        }
    }

    /// Delivers a message that must not be lost, now or when the execution can be read again.
    func deliver(_ message: DurableMessage, _ turn: inout Turn, isFirstTry: Bool = true) {
        if let key = message.key, postponed.holds(key) { return }
        do throws(EngineError) {
            try deliver(message.message, to: message.execution, &turn)
        } catch {
            if isFirstTry { observer.failed("\(error.message); it is tried again every minute") }
            postponed.postpone(message, at: turn.now)
        }
    }

    // MARK: - Stepping

    /// Lets a message reach an execution, if it is still running.
    func deliver(
        _ message: Message,
        to id: Int64,
        _ turn: inout Turn
    ) throws(EngineError) {
        guard let execution = try load(id, &turn) else { return }
        step(execution, message, &turn)
    }

    func step(_ execution: LiveExecution, _ message: Message, _ turn: inout Turn) {
        let transition = execution.interpreter.step(&execution.state, message, at: turn.now)
        guard !transition.events.isEmpty || !transition.effects.isEmpty else { return }
        if !execution.pending.isTouched { turn.touched.append(execution) }
        execution.pending.isTouched = true
        if !transition.events.isEmpty {
            let record = RecordedMessage(message, time: turn.now, eventCount: transition.events.count)
            MessageLog.write(record, to: &execution.pending.causes)
        }
        execution.pending.events.append(contentsOf: transition.events)
        turn.documentBytes += transition.documentBytes
        for effect in transition.effects { record(effect, execution, &turn) }
    }

    private func record(_ effect: Effect, _ execution: LiveExecution, _ turn: inout Turn) {
        switch effect {
        case .startTimer(let timer):
            execution.pending.startedTimers.append(timer)
        case .cancelTimer(let timer):
            execution.pending.cancel(timer)
        case .scheduleTask(let request):
            execution.pending.scheduledTasks.append(request)
            schedule(request, execution, &turn)
        case .startTask(let token):
            start(token, execution, &turn)
        case .watchTask(let token, let submitted):
            watch(token, submitted, execution, &turn)
        case .finishTask(let token):
            execution.pending.end(token)
            forgetChild(of: token, &turn)
        case .cancelTask(let token):
            execution.pending.end(token)
            stopChild(of: token, &turn)
            turn.starting.removeAll { $0.token == token }
            turn.afterCommit.append { [self] in
                activities.withdraw(token)
                cancel(token)
            }
            stopJob(of: token, execution, &turn)
        case .saveState: break
        case .close(let result):
            execution.pending.result = result
            if nested.parent(of: execution.id) != nil { turn.endedChildren.append(execution) }
            if execution.isJob {
                leave(execution, &turn)
                tellEnd(of: execution, result, &turn)
            }
        }
    }

    /// The execution in the turn's hands, or read from its rows; nil when it has ended.
    func load(_ id: Int64, _ turn: inout Turn) throws(EngineError) -> LiveExecution? {
        if let execution = turn.live[id] { return execution.state.status == .running ? execution : nil }
        guard let execution = try load(id) else { return nil }
        turn.live[id] = execution
        return execution
    }

    /// The execution in memory, or read from its rows; nil when it has ended.
    func load(_ id: Int64) throws(EngineError) -> LiveExecution? {
        if let execution = cache.find(id) { return execution }
        do {
            guard let row = try store.reads.executionState(id: id), let machine = machines.row(id: row.machine) else {
                return nil
            }
            let state = try ExecutionStateCodec.decode(row.state)
            let facts = facts(
                id,
                of: machine,
                name: row.name,
                startTime: Timestamp(milliseconds: row.startMilliseconds),
                input: try JSONDocument(parsing: row.input)
            )
            let execution = LiveExecution(
                interpreter: try interpreter(facts, revision: row.revision),
                machine: machine,
                state: state
            )
            cache.keep(execution)
            return execution
        } catch let error as EngineError {
            throw error
        } catch {
            throw EngineError(.storage, "execution \(id) cannot be read: \(error)")
        }
    }

    func facts(
        _ id: Int64,
        of machine: MachineRow,
        name: String,
        startTime: Timestamp,
        input: JSONDocument
    ) -> ExecutionFacts {
        ExecutionFacts(
            id: id,
            arn: names.executionARN(machine: machine.name, name: name),
            name: name,
            stateMachineARN: names.stateMachineARN(machine.name),
            stateMachineName: machine.name,
            roleARN: machine.roleARN,
            region: configuration.region,
            startTime: startTime,
            input: input,
            tokenKey: tokenKey(of: id)
        )
    }

    func interpreter(_ facts: ExecutionFacts, revision: Int64) throws(EngineError) -> Interpreter {
        Interpreter(
            machine: try machines.machine(revision: revision, store.reads),
            facts: facts,
            limits: configuration.limits,
            hash: configuration.hash
        )
    }
}
