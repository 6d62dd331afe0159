import StepJSON
import StepLanguage
import StepMachine
import StepStore
import StepTime

// Tasks between the commit that schedules them and the driver that does them.

extension EngineLoop {
    /// Decides when a task that was just scheduled is started.
    ///
    /// What may be sent twice is started in the same commit. Anything else is started in a commit of its own, right
    /// before it is sent: only so can a restart tell "not sent yet" from "perhaps done".
    func schedule(_ request: TaskRequest, _ execution: LiveExecution, _ turn: inout Turn) {
        let token = request.token
        if case .activity = request.resource.kind { return offer(request, &turn) }
        if request.resource.startsExecution {
            return turn.afterCommit.append { [self] in tasks.wait(token) }
        }
        guard let driver = drivers.first(where: { $0.handles(request.resource) }) else {
            return fail(request.token, Self.unsupported(request.resource), &turn)
        }
        let canStart = !isDraining && tasks.hasPlace(besides: turn.starting.count)
        if canStart, driver.interruption(of: request) == .sendAgain {
            step(execution, .taskStarted(request.token), &turn)
        } else {
            turn.afterCommit.append { [self] in tasks.wait(token) }
        }
    }

    /// A task of an activity waits for a worker, in the next turn.
    private func offer(_ request: TaskRequest, _ turn: inout Turn) {
        let token = request.token
        turn.afterCommit.append { [self] in
            guard let name = try? names.activityName(ofARN: request.resource.text), activities.offer(token, to: name)
            else {
                let cause = "Activity Does Not Exist: '\(request.resource.text)'"
                let outcome = TaskOutcome.failed(error: "ActivityDoesNotExist", cause: cause)
                return unsettled.append(.taskEnded(token, outcome))
            }
        }
    }

    /// TaskStarted was written: the request goes out after the commit.
    func start(_ token: TaskToken, _ execution: LiveExecution, _ turn: inout Turn) {
        execution.pending.startedTasks.append(token)
        do {
            var request: TaskRequest
            if let scheduled = execution.pending.scheduledTasks.first(where: { $0.token == token }) {
                request = scheduled
            } else if let row = try store.reads.task(token.key) {
                request = try self.request(row, execution)
            } else {
                throw CodecError("task \(token.event) of execution \(token.execution) is not in the outbox")
            }
            if case .activity = request.resource.kind { return }
            if request.resource.startsExecution { return nest(request, execution, &turn) }
            guard drivers.contains(where: { $0.handles(request.resource) }) else {
                return fail(token, Self.unsupported(request.resource), &turn)
            }
            request.isJob = execution.isJob
            turn.starting.append(request)
        } catch {
            observer.failed("a task cannot be read: \(error)")
            fail(token, "\(error)", &turn)
        }
    }

    private static func unsupported(_ resource: TaskResource) -> String {
        "The resource '\(resource.text)' is not supported by this stepd."
    }

    /// Ends a task that no driver has seen, in the next turn: a loop of such tasks must not stay in this one.
    private func fail(_ token: TaskToken, _ cause: String, _ turn: inout Turn) {
        turn.afterCommit.append { [self] in
            unsettled.append(.taskEnded(token, .failed(error: ErrorName.runtime, cause: cause)))
        }
    }

    func request(_ row: TaskRow, _ execution: LiveExecution) throws(CodecError) -> TaskRequest {
        var request = try TaskRequestCodec.decode(
            row.request,
            execution: execution.id,
            event: row.key.token,
            state: execution.state,
            machine: execution.interpreter.machine
        )
        request.originARNs = execution.interpreter.facts.originARNs
        request.isJob = execution.isJob
        return request
    }

    /// Starts tasks that have waited, as far as there are places.
    func startWaitingTasks(_ turn: inout Turn) {
        while tasks.hasPlace(besides: turn.starting.count), let token = tasks.popWaiting() {
            deliver(DurableMessage(.taskStarted(token), to: token.execution), &turn)
        }
    }

    /// Hands a task to its driver. Its TaskStarted is on disk.
    func send(_ request: TaskRequest) {
        guard let driver = drivers.firstIndex(where: { $0.handles(request.resource) }) else {
            preconditionFailure("task \(request.token) was started without a driver")
        }
        tasks.started(request.token, driver: driver)
        let post = post
        let token = request.token
        drivers[driver].start(request) { outcome in post(.taskEnded(token, outcome)) }
    }

    /// TaskSubmitted was written: the driver watches after the commit.
    func watch(_ token: TaskToken, _ submitted: JSONDocument, _ execution: LiveExecution, _ turn: inout Turn) {
        do {
            guard let row = try store.reads.task(token.key) else {
                throw CodecError("task \(token.event) of execution \(token.execution) is not in the outbox")
            }
            turn.watching.append(RemoteJob(try request(row, execution), submitted: submitted))
        } catch {
            observer.failed("a task cannot be watched: \(error)")
        }
    }

    /// Has a task's driver watch what the task has begun.
    func watch(_ job: RemoteJob) {
        guard let driver = drivers.firstIndex(where: { $0.handles(job.resource) }) else {
            let outcome = TaskOutcome.failed(error: ErrorName.runtime, cause: Self.unsupported(job.resource))
            return unsettled.append(.watchEnded(job.token, outcome))
        }
        tasks.watching(job, driver: driver)
        let post = post
        drivers[driver].watch(job) { outcome in post(.watchEnded(job.token, outcome)) }
    }

    /// Nobody waits for a task any more: what it began is stopped after the commit, which keeps that it has to be.
    func stopJob(of token: TaskToken, _ execution: LiveExecution, _ turn: inout Turn) {
        // It may have begun in this turn.
        let begun = turn.watching.first { $0.token == token }
        turn.watching.removeAll { $0.token == token }
        guard let job = begun ?? tasks.inFlight[token]?.job else { return }
        execution.pending.stoppedJobs.append(job)
        turn.afterCommit.append { [self] in stop(job) }
    }

    /// Has a driver stop what a task has begun.
    private func stop(_ job: RemoteJob) {
        let post = post
        guard let driver = drivers.first(where: { $0.handles(job.resource) }) else {
            return post(.jobStopped(job, failure: Self.unsupported(job.resource)))
        }
        driver.stop(job) { failure in post(.jobStopped(job, failure: failure)) }
    }

    /// What the call of a task had answered, as its TaskSubmitted has it; nil where that is not in the history.
    private func submitted(_ token: TaskToken) throws -> JSONDocument? {
        var started: Int64?
        var next = token.event
        while true {
            let rows = try store.reads.history(of: token.execution, from: next, eventsMax: 1_000)
            for row in rows {
                for event in try HistoryEventCodec.decode(row.events) where event.id > token.event {
                    if event.type == .taskStarted, event.previousID == token.event { started = event.id }
                    guard event.type == .taskSubmitted, event.previousID == started,
                        case .taskOutput(_, _, let output) = event.details
                    else { continue }
                    return try JSONDocument(parsing: output)
                }
            }
            guard let last = rows.last, last.firstEvent + last.eventCount > next else { return nil }
            next = last.firstEvent + last.eventCount
        }
    }

    /// Lets drivers forget a task whose outcome the commit writes; not one whose execution cannot be read.
    func settleAfterCommit(_ token: TaskToken, _ turn: inout Turn) {
        turn.afterCommit.append { [self] in
            guard !postponed.holds(.ended(token)) else { return }
            for driver in drivers { driver.settled(token) }
        }
    }

    func cancel(_ token: TaskToken) {
        guard let entry = tasks.ended(token) else { return }
        drivers[entry.driver].cancel(token)
    }

    /// Whether no task is under way that ends with the daemon.
    var hasEndedTasks: Bool { tasks.inFlight.values.allSatisfy { drivers[$0.driver].outlivesDaemon } }

    /// Hands every row of the outbox to `body`, in order.
    func loadTasks(_ body: (TaskRow) -> Void) throws(StoreError) {
        var last = TaskKey.first
        while true {
            let page = try store.reads.tasks(after: last, limit: 1_000)
            for row in page { body(row) }
            guard let end = page.last, page.count == 1_000 else { return }
            last = end.key
        }
    }

    /// After a commit that failed: what was not started yet waits again, in the outbox's order.
    ///
    /// What was started is with its driver, or its answer is among the unsettled ones.
    func reloadWaitingTasks() throws(StoreError) {
        tasks.forgetWaiting()
        activities.forgetTasks()
        try loadTasks { row in
            switch row.status {
            case .scheduled: tasks.wait(row)
            case .offered: recoverOffer(row)
            case .started, .stopping: break
            }
        }
    }

    /// A task that waits for a worker of its activity.
    private func recoverOffer(_ row: TaskRow) {
        do {
            guard let execution = try load(row.key.execution) else { return }
            let request = try request(row, execution)
            let name = try names.activityName(ofARN: request.resource.text)
            // Of an activity that is not there any more it waits for its timeout.
            _ = activities.offer(request.token, to: name)
        } catch {
            observer.failed("a task of an activity cannot be taken up again: \(error)")
        }
    }

    /// What a task had begun and the daemon was to stop when it ended.
    private func recoverStop(_ row: TaskRow) {
        do throws(CodecError) {
            stop(try RemoteJobCodec.decode(row.request, execution: row.key.execution, event: row.key.token))
        } catch {
            observer.failed(
                "what task \(row.key.token) of execution \(row.key.execution) began cannot be read: \(error)"
            )
        }
    }

    /// A row of the outbox after a start of the daemon.
    ///
    /// A task that was not started waits again. Of one that was, nobody may know whether it was done: it is sent again
    /// only where that does no harm, else its attempt fails with `Stepd.TaskInterrupted`.
    func recover(_ row: TaskRow) {
        switch row.status {
        case .scheduled: return tasks.wait(row)
        case .offered: return recoverOffer(row)
        case .stopping: return recoverStop(row)
        case .started: break
        }
        let token = TaskRequestCodec.token(row.request, execution: row.key.execution, event: row.key.token)
        guard let token else {
            return observer.failed("task \(row.key.token) of execution \(row.key.execution) cannot be read")
        }
        do {
            guard let execution = try load(row.key.execution) else { return }
            let request = try request(row, execution)
            // Whoever has its token reports how it ends.
            if execution.state.isSubmitted(token), request.resource.isWatched {
                guard let submitted = try submitted(token) else { throw CodecError("TaskSubmitted is missing") }
                return watch(RemoteJob(request, submitted: submitted))
            }
            if execution.state.isSubmitted(token) || request.resource.kind == .activity { return }
            if execution.state.hasEarlyReport(token) {
                // Its call was carried out, for somebody has reported. Only what the call answered is lost.
                return unsettled.append(.taskEnded(token, .succeeded(.emptyObject)))
            }
            let driver = drivers.first { $0.handles(request.resource) }
            switch driver?.interruption(of: request) {
            case .sendAgain: return send(request)
            case .attach:
                // Its heartbeats begin anew: it could send none while the daemon was down.
                unsettled.append(.heartbeat(token))
                guard let driver, let outcome = driver.outcome(of: request) else { return send(request) }
                return unsettled.append(.taskEnded(token, outcome))
            case .fail, nil: break
            }
        } catch {
            observer.failed("a task cannot be taken up again: \(error)")
        }
        let outcome = TaskOutcome.failed(error: ErrorName.taskInterrupted, cause: Self.interrupted)
        unsettled.append(.taskEnded(token, outcome))
    }

    private static let interrupted =
        "stepd ended after the task was sent and before its answer came: it may have been done."
}
