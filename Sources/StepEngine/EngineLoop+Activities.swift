import StepJSON
import StepMachine
import StepStore
import StepTime

// Activities and reports of tasks: what workers ask and say.

extension EngineLoop {
    // MARK: - Activities

    func createActivity(_ name: String, _ reply: @escaping Reply<Timestamp>, _ turn: inout Turn) throws(EngineError) {
        if let present = activities.creation(of: name) {
            // It may be of this very turn: answered after the commit, as the first one is.
            turn.refusals.append { reply(.failure($0)) }
            return turn.afterCommit.append { reply(.success(present)) }
        }
        guard activities.count < configuration.activitiesMax else {
            throw EngineError(
                .activityLimitExceeded,
                "The maximum number of activities has been reached: \(configuration.activitiesMax)"
            )
        }
        let row = ActivityRow(name: name, createdMilliseconds: turn.now.milliseconds)
        let now = turn.now
        activities.create(row)
        turn.writes.append(.insertActivity(row))
        turn.refusals.append { reply(.failure($0)) }
        turn.afterCommit.append { reply(.success(now)) }
    }

    /// An activity that is not there is deleted already. Its workers get nothing; its tasks wait for their timeouts.
    func deleteActivity(_ name: String, _ reply: @escaping Reply<Void>, _ turn: inout Turn) {
        let workers = activities.delete(name)
        turn.writes.append(.deleteActivity(name))
        turn.refusals.append { error in
            for worker in workers { worker.reply(.failure(error)) }
            reply(.failure(error))
        }
        turn.afterCommit.append {
            for worker in workers { worker.reply(.success(nil)) }
            reply(.success(()))
        }
    }

    /// Gives a worker the task that was offered first, or lets it wait for one.
    func pollActivity(
        _ name: String,
        worker: String?,
        _ reply: @escaping Reply<ActivityTask?>,
        _ turn: inout Turn
    ) throws(EngineError) {
        guard activities.creation(of: name) != nil else {
            throw EngineError(.activityDoesNotExist, "Activity Does Not Exist: '\(names.activityARN(name))'")
        }
        let deadline = turn.now.adding(seconds: ActivityQueues.pollSeconds)
        let waiting = ActivityQueues.Worker(name: worker, deadline: deadline, reply: reply)
        guard activities.add(waiting, to: name) else {
            throw EngineError(
                .activityWorkerLimitExceeded,
                "The maximum number of workers concurrently polling for activity tasks has been reached"
            )
        }
    }

    /// Brings tasks and workers together, and sends away the workers that have waited long enough.
    func serveWorkers(_ turn: inout Turn) {
        for name in activities.matches {
            while let token = activities.popTask(of: name) {
                guard let (execution, input) = offered(token, &turn) else { continue }
                guard let worker = activities.popWorker(of: name) else {
                    preconditionFailure("activity \(name) has a match without a worker")
                }
                step(execution, .activityStarted(token, workerName: worker.name), &turn)
                let task = ActivityTask(token: text(of: token), input: input)
                turn.refusals.append { worker.reply(.failure($0)) }
                turn.afterCommit.append { worker.reply(.success(task)) }
                guard activities.hasWorker(for: name) else { break }
            }
        }
        for worker in activities.popWorkers(until: turn.now) { worker.reply(.success(nil)) }
    }

    /// A task that was offered, if it is still waited for. One that cannot be read is offered again at the next start.
    private func offered(_ token: TaskToken, _ turn: inout Turn) -> (execution: LiveExecution, input: String)? {
        do {
            guard let execution = try load(token.execution, &turn), execution.state.awaits(token),
                let row = try store.reads.task(token.key)
            else { return nil }
            return (execution, try request(row, execution).parameters.text)
        } catch {
            observer.failed("a task of an activity cannot be given to a worker: \(error)")
            return nil
        }
    }

    /// Before the daemon ends: workers ask again.
    func dismissWorkers() {
        for worker in activities.popWorkers() { worker.reply(.success(nil)) }
    }

    // MARK: - Reports

    /// SendTaskSuccess, SendTaskFailure or SendTaskHeartbeat.
    func report(
        _ token: String,
        _ message: (TaskToken) throws(EngineError) -> Message,
        _ reply: @escaping Reply<Void>,
        _ turn: inout Turn
    ) throws(EngineError) {
        guard let named = TaskTokenText.parse(token), text(of: named) == token else {
            throw EngineError(.invalidTaskToken, "Invalid Token: 'Invalid token'")
        }
        let message = try message(named)
        guard let execution = try load(named.execution, &turn), execution.state.awaits(named) else {
            throw EngineError(.taskTimedOut, "Task Timed Out: 'Provided task does not exist anymore'")
        }
        step(execution, message, &turn)
        turn.refusals.append { reply(.failure($0)) }
        turn.afterCommit.append { reply(.success(())) }
    }

    private func text(of token: TaskToken) -> String {
        TaskTokenText.text(of: token, key: tokenKey(of: token.execution), hash: configuration.hash)
    }

    func tokenKey(of execution: Int64) -> [UInt8] {
        installationKey.key(of: execution, hash: configuration.hash)
    }
}
