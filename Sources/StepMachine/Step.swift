import StepJSON
import StepJSONata
import StepLanguage
import StepTime

/// One step under way: the state being changed, and what it has brought about so far.
struct Step {
    let interpreter: Interpreter
    let now: Timestamp
    var state = ExecutionState()
    var transition = Transition()
    /// Expressions evaluated since the last event: it keeps their random numbers apart.
    var evaluations: UInt64 = 0
    /// Whether an event was dropped because it would be the last one allowed: that one says so.
    var isHistoryFull = false

    /// The only frame there is before anything else: the main line of the execution.
    static let mainFrame: Int32 = 0

    mutating func receive(_ message: Message) {
        guard state.status == .running else { return }
        defer { endIfHistoryIsFull() }
        switch message {
        case .started: start()
        case .timerFired(let timer): fire(timer)
        case .taskStarted(let token): taskStarted(token)
        case .taskEnded(let token, let outcome): taskEnded(token, outcome)
        case .taskReported(let token, let outcome): taskReported(token, outcome)
        case .taskHeartbeatReceived(let token): taskHeartbeatReceived(token)
        case .activityStarted(let token, let workerName): taskStarted(token, workerName: workerName)
        case .stopped(let error, let cause): end(.aborted, .executionAborted, error: error, cause: cause)
        }
    }

    /// Enters states until every frame waits for something, or the slice is used up.
    mutating func runUntilQuiet() {
        var entered = 0
        while state.status == .running, state.resume == nil,
            let index = state.frames.firstIndex(where: { $0.phase == .ready })
        {
            guard entered < interpreter.limits.statesPerStepMax,
                transition.documentBytes < interpreter.limits.stepBytesMax
            else {
                let timer = TimerID(.resume, event: state.nextEventID - 1, frame: Self.mainFrame, due: now)
                state.resume = timer
                transition.effects.append(.startTimer(timer))
                return
            }
            entered += 1
            enter(index)
            endIfHistoryIsFull()
        }
    }

    private mutating func start() {
        guard state.nextEventID == 1 else { return }
        let facts = interpreter.facts
        append(.executionStarted, .executionStarted(input: facts.input.text, roleARN: facts.roleARN), after: 0)
        if let seconds = interpreter.machine.timeoutSeconds {
            // From here, not from the start that was asked for: it may have waited for its turn.
            let deadline = now.adding(seconds: Double(seconds))
            state.deadline = deadline
            transition.effects.append(.startTimer(executionTimer(due: deadline)))
        }
        let entry = StateEntry(eventID: 0, previousEventID: 0, time: now)
        state.frames = [
            Frame(
                id: Self.mainFrame,
                state: interpreter.machine.startAt,
                phase: .ready,
                input: facts.input,
                variables: JSONObject(),
                lastEventID: 0,
                entry: entry,
                retries: []
            )
        ]
        state.nextFrameID = Self.mainFrame + 1
    }

    private mutating func fire(_ timer: TimerID) {
        if let deadline = state.deadline, timer == executionTimer(due: deadline) {
            // AWS names no error (recorded): the status says it.
            end(.timedOut, .executionTimedOut, error: nil, cause: nil)
            return
        }
        if timer == state.resume {
            state.resume = nil
            transition.effects.append(.cancelTimer(timer))
            return
        }
        guard let index = place(of: timer.frame) else { return }
        switch state.frames[index].phase {
        case .waiting(timer): leaveWait(index)
        case .retrying(timer): retryWork(index, timer)
        case .task(let attempt) where attempt.timeout == timer || attempt.heartbeat == timer: timeOutTasks()
        default: break
        }
    }

    private func executionTimer(due: Timestamp) -> TimerID {
        TimerID(.execution, event: 0, frame: Self.mainFrame, due: due)
    }

    private mutating func enter(_ index: Int) {
        let state = interpreter.machine.states[self.state.frames[index].state]
        let previous = self.state.frames[index].lastEventID
        let event = append(
            state.kind.enteredType,
            .stateEntered(name: state.name, input: self.state.frames[index].input.text),
            in: index
        )
        self.state.frames[index].entry = StateEntry(eventID: event, previousEventID: previous, time: now)
        self.state.frames[index].retries = []
        do throws(EvaluationError) {
            switch state.kind {
            case .pass(let pass): try runPass(index, state, pass)
            case .succeed: try runSucceed(index, state)
            case .choice(let choice): try runChoice(index, state, choice)
            case .wait(let wait): try enterWait(index, state, wait)
            case .fail(let fail): try runFail(index, state, fail)
            case .task, .parallel, .map: try startWork(index, state)
            }
        } catch {
            failState(index, evaluation: error)
        }
    }
}

// MARK: - Events

extension Step {
    /// Appends an event of frame `index`, which follows the frame's last one, and returns its id.
    @discardableResult
    mutating func append(_ type: HistoryEventType, _ details: HistoryEventDetails, in index: Int) -> Int64 {
        let id = append(type, details, after: state.frames[index].lastEventID)
        state.frames[index].lastEventID = id
        return id
    }

    /// Appends an event that follows the event `previousID`, and returns its id.
    @discardableResult
    mutating func append(_ type: HistoryEventType, _ details: HistoryEventDetails, after previousID: Int64) -> Int64 {
        let id = state.nextEventID
        if let limit = interpreter.limits.historyEventsMax, id >= limit, !type.isEndOfExecution {
            isHistoryFull = true
            return id
        }
        state.nextEventID += 1
        evaluations = 0
        transition.events.append(
            HistoryEvent(id: id, previousID: previousID, timestamp: now, type: type, details: details)
        )
        return id
    }
}

// MARK: - The end

extension Step {
    /// Ends the execution with a success.
    mutating func succeed(_ index: Int, output: JSONDocument) {
        guard !isHistoryFull else { return }
        append(.executionSucceeded, .executionSucceeded(output: output.text), in: index)
        close(ExecutionResult(status: .succeeded, output: output))
    }

    /// Ends the execution in any other way, after the main frame's last event.
    mutating func end(_ status: ExecutionStatus, _ type: HistoryEventType, error: String?, cause: String?) {
        guard !isHistoryFull else { return }
        let previous = state.frames.first?.lastEventID ?? state.nextEventID - 1
        append(type, .executionEnded(error: error, cause: cause), after: previous)
        let current = state.frames.first.map { interpreter.machine.states[$0.state].name }
        close(ExecutionResult(status: status, error: error, cause: cause, state: current))
    }

    /// The last event that AWS allows is itself the failure (observed).
    private mutating func endIfHistoryIsFull() {
        guard isHistoryFull, state.status == .running, let limit = interpreter.limits.historyEventsMax else { return }
        isHistoryFull = false
        // Events that were dropped have left their numbers there.
        if !state.frames.isEmpty { state.frames[0].lastEventID = state.nextEventID - 1 }
        let cause = "The execution reached the maximum number of history events (\(limit))."
        end(.failed, .executionFailed, error: ErrorName.runtime, cause: cause)
    }

    private mutating func close(_ result: ExecutionResult) {
        for frame in state.frames { release(frame) }
        if let deadline = state.deadline { transition.effects.append(.cancelTimer(executionTimer(due: deadline))) }
        if let resume = state.resume { transition.effects.append(.cancelTimer(resume)) }
        state.frames = []
        state.nextFrameID = 0
        state.deadline = nil
        state.resume = nil
        state.status = result.status
        transition.effects.append(.close(result))
    }

    /// Gives up what a frame waits for.
    mutating func release(_ frame: Frame) {
        switch frame.phase {
        case .ready, .parallel, .map: break
        case .waiting(let timer), .retrying(let timer): transition.effects.append(.cancelTimer(timer))
        case .task(let attempt):
            cancelTimers(of: attempt)
            transition.effects.append(.cancelTask(token(of: attempt, in: frame)))
        }
    }

    mutating func cancelTimers(of attempt: TaskAttempt) {
        for timer in [attempt.timeout, attempt.heartbeat] {
            if let timer { transition.effects.append(.cancelTimer(timer)) }
        }
    }

    func token(of attempt: TaskAttempt, in frame: Frame) -> TaskToken {
        TaskToken(execution: interpreter.facts.id, frame: frame.id, event: attempt.event)
    }
}

extension State.Kind {
    var enteredType: HistoryEventType {
        switch self {
        case .task: .taskStateEntered
        case .wait: .waitStateEntered
        case .choice: .choiceStateEntered
        case .pass: .passStateEntered
        case .succeed: .succeedStateEntered
        case .fail: .failStateEntered
        case .parallel: .parallelStateEntered
        case .map: .mapStateEntered
        }
    }

    /// The event on leaving it. A Fail state is never left.
    var exitedType: HistoryEventType {
        switch self {
        case .task: .taskStateExited
        case .wait: .waitStateExited
        case .choice: .choiceStateExited
        case .pass: .passStateExited
        case .succeed: .succeedStateExited
        case .parallel: .parallelStateExited
        case .map: .mapStateExited
        case .fail: preconditionFailure("a Fail state has no exit")
        }
    }

    /// The event on giving it up in the middle; nil for a state that is never waited in.
    var abortedType: HistoryEventType? {
        switch self {
        case .task: .taskStateAborted
        case .wait: .waitStateAborted
        case .parallel: .parallelStateAborted
        case .map: .mapStateAborted
        case .choice, .pass, .succeed, .fail: nil
        }
    }

    /// The event when its work failed for good; nil for a state that has no parts.
    var failedType: HistoryEventType? {
        switch self {
        case .parallel: .parallelStateFailed
        case .map: .mapStateFailed
        case .task, .wait, .choice, .pass, .succeed, .fail: nil
        }
    }
}
