import StepJSON
import StepLanguage
import StepMachine
import StepStore
import StepTime

// Tasks that start executions of this daemon's own machines (AWS, "Start workflow executions from a task state").

extension TaskResource {
    /// `states:startExecution`, with any pattern.
    var startsExecution: Bool {
        if case .integration("states", "startExecution", _) = kind { true } else { false }
    }

    /// Whether the task waits for the end of the execution.
    var waitsForExecution: Bool {
        switch kind {
        case .integration(_, _, .sync), .integration(_, _, .sync2): startsExecution
        default: false
        }
    }
}

extension EngineLoop {
    /// Starts what a task asks for, right after its TaskStarted: both are in one commit, so that it is started once.
    func nest(_ request: TaskRequest, _ execution: LiveExecution, _ turn: inout Turn) {
        let outcome: TaskOutcome
        do throws(EngineError) {
            let child = try child(of: request, &turn)
            if request.resource.waitsForExecution { link(child, to: request.token, &turn) }
            outcome = .succeeded(JSONDocument(Self.started(child)))
        } catch {
            let fault = NestedStart.fault(error, requestID: Self.requestID(of: request.token))
            outcome = .failed(error: fault.error, cause: fault.cause)
        }
        step(execution, .taskEnded(request.token, outcome), &turn)
    }

    /// The execution that a task asks for. As with StartExecution, one of the same name that runs with the same input is
    /// the one asked for; but only one task can wait for it.
    private func child(of request: TaskRequest, _ turn: inout Turn) throws(EngineError) -> LiveExecution {
        let start = try NestedStart(request, names)
        guard let machine = machines.active(named: start.machine) else {
            throw names.stateMachineDoesNotExist(start.machine)
        }
        let name = start.name ?? Self.randomName()
        if let present = try identify(ExecutionKey(machine: machine.id, name: name), &turn) {
            let isTaken = request.resource.waitsForExecution && present.live.map { nested.parent(of: $0.id) } != nil
            guard let child = present.live, child.state.status == .running,
                child.interpreter.facts.input.text == start.input.text, !isTaken
            else {
                throw EngineError(
                    .executionAlreadyExists,
                    "Execution Already Exists: '\(names.executionARN(machine: machine.name, name: name))'"
                )
            }
            return child
        }
        return try begin(machine, name: name, start.input, start.traceHeader, AdmissionTerms(isNested: true), &turn)
    }

    /// Remembers who waits for an execution. One that has ended already reports right away.
    private func link(_ child: LiveExecution, to token: TaskToken, _ turn: inout Turn) {
        nested.add(child.id, of: token)
        let row = NestedRow(
            execution: child.id,
            parent: token.execution,
            frame: Int64(token.frame),
            event: token.event
        )
        turn.writes.append(.insertNested(row))
        if child.state.status != .running { turn.endedChildren.append(child) }
    }

    private func unlink(_ child: Int64, _ turn: inout Turn) {
        nested.remove(child)
        turn.writes.append(.deleteNested(child))
    }

    /// The task is over, though its execution may go on: it was reported by its token.
    func forgetChild(of token: TaskToken, _ turn: inout Turn) {
        if let child = nested.child(of: token) { unlink(child, &turn) }
    }

    /// Nobody waits for the task any more: what it started is stopped with it, in the same commit.
    func stopChild(of token: TaskToken, _ turn: inout Turn) {
        guard let child = nested.child(of: token) else { return }
        unlink(child, &turn)
        turn.abandonedChildren.append(child)
    }

    /// Carries what has happened to executions in this turn to the tasks that wait for them, and the other way round.
    /// Each may lead to the next, as often as executions are nested.
    func settleNested(_ turn: inout Turn) {
        while !turn.endedChildren.isEmpty || !turn.abandonedChildren.isEmpty {
            if !turn.abandonedChildren.isEmpty {
                let message = Message.stopped(error: nil, cause: nil)
                deliver(DurableMessage(message, to: turn.abandonedChildren.removeFirst()), &turn)
                continue
            }
            let child = turn.endedChildren.removeFirst()
            guard let result = child.pending.result else { continue }
            do throws(EngineError) {
                try tellParent(of: child.interpreter.facts, result, at: turn.now, &turn)
            } catch {
                // The link stays, and the next start of the daemon tries it again.
                observer.failed("the task that waits for \(child.interpreter.facts.arn) cannot be told: \(error)")
            }
        }
    }

    /// Tells the task that waits for an execution how it ended.
    private func tellParent(
        of facts: ExecutionFacts,
        _ result: ExecutionResult,
        at stop: Timestamp,
        _ turn: inout Turn
    ) throws(EngineError) {
        guard let token = nested.parent(of: facts.id) else { return }
        let parent = try load(token.execution, &turn)
        unlink(facts.id, &turn)
        guard let parent, let resource = parent.resource(of: token) else { return }
        let isJSON = if case .integration(_, _, .sync2) = resource.kind { true } else { false }
        let description = NestedDescription(facts: facts, result: result, stop: stop, isJSON: isJSON).value
        let outcome: TaskOutcome =
            result.status == .succeeded
            ? .succeeded(JSONDocument(description))
            : .failed(error: ErrorName.taskFailed, cause: JSONWriter.text(of: description))
        step(parent, .taskReported(token, outcome), &turn)
    }

    /// After a start of the daemon: executions that had ended, and whose end was not told.
    func recoverNested() throws(StoreError) {
        for child in nested.all where try store.reads.executionState(id: child) == nil {
            unsettled.append(.childEnded(child))
        }
    }

    func childEnded(_ id: Int64, _ turn: inout Turn) throws(EngineError) {
        do {
            guard let row = try store.reads.execution(id: id), let machine = machines.row(id: row.machine) else {
                return unlink(id, &turn)
            }
            let facts = facts(
                id,
                of: machine,
                name: row.name,
                startTime: Timestamp(milliseconds: row.startMilliseconds),
                input: try JSONDocument(parsing: row.input)
            )
            let result = ExecutionResult(
                status: StepMachine.ExecutionStatus(row.status),
                output: try row.output.map { try JSONDocument(parsing: $0) },
                error: row.error,
                cause: row.cause
            )
            let stop = Timestamp(milliseconds: row.stopMilliseconds ?? row.startMilliseconds)
            try tellParent(of: facts, result, at: stop, &turn)
        } catch {
            observer.failed("the task that waits for execution \(id) cannot be told: \(error)")
        }
    }

    /// The answer to StartExecution, as a task's result.
    private static func started(_ child: LiveExecution) -> JSONValue {
        .object([
            "ExecutionArn": .string(child.interpreter.facts.arn),
            "SdkHttpMetadata": ["AllHttpHeaders": [:], "HttpHeaders": [:], "HttpStatusCode": 200],
            "SdkResponseMetadata": ["RequestId": .string(requestID(of: child.interpreter.facts))],
            "StartDate": .number(JSONNumber(child.interpreter.facts.startTime.milliseconds)),
        ])
    }

    private static func requestID(of facts: ExecutionFacts) -> String { "stepd-\(facts.id)" }

    private static func requestID(of token: TaskToken) -> String { "stepd-\(token.execution)-\(token.event)" }
}

extension LiveExecution {
    /// The resource of the task that waits with `token`.
    func resource(of token: TaskToken) -> TaskResource? {
        guard state.awaits(token), let frame = state.frames.first(where: { $0.id == token.frame }),
            case .task(let task) = interpreter.machine.states[frame.state].kind
        else { return nil }
        return task.resource
    }
}
