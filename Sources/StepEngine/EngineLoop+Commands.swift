import CLinux
import StepMachine
import StepStore

// What reaches the engine's thread from outside, handed to whom it concerns.

extension EngineLoop {
    func handle(_ command: EngineCommand, _ turn: inout Turn) {
        do throws(EngineError) {
            switch command {
            case .register(let registration, let reply): try register(registration, reply, &turn)
            case .removeJob(let name, let reply): removeJob(name, reply, &turn)
            case .deleteMachine(let name, let reply): try deleteMachine(name, reply, &turn)
            case .start(let request, let reply): try start(request, reply, &turn)
            case .stop(let request, let reply): try stop(request, reply, &turn)
            case .taskEnded(let token, let outcome):
                turn.answers.append(command)
                tasks.ended(token)
                deliver(DurableMessage(.taskEnded(token, outcome), to: token.execution), &turn)
                settleAfterCommit(token, &turn)
            case .notificationEnded(let id, let failure):
                turn.answers.append(command)
                try notificationEnded(id, failure: failure, &turn)
            case .heartbeat(let token):
                deliver(DurableMessage(.taskHeartbeatReceived(token), to: token.execution), &turn)
            case .watchEnded(let token, let outcome):
                turn.answers.append(command)
                tasks.ended(token)
                deliver(DurableMessage(.taskReported(token, outcome), to: token.execution), &turn)
            case .jobStopped(let job, let failure):
                if let failure {
                    observer.failed(
                        .stop,
                        "what state \(job.stateName) began could not be stopped and may go on: \(failure)"
                    )
                }
                turn.answers.append(command)
                turn.writes.append(.deleteTask(job.token.key))
            case .reportTask(let token, let outcome, let reply):
                try report(
                    token,
                    { (token) throws(EngineError) in .taskReported(token, try outcome.get()) },
                    reply,
                    &turn
                )
            case .reportHeartbeat(let token, let reply):
                try report(token, { .taskHeartbeatReceived($0) }, reply, &turn)
            case .childEnded(let child):
                turn.answers.append(command)
                try childEnded(child, &turn)
            case .createActivity(let name, let reply): try createActivity(name, reply, &turn)
            case .deleteActivity(let name, let reply): deleteActivity(name, reply, &turn)
            case .pollActivity(let name, let worker, let reply):
                try pollActivity(name, worker: worker, reply, &turn)
            case .jobs(let reply):
                reply(.success(machines.jobNames.map(scheduledJob)))
            case .upcomingSlots(let job, let count, let reply):
                guard machines.active(named: job) != nil else { throw names.stateMachineDoesNotExist(job) }
                reply(.success(scheduler.upcomingSlots(of: job, count: count, after: turn.now) ?? []))
            case .releaseMemory(let reply):
                turn.afterCommit.append { [self] in
                    releaseMemory()
                    reply(.success(()))
                }
            case .setPaused(let job, let isPaused, let reply): try setPaused(job, isPaused, reply, &turn)
            case .backfill(let request, let reply): try backfill(request, reply, &turn)
            }
        } catch {
            command.refuse(error)
        }
    }

    /// Gives back what can be read again: pages of the database and compiled definitions.
    func releaseMemory() {
        machines.forgetCompiled()
        store.reads.releaseMemory()
        clinux_trim_memory()
    }
}
