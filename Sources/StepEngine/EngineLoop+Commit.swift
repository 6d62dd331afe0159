import StepJSON
import StepLanguage
import StepMachine
import StepStore
import StepTime

// Writing a turn down, and what may happen only after that.

extension EngineLoop {
    /// Commits a turn and carries out its effects; or, when the commit fails, forgets it.
    func settle(_ turn: Turn) {
        if turn.touched.isEmpty && turn.writes.isEmpty {
            for effect in turn.afterCommit { effect() }
            return
        }
        do throws(StoreError) {
            try store.transaction { (writer) throws(StoreError) in
                for row in turn.writes { try row.write(to: writer) }
                for execution in turn.touched { try self.write(execution, writer, turn.now) }
            }
        } catch {
            return abandon(turn, error)
        }
        pausedUntil = nil
        for execution in turn.touched { publish(execution, turn) }
        for effect in turn.afterCommit { effect() }
        for request in turn.starting { send(request) }
        for job in turn.watching { watch(job) }
    }

    private func write(_ execution: LiveExecution, _ writer: StoreWriter, _ now: Timestamp) throws(StoreError) {
        let pending = execution.pending
        let eventCount = execution.state.nextEventID - 1
        if var row = execution.newRow {
            row.eventCount = eventCount
            if let result = pending.result { row.end(result, at: now) }
            let state = pending.result == nil ? ExecutionStateCodec.encode(execution.state) : nil
            try writer.insertExecution(row, state: state)
        } else if let result = pending.result {
            try writer.closeExecution(
                id: execution.id,
                status: result.status.stored,
                stopMilliseconds: now.milliseconds,
                output: result.output?.text,
                error: result.error,
                cause: result.cause,
                eventCount: eventCount
            )
        } else {
            try writer.updateExecution(
                id: execution.id,
                eventCount: eventCount,
                state: ExecutionStateCodec.encode(execution.state)
            )
        }
        if let first = pending.events.first {
            try writer.appendHistory(
                HistoryRow(
                    execution: execution.id,
                    firstEvent: first.id,
                    eventCount: Int64(pending.events.count),
                    timeMilliseconds: now.milliseconds,
                    cause: pending.causes.bytes,
                    events: HistoryEventCodec.encode(pending.events)
                )
            )
        }
        for timer in pending.cancelledTimers { try writer.deleteTimer(timer.row(of: execution.id).key) }
        for timer in pending.startedTimers { try writer.insertTimer(timer.row(of: execution.id)) }
        for token in pending.endedTasks { try writer.deleteTask(token.key) }
        for job in pending.stoppedJobs {
            try writer.insertTask(TaskRow(key: job.token.key, status: .stopping, request: RemoteJobCodec.encode(job)))
        }
        for request in pending.scheduledTasks {
            let isStarted = pending.startedTasks.contains(request.token)
            try writer.insertTask(
                TaskRow(
                    key: request.token.key,
                    status: isStarted ? .started : request.resource.kind == .activity ? .offered : .scheduled,
                    request: TaskRequestCodec.encode(request)
                )
            )
        }
        for token in pending.startedTasks where !pending.scheduledTasks.contains(where: { $0.token == token }) {
            try writer.markTaskStarted(token.key)
        }
    }

    /// What was committed of an execution becomes true in memory and is told.
    private func publish(_ execution: LiveExecution, _ turn: Turn) {
        let pending = execution.pending
        execution.pending = PendingWrites()
        if execution.newRow != nil { statistics.runningExecutions += 1 }
        execution.newRow = nil
        for timer in pending.startedTimers { timers.add(timer.row(of: execution.id)) }
        for event in pending.events {
            if case .stateEntered = event.details { statistics.stateTransitions += 1 }
        }
        if pending.result != nil {
            statistics.runningExecutions -= 1
            cache.drop(execution.id)
        } else if let due = execution.parkedUntil, due > turn.now.adding(seconds: Self.parkedSeconds) {
            cache.drop(execution.id)
        } else {
            cache.keep(execution)
        }
        observer.committed(
            CommittedStep(
                facts: execution.interpreter.facts,
                isJob: execution.isJob,
                events: pending.events,
                result: pending.result
            )
        )
    }

    /// An execution that waits longer than this is not kept in memory.
    private static let parkedSeconds = 2.0

    /// Nothing of the turn has happened: memory is dropped, callers are told, and answers of tasks come again.
    private func abandon(_ turn: Turn, _ error: StoreError) {
        observer.failed("a commit failed, and is tried again in a second: \(error)")
        pausedUntil = turn.now.adding(seconds: Self.pauseSeconds)
        for execution in turn.touched { cache.drop(execution.id) }
        for case .taskEnded(let token, _) in turn.answers { postponed.remove(.ended(token)) }
        for case .watchEnded(let token, _) in turn.answers { postponed.remove(.reported(token)) }
        unsettled = turn.answers + unsettled
        let refusal = EngineError(.storage, "The database could not be written: \(error)")
        for refuse in turn.refusals { refuse(refusal) }
        _ = reload(at: turn.now)
    }
}

extension TimerID {
    func row(of execution: Int64) -> TimerRow {
        TimerRow(
            dueMilliseconds: due.milliseconds,
            execution: execution,
            timer: number,
            payload: Int64(frame)
        )
    }
}

extension TaskToken {
    var key: TaskKey { TaskKey(execution: execution, token: event) }
}

extension StepMachine.ExecutionStatus {
    /// The status as the store names it.
    var stored: StepStore.ExecutionStatus {
        switch self {
        case .running: .running
        case .succeeded: .succeeded
        case .failed: .failed
        case .timedOut: .timedOut
        case .aborted: .aborted
        }
    }

    init(_ stored: StepStore.ExecutionStatus) {
        switch stored {
        case .running: self = .running
        case .succeeded: self = .succeeded
        case .failed: self = .failed
        case .timedOut: self = .timedOut
        case .aborted: self = .aborted
        }
    }
}

extension ExecutionRow {
    mutating func end(_ result: ExecutionResult, at now: Timestamp) {
        status = result.status.stored
        stopMilliseconds = now.milliseconds
        output = result.output?.text
        error = result.error
        cause = result.cause
    }
}
