import StepJSON
import StepLanguage
import StepTime

// The life of a task: scheduled, started, ended, retried or caught.

extension Step {
    /// Evaluates the arguments and schedules an attempt. Also after a retry's delay.
    mutating func scheduleTask(_ index: Int, _ state: State, _ task: TaskState) throws(EvaluationError) {
        let tokenText = task.resource.isReported ? nextTokenText(index) : nil
        let parameters = try workInput(index, state, task.arguments, token: tokenText)
        let scope = scope(index, state, input: try effectiveInput(index, state), token: tokenText)
        var timeoutSeconds: Int64?
        var heartbeatSeconds: Int64?
        var credentials: JSONValue?
        if let field = task.timeout { timeoutSeconds = try field.seconds(in: scope) }
        if let field = task.heartbeat { heartbeatSeconds = try field.seconds(in: scope, field: "HeartbeatSeconds") }
        if let template = task.credentials { credentials = try template.evaluate(in: scope) }
        let details = TaskScheduledDetails(
            resourceType: task.resource.resourceType,
            resource: task.resource.resourceName,
            region: interpreter.facts.region,
            parameters: parameters.text,
            timeoutSeconds: timeoutSeconds,
            heartbeatSeconds: heartbeatSeconds,
            roleARN: credentials?["RoleArn"]?.stringValue
        )
        let event = append(task.resource.scheduled(details), in: index)
        var attempt = TaskAttempt(
            event: event,
            isStarted: false,
            timeout: nil,
            heartbeat: nil,
            heartbeatSeconds: heartbeatSeconds
        )
        let frame = self.state.frames[index].id
        attempt.timeout = startTimer(.taskTimeout, event: event, frame: frame, afterSeconds: timeoutSeconds)
        // Nobody can send the heartbeat of an activity before a worker has its token: there it counts from
        // ActivityStarted.
        if task.resource.kind != .activity {
            attempt.heartbeat = startTimer(.heartbeat, event: event, frame: frame, afterSeconds: heartbeatSeconds)
        }
        self.state.frames[index].phase = .task(attempt)
        var request = TaskRequest(
            token: token(of: attempt, in: self.state.frames[index]),
            resource: task.resource,
            parameters: parameters,
            timeoutSeconds: timeoutSeconds,
            heartbeatSeconds: heartbeatSeconds,
            credentials: credentials,
            stateName: state.name
        )
        request.originARNs = interpreter.facts.originARNs
        transition.effects.append(.scheduleTask(request))
    }

    /// The text of the token of the attempt that frame `index` is about to schedule.
    private func nextTokenText(_ index: Int) -> String {
        let token = TaskToken(
            execution: interpreter.facts.id,
            frame: state.frames[index].id,
            event: state.nextEventID
        )
        return TaskTokenText.text(of: token, key: interpreter.facts.tokenKey, hash: interpreter.hash)
    }

    mutating func taskStarted(_ token: TaskToken, workerName: String? = nil) {
        guard let index = place(of: token), case .task(var attempt) = state.frames[index].phase, !attempt.isStarted
        else { return }
        let resource = task(at: index).resource
        append(resource.started(workerName: workerName), in: index)
        attempt.isStarted = true
        if resource.kind == .activity {
            attempt.heartbeat = startTimer(
                .heartbeat,
                event: attempt.event,
                frame: state.frames[index].id,
                afterSeconds: attempt.heartbeatSeconds
            )
        }
        state.frames[index].phase = .task(attempt)
        transition.effects.append(.startTask(token))
    }

    mutating func taskHeartbeatReceived(_ token: TaskToken) {
        guard let index = place(of: token), case .task(var attempt) = state.frames[index].phase,
            let timer = attempt.heartbeat, let seconds = attempt.heartbeatSeconds
        else { return }
        transition.effects.append(.cancelTimer(timer))
        attempt.heartbeat = startTimer(
            .heartbeat,
            event: attempt.event,
            frame: state.frames[index].id,
            afterSeconds: seconds
        )
        state.frames[index].phase = .task(attempt)
    }

    /// The call that a task makes was answered. Where the end of the task is reported apart, it has only begun.
    mutating func taskEnded(_ token: TaskToken, _ outcome: TaskOutcome) {
        guard let index = place(of: token), case .task(var attempt) = state.frames[index].phase else { return }
        let resource = task(at: index).resource
        guard resource.isReported, case .succeeded(let output) = outcome else {
            return endTask(index, attempt, outcome)
        }
        guard !attempt.isSubmitted else { return }
        append(resource.submitted(output.text), in: index)
        attempt.isSubmitted = true
        if let report = attempt.earlyReport { return endTask(index, attempt, report) }
        state.frames[index].phase = .task(attempt)
        if resource.isWatched { transition.effects.append(.watchTask(token, submitted: output)) }
    }

    /// Whoever was given the task's token says how the task ended. Before the call that gave the token away was
    /// answered, that is kept until it is: AWS writes TaskSubmitted first.
    mutating func taskReported(_ token: TaskToken, _ outcome: TaskOutcome) {
        guard let index = place(of: token), case .task(var attempt) = state.frames[index].phase else { return }
        let resource = task(at: index).resource
        guard resource.isReported, attempt.isStarted else { return }
        guard resource.kind == .activity || attempt.isSubmitted else {
            attempt.earlyReport = attempt.earlyReport ?? outcome
            state.frames[index].phase = .task(attempt)
            transition.effects.append(.saveState)
            return
        }
        endTask(index, attempt, outcome)
    }

    private mutating func endTask(_ index: Int, _ attempt: TaskAttempt, _ outcome: TaskOutcome) {
        let token = token(of: attempt, in: state.frames[index])
        state.frames[index].phase = .ready
        cancelTimers(of: attempt)
        transition.effects.append(.finishTask(token))
        let resource = task(at: index).resource
        switch outcome {
        case .succeeded(let result):
            guard result.text.utf8.count <= interpreter.limits.payloadBytesMax else {
                let cause = TaskOutcome.resultTooLargeCause(resource.sizeLimitName)
                return taskFailed(index, error: ErrorName.dataLimitExceeded, cause: cause)
            }
            append(resource.succeeded(result.text), in: index)
            workSucceeded(index, result)
        case .failed(let error, let cause):
            taskFailed(index, error: error, cause: cause)
        }
    }

    /// Ends every task whose time has passed. All of them are told of before the first failure takes its course: it
    /// may take the others with it.
    mutating func timeOutTasks() {
        var ended: [(frame: Int32, timer: TimerID)] = []
        for index in state.frames.indices {
            guard case .task(var attempt) = state.frames[index].phase, let timer = duePassed(attempt) else {
                continue
            }
            cancelTimers(of: attempt)
            attempt.timeout = nil
            attempt.heartbeat = nil
            state.frames[index].phase = .task(attempt)
            let resource = task(at: index).resource
            append(resource.failed(error: ErrorName.timeout, cause: nil, isTimeout: true), in: index)
            ended.append((state.frames[index].id, timer))
        }
        for (frame, timer) in ended {
            guard let index = place(of: frame), case .task(let attempt) = state.frames[index].phase else { continue }
            state.frames[index].phase = .ready
            transition.effects.append(.cancelTask(token(of: attempt, in: state.frames[index])))
            var failure = StateFailure(error: ErrorName.timeout, cause: nil, isTaskFailure: true)
            failure.isTimeout = true
            failure.isMissedHeartbeat = timer.kind == .heartbeat
            fail(index, failure)
        }
    }

    /// The timer of the limit that has passed; nil while there is time.
    private func duePassed(_ attempt: TaskAttempt) -> TimerID? {
        [attempt.timeout, attempt.heartbeat].lazy.compactMap { $0 }.first { $0.due <= now }
    }

    private mutating func taskFailed(_ index: Int, error: String?, cause: String?) {
        append(task(at: index).resource.failed(error: error, cause: cause, isTimeout: false), in: index)
        fail(index, StateFailure(error: error, cause: cause, isTaskFailure: true))
    }

    @discardableResult
    private mutating func append(
        _ event: (type: HistoryEventType, details: HistoryEventDetails),
        in index: Int
    ) -> Int64 {
        append(event.type, event.details, in: index)
    }

    private mutating func startTimer(
        _ kind: TimerID.Kind,
        event: Int64,
        frame: Int32,
        afterSeconds seconds: Int64?
    ) -> TimerID? {
        guard let seconds else { return nil }
        let timer = TimerID(kind, event: event, frame: frame, due: now.adding(seconds: Double(seconds)))
        transition.effects.append(.startTimer(timer))
        return timer
    }

    private func place(of token: TaskToken) -> Int? {
        guard state.awaits(token) else { return nil }
        return place(of: token.frame)
    }

    private func task(at index: Int) -> TaskState {
        let state = interpreter.machine.states[self.state.frames[index].state]
        guard case .task(let task) = state.kind else {
            preconditionFailure("a task is under way in state \(state.name), which is \(state.kind.enteredType)")
        }
        return task
    }
}
