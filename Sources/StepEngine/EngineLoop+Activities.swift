import StepJSON
import StepMachine
import StepStore
import StepTime

// Activities and reports of tasks: what workers ask and say.

extension EngineLoop {
    // MARK: - Activities

    func createActivity(_ name: String, _ reply: @escaping Reply<Timestamp>, _ turn: inout Turn) throws(EngineError) {
        if let present = activities.creation(of: name) { return reply(.success(present)) }
        guard activities.count < configuration.activitiesMax else {
            throw EngineError(
                .activityLimitExceeded,
                "The maximum number of activities has been reached: \(configuration.activitiesMax)"
            )
        }
        let row = ActivityRow(name: name, createdMilliseconds: turn.now.milliseconds)
        let now = turn.now
        turn.writes.append(.insertActivity(row))
        turn.refusals.append { reply(.failure($0)) }
        turn.afterCommit.append { [self] in
            activities.create(row)
            reply(.success(now))
        }
    }

    /// An activity that is not there is deleted already. Its workers get nothing; its tasks wait for their timeouts.
    func deleteActivity(_ name: String, _ reply: @escaping Reply<Void>, _ turn: inout Turn) {
        turn.writes.append(.deleteActivity(name))
        turn.refusals.append { reply(.failure($0)) }
        turn.afterCommit.append { [self] in
            for worker in activities.delete(name) { worker.reply(.success(nil)) }
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
            while let worker = activities.popWorker(of: name) {
                guard give(worker, of: name, &turn) else { break }
            }
        }
        for worker in activities.popWorkers(until: turn.now) { worker.reply(.success(nil)) }
    }

    /// Gives a worker the next task that is still waited for; false when there is none, and the worker waits on.
    private func give(_ worker: ActivityQueues.Worker, of name: String, _ turn: inout Turn) -> Bool {
        while let token = activities.popTask(of: name) {
            guard let execution = try? load(token.execution, &turn), execution.state.awaits(token),
                let input = try? store.reads.task(token.key).map({ try request($0, execution).parameters.text })
            else { continue }
            step(execution, .activityStarted(token, workerName: worker.name), &turn)
            let task = ActivityTask(token: text(of: token), input: input)
            turn.refusals.append { worker.reply(.failure($0)) }
            turn.afterCommit.append { worker.reply(.success(task)) }
            return true
        }
        _ = activities.add(worker, to: name)
        return false
    }

    /// Before the daemon ends: workers ask again.
    func dismissWorkers() {
        for worker in activities.popWorkers() { worker.reply(.success(nil)) }
    }

    // MARK: - Reports

    /// SendTaskSuccess, SendTaskFailure or SendTaskHeartbeat.
    func report(
        _ token: String,
        _ message: (TaskToken) -> Message,
        _ reply: @escaping Reply<Void>,
        _ turn: inout Turn
    ) throws(EngineError) {
        guard let named = TaskTokenText.parse(token), text(of: named) == token else {
            throw EngineError(.invalidTaskToken, "Invalid Token: 'Invalid token'")
        }
        guard let execution = try load(named.execution, &turn), execution.state.awaits(named) else {
            throw EngineError(.taskTimedOut, "Task Timed Out: 'Provided task does not exist anymore'")
        }
        step(execution, message(named), &turn)
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
