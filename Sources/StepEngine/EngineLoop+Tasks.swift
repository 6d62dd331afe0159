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
        guard let driver = drivers.first(where: { $0.handles(request.resource) }) else {
            let cause = "The resource '\(request.resource.text)' is not supported by this stepd."
            return fail(request.token, cause, &turn)
        }
        let canStart = !isDraining && tasks.hasPlace(besides: turn.starting.count)
        if canStart, driver.interruption(of: request) == .sendAgain {
            step(execution, .taskStarted(request.token), .taskStarted, &turn)
        } else {
            let token = request.token
            turn.afterCommit.append { [self] in tasks.wait(token) }
        }
    }

    /// TaskStarted was written: the request goes out after the commit.
    func start(_ token: TaskToken, _ execution: LiveExecution, _ turn: inout Turn) {
        execution.pending.startedTasks.append(token)
        if let request = execution.pending.scheduledTasks.first(where: { $0.token == token }) {
            turn.starting.append(request)
            return
        }
        do {
            guard let row = try store.reads.task(token.key) else {
                throw CodecError("task \(token.event) of execution \(token.execution) is not in the outbox")
            }
            turn.starting.append(try request(row, execution))
        } catch {
            observer.failed("a task cannot be read: \(error)")
            fail(token, "\(error)", &turn)
        }
    }

    /// Ends a task that no driver has seen, in the next turn: a loop of such tasks must not stay in this one.
    private func fail(_ token: TaskToken, _ cause: String, _ turn: inout Turn) {
        turn.afterCommit.append { [self] in
            unsettled.append(.taskEnded(token, .failed(error: ErrorName.runtime, cause: cause)))
        }
    }

    private func request(_ row: TaskRow, _ execution: LiveExecution) throws(CodecError) -> TaskRequest {
        try TaskRequestCodec.decode(
            row.request,
            execution: execution.id,
            event: row.key.token,
            state: execution.state,
            machine: execution.interpreter.machine
        )
    }

    /// Starts tasks that have waited, as far as there are places.
    func startWaitingTasks(_ turn: inout Turn) {
        while tasks.hasPlace(besides: turn.starting.count), let token = tasks.popWaiting() {
            do throws(EngineError) {
                try deliver(.taskStarted(token), to: token.execution, cause: .taskStarted, &turn)
            } catch {
                observer.failed(error.message)
            }
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

    func cancel(_ token: TaskToken) {
        guard let driver = tasks.ended(token) else { return }
        drivers[driver].cancel(token)
    }

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
        try loadTasks { row in
            guard row.status == .scheduled, !unreadable.contains(row.key.execution) else { return }
            do {
                guard let execution = try load(row.key.execution) else { return }
                tasks.wait(try request(row, execution).token)
            } catch {
                observer.failed("a task cannot be taken up again: \(error)")
            }
        }
    }

    /// A row of the outbox after a start of the daemon.
    ///
    /// A task that was not started waits again. Of one that was, nobody may know whether it was done: it is sent again
    /// only where that does no harm, else its attempt fails with `Stepd.TaskInterrupted`.
    func recover(_ row: TaskRow) {
        do {
            guard let execution = try load(row.key.execution) else { return }
            let request = try request(row, execution)
            switch row.status {
            case .scheduled:
                tasks.wait(request.token)
            case .started:
                let driver = drivers.first { $0.handles(request.resource) }
                if driver?.interruption(of: request) == .sendAgain {
                    send(request)
                } else {
                    let outcome = TaskOutcome.failed(error: ErrorName.taskInterrupted, cause: Self.interrupted)
                    unsettled.append(.taskEnded(request.token, outcome))
                }
            }
        } catch {
            unreadable.insert(row.key.execution)
            observer.failed("a task cannot be taken up again: \(error)")
        }
    }

    private static let interrupted =
        "stepd ended after the task was sent and before its answer came: it may have been done."
}
