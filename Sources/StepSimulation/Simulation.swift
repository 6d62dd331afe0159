package import StepJSON
package import StepLanguage
import StepMachine
package import StepTime

/// Runs a machine on a virtual clock, its tasks answered from ``MockedAnswers``: nothing sleeps and nothing is called.
///
/// It is the interpreter that the daemon runs, with its timers and its retries; only time jumps from one instant at which
/// something is due to the next. The same machine, input and answers give the same run again, event for event.
package struct Simulation {
    /// Bounds of a simulation.
    package struct Limits: Sendable {
        package var eventsMax: Int
        /// Milliseconds of virtual time.
        package var durationMax: Int64

        package init(eventsMax: Int = 250_000, durationMax: Int64 = 3 * 366 * 86_400_000) {
            self.eventsMax = eventsMax
            self.durationMax = durationMax
        }
    }

    /// Something that is due at an instant; of equal ones the first made comes first.
    private struct Due {
        enum What {
            case timer(TimerID)
            case answer(TaskToken, MockedAnswer)
        }

        var time: Timestamp
        var number: Int
        var what: What
    }

    private let interpreter: Interpreter
    private let answers: MockedAnswers
    private let limits: Limits
    private var state = ExecutionState()
    private var now: Timestamp
    private var agenda: [Due] = []
    private var made = 0
    /// The message that is being taken in, and those behind it.
    private var messages: [Message] = []
    private var requests: [TaskToken: TaskRequest] = [:]
    private var invocations: [String: Int] = [:]
    private var used: [String: Set<Int>] = [:]
    private let start: Timestamp
    private var visits: [SimulatedVisit] = []
    private var calls: [SimulatedCall] = []
    private var events: [HistoryEvent] = []
    private var end: SimulatedRun.End?
    private var openVisits: [String: [Int]] = [:]

    /// A simulation of one execution.
    ///
    /// `name` is the machine's, and the execution is called `test`; it begins at `start`, in virtual time. `hash` gives the
    /// digests for `$hash`, as for the interpreter.
    package init(
        of machine: StateMachine,
        name: String,
        input: JSONValue,
        start: Timestamp,
        answers: MockedAnswers,
        limits: Limits = Limits(),
        hash: @escaping @Sendable (_ algorithm: String, _ bytes: [UInt8]) -> [UInt8]? = { _, _ in nil }
    ) {
        let facts = ExecutionFacts(
            id: 1,
            arn: "arn:aws:states:us-east-1:123456789012:execution:\(name):test",
            name: "test",
            stateMachineARN: "arn:aws:states:us-east-1:123456789012:stateMachine:\(name)",
            stateMachineName: name,
            roleARN: "arn:aws:iam::123456789012:role/stepd",
            region: "us-east-1",
            startTime: start,
            input: JSONDocument(input),
            tokenKey: [UInt8](repeating: 0, count: 32)
        )
        interpreter = Interpreter(machine: machine, facts: facts, hash: hash)
        self.answers = answers
        self.limits = limits
        self.start = start
        now = start
    }

    /// What the execution does, from its start to its end or to a task without an answer.
    package func run() -> SimulatedRun {
        var simulation = self
        let end = simulation.goOn()
        return SimulatedRun(
            end: end,
            start: start,
            finish: simulation.now,
            visits: simulation.visits,
            calls: simulation.calls,
            events: simulation.events,
            unused: simulation.unused
        )
    }

    private mutating func goOn() -> SimulatedRun.End {
        send(.started)
        while true {
            if let end { return end }
            guard let place = earliest() else {
                return .endless("nothing is due any more", states: lastStates)
            }
            let due = agenda.remove(at: place)
            now = max(now, due.time)
            if now.milliseconds - start.milliseconds > limits.durationMax {
                let days = limits.durationMax / 86_400_000
                return .endless("still going on after \(days) days of virtual time", states: lastStates)
            }
            if events.count > limits.eventsMax {
                return .endless("still going on after \(limits.eventsMax) events", states: lastStates)
            }
            take(due)
        }
    }

    /// Answers that nothing asked for.
    private var unused: [(state: String, place: Int)] {
        answers.stateNames.flatMap { name in
            (answers.rules[name] ?? []).indices.filter { used[name]?.contains($0) != true }.map { (name, $0) }
        }
    }

    private var lastStates: [String] {
        var names: [String] = []
        for visit in visits.suffix(100).reversed() where !names.contains(visit.stateName) {
            names.insert(visit.stateName, at: 0)
        }
        return names
    }

    private func earliest() -> Int? {
        agenda.indices.min { (agenda[$0].time, agenda[$0].number) < (agenda[$1].time, agenda[$1].number) }
    }

    private mutating func plan(_ what: Due.What, at time: Timestamp) {
        made += 1
        agenda.append(Due(time: time, number: made, what: what))
    }

    private mutating func take(_ due: Due) {
        switch due.what {
        case .timer(let timer):
            // Whoever runs a command shows that it is still there; nobody does for a worker that was not heard of.
            if timer.kind == .heartbeat, let token = commandWaiting(in: timer.frame) {
                send(.taskHeartbeatReceived(token))
            } else {
                send(.timerFired(timer))
            }
        case .answer(let token, let answer):
            guard let request = requests[token] else { return }
            deliver(answer, to: request)
        }
    }

    private func commandWaiting(in frame: Int32) -> TaskToken? {
        requests.values.first { request in
            guard request.token.frame == frame, case .host(action: "run", _) = request.resource.kind else {
                return false
            }
            return true
        }?.token
    }

    private mutating func deliver(_ answer: MockedAnswer, to request: TaskRequest) {
        let outcome: TaskOutcome =
            switch answer.result {
            case .returned(let value): .succeeded(JSONDocument(value))
            case .thrown(let error, let cause): .failed(error: error, cause: cause)
            }
        if request.resource.isReported {
            send(.taskReported(request.token, outcome))
        } else {
            send(.taskEnded(request.token, outcome))
        }
    }

    // MARK: - Steps

    /// Lets a message reach the execution, and those that come of it, one after the other.
    private mutating func send(_ message: Message) {
        messages.append(message)
        guard messages.count == 1 else { return }
        while let next = messages.first {
            let transition = interpreter.step(&state, next, at: now)
            for event in transition.events { note(event) }
            for effect in transition.effects { carryOut(effect) }
            messages.removeFirst()
        }
    }

    private mutating func carryOut(_ effect: Effect) {
        switch effect {
        case .startTimer(let timer): plan(.timer(timer), at: timer.due)
        case .cancelTimer(let timer):
            agenda.removeAll { if case .timer(timer) = $0.what { true } else { false } }
        case .scheduleTask(let request):
            requests[request.token] = request
            start(request)
        case .startTask, .watchTask, .saveState: break
        case .finishTask(let token), .cancelTask(let token): requests[token] = nil
        case .close(let result): end = .ended(result)
        }
    }

    /// Hands a task to its answer.
    private mutating func start(_ request: TaskRequest) {
        let name = request.stateName
        let invocation = invocations[name, default: 0]
        invocations[name] = invocation + 1
        let place = answers.place(of: invocation, in: name)
        var call = SimulatedCall(
            stateName: name,
            invocation: invocation,
            resource: request.resource.text,
            arguments: request.parameters.value,
            time: now
        )
        if let place {
            call.answer = answers.rules[name]?[place].answer
            used[name, default: []].insert(place)
        }
        calls.append(call)
        guard let answer = call.answer else {
            end = end ?? .unmocked(call)
            return
        }
        switch request.resource.kind {
        case .activity: send(.activityStarted(request.token, workerName: nil))
        default:
            send(.taskStarted(request.token))
            // The call that begins what is reported later is answered at once.
            if request.resource.isReported { send(.taskEnded(request.token, .succeeded(JSONDocument(.object([:]))))) }
        }
        plan(
            .answer(request.token, answer),
            at: Timestamp(milliseconds: now.milliseconds + answer.delayMilliseconds)
        )
    }

    // MARK: - Visits

    private mutating func note(_ event: HistoryEvent) {
        events.append(event)
        switch event.details {
        case .stateEntered(let name, _):
            openVisits[name, default: []].append(visits.count)
            let type = String(event.type.name.dropLast("StateEntered".count))
            visits.append(SimulatedVisit(stateName: name, type: type, entered: event.timestamp))
        case .stateExited(let name, _, _):
            guard let visit = openVisits[name]?.first else { return }
            openVisits[name]?.removeFirst()
            visits[visit].left = event.timestamp
        case .taskScheduled, .workScheduled:
            lastTaskVisit { $0.attempts += 1 }
        case .taskFailed(_, _, let error, _), .workFailed(let error, _):
            lastTaskVisit { $0.error = error ?? "States.TaskFailed" }
        case .evaluationFailed(let error, _, _, let state):
            guard let visit = openVisits[state]?.last else { return }
            visits[visit].error = error
        default: break
        }
    }

    /// Changes the visit of a Task that was entered last and is not left.
    private mutating func lastTaskVisit(_ change: (inout SimulatedVisit) -> Void) {
        guard let visit = visits.lastIndex(where: { $0.type == "Task" && $0.left == nil }) else { return }
        change(&visits[visit])
    }
}
