import StepJSON
import StepMachine
import StepStore
import StepTime

// Telling people and other programs: rows in the commit of what is told, sent after it, and again until it is told.

extension EngineLoop {
    /// Bytes of an error's cause that are told.
    private static let causeCharactersMax = 2_000

    func tellStart(of execution: LiveExecution, _ turn: inout Turn) {
        guard let rules = rules(of: execution), let target = rules.healthcheck else { return }
        let facts = execution.interpreter.facts
        tell([target], of: "execution-started", facts.stateMachineName, facts.name, Self.event(facts), &turn)
    }

    func tellEnd(of execution: LiveExecution, _ result: ExecutionResult, _ turn: inout Turn) {
        guard let rules = rules(of: execution), !rules.isEmpty else { return }
        let facts = execution.interpreter.facts
        var event = Self.event(facts)
        event["status"] = .string(result.status.name)
        event["error"] = result.error.map { .string($0) }
        event["cause"] = result.cause.map { .string(String($0.prefix(Self.causeCharactersMax))) }
        event["stopDate"] = .string(turn.now.rfc3339)
        let isGood = result.status == .succeeded
        let targets = (isGood ? rules.onSuccess : rules.onFailure) + [rules.healthcheck].compactMap { $0 }
        tell(targets, of: "execution-ended", facts.stateMachineName, facts.name, event, &turn)
    }

    func tellMissed(_ job: String, _ slot: Timestamp, _ last: Timestamp?, _ reason: String, _ turn: inout Turn) {
        guard let machine = machines.row(named: job), let settings = try? settings(of: machine) else { return }
        var event: JSONObject = ["slot": .string(slot.rfc3339), "reason": .string(reason)]
        event["lastSlot"] = last.map { .string($0.rfc3339) }
        tell(settings.notifications.onMissed, of: "slot-missed", job, slot.rfc3339, event, &turn)
    }

    private static func event(_ facts: ExecutionFacts) -> JSONObject {
        ["run": .string(facts.name), "startDate": .string(facts.startTime.rfc3339)]
    }

    private func rules(of execution: LiveExecution) -> NotificationRules? {
        guard execution.isJob, let machine = machines.row(id: execution.machine) else { return nil }
        do throws(EngineError) {
            return try settings(of: machine)?.notifications
        } catch {
            observer.failed("whom \(machine.name) tells cannot be read: \(error.message)")
            return nil
        }
    }

    private func tell(
        _ targets: [String],
        of kind: String,
        _ job: String,
        _ subject: String,
        _ details: JSONObject,
        _ turn: inout Turn
    ) {
        for (index, target) in targets.enumerated() {
            guard !notifications.isFull else {
                return observer.failed(
                    .notification,
                    "\(job): nobody is told of \(kind) \(subject): too much is waiting to be told"
                )
            }
            var event: JSONObject = ["event": .string(kind), "job": .string(job)]
            for (name, value) in details { event[name] = value }
            let id = notifications.takeID()
            let row = NotificationRow(
                id: id,
                key: "\(job)/\(subject)/\(kind)/\(index)",
                job: job,
                target: target,
                createdMilliseconds: turn.now.milliseconds,
                dueMilliseconds: turn.now.milliseconds,
                body: JSONWriter.text(of: .object(event))
            )
            turn.writes.append(.insertNotification(row))
            turn.afterCommit.append { [self] in notifications.add(id, dueMilliseconds: row.dueMilliseconds) }
        }
    }

    /// Sends what is due, after the commit.
    func sendNotifications(at now: Timestamp) {
        guard let sender = configuration.sender else { return }
        do throws(StoreError) {
            while let id = notifications.takeDue(atMilliseconds: now.milliseconds) {
                guard let row = try store.reads.notification(id) else {
                    notifications.ended(id)
                    continue
                }
                let event = (try? JSONParser.parse(row.body)) ?? .null
                let post = post
                sender.send(Notification(key: row.key, job: row.job, target: row.target, event: event)) { failure in
                    post(.notificationEnded(id, failure: failure))
                }
            }
        } catch {
            observer.failed("notifications cannot be read: \(error)")
            isCurrent = false
        }
    }

    /// It was told, or has to be told again.
    func notificationEnded(_ id: Int64, failure: String?, _ turn: inout Turn) throws(EngineError) {
        let row: NotificationRow?
        do throws(StoreError) {
            row = try store.reads.notification(id)
        } catch {
            throw EngineError(.storage, "\(error)")
        }
        guard let row else { return notifications.ended(id) }
        guard let failure else {
            turn.writes.append(.deleteNotification(id))
            return turn.afterCommit.append { [self] in notifications.ended(id) }
        }
        let attempts = row.attempts + 1
        guard turn.now.milliseconds - row.createdMilliseconds < NotificationQueue.patienceMilliseconds else {
            observer.failed(
                .notification,
                "\(row.job): \(row.key) could not be told in a day, and is given up: \(failure)"
            )
            turn.writes.append(.deleteNotification(id))
            return turn.afterCommit.append { [self] in notifications.ended(id) }
        }
        if attempts == 1 {
            observer.failed(.notification, "\(row.job): \(row.key) could not be told, which is tried again: \(failure)")
        }
        let due = turn.now.milliseconds + NotificationQueue.delayMilliseconds(attempts: attempts)
        turn.writes.append(.delayNotification(id, dueMilliseconds: due, attempts: attempts))
        turn.afterCommit.append { [self] in
            notifications.ended(id)
            notifications.add(id, dueMilliseconds: due)
        }
    }
}
