import StepJSON
import StepLanguage
import StepTime

// The life of a task: scheduled, started, ended, retried or caught.

extension Step {
    /// Evaluates the arguments and schedules an attempt. Also after a retry's delay.
    mutating func scheduleTask(_ index: Int, _ state: State, _ task: TaskState) throws(EvaluationError) {
        let parameters = try workInput(index, state, task.arguments)
        let scope = scope(index, state, input: try effectiveInput(index, state))
        var timeoutSeconds: Int64?
        var heartbeatSeconds: Int64?
        var credentials: JSONValue?
        if let field = task.timeout { timeoutSeconds = try field.seconds(in: scope) }
        if let field = task.heartbeat { heartbeatSeconds = try field.seconds(in: scope, field: "HeartbeatSeconds") }
        if let template = task.credentials { credentials = try template.evaluate(in: scope) }
        let event = append(
            .taskScheduled,
            .taskScheduled(
                TaskScheduledDetails(
                    resourceType: task.resource.resourceType,
                    resource: task.resource.resourceName,
                    region: interpreter.facts.region,
                    parameters: parameters.text,
                    timeoutSeconds: timeoutSeconds,
                    heartbeatSeconds: heartbeatSeconds,
                    roleARN: credentials?["RoleArn"]?.stringValue
                )
            ),
            in: index
        )
        var attempt = TaskAttempt(
            event: event,
            isStarted: false,
            timeout: nil,
            heartbeat: nil,
            heartbeatSeconds: heartbeatSeconds
        )
        let frame = self.state.frames[index].id
        attempt.timeout = startTimer(.taskTimeout, event: event, frame: frame, afterSeconds: timeoutSeconds)
        attempt.heartbeat = startTimer(.heartbeat, event: event, frame: frame, afterSeconds: heartbeatSeconds)
        self.state.frames[index].phase = .task(attempt)
        transition.effects.append(
            .scheduleTask(
                TaskRequest(
                    token: token(of: attempt, in: self.state.frames[index]),
                    resource: task.resource,
                    parameters: parameters,
                    timeoutSeconds: timeoutSeconds,
                    heartbeatSeconds: heartbeatSeconds,
                    credentials: credentials,
                    stateName: state.name
                )
            )
        )
    }

    mutating func taskStarted(_ token: TaskToken) {
        guard let index = place(of: token), case .task(var attempt) = state.frames[index].phase, !attempt.isStarted
        else { return }
        let resource = task(at: index).resource
        append(
            .taskStarted,
            .taskStarted(resourceType: resource.resourceType, resource: resource.resourceName),
            in: index
        )
        attempt.isStarted = true
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

    mutating func taskEnded(_ token: TaskToken, _ outcome: TaskOutcome) {
        guard let index = place(of: token), case .task(let attempt) = state.frames[index].phase else { return }
        state.frames[index].phase = .ready
        cancelTimers(of: attempt)
        transition.effects.append(.finishTask(token))
        let resource = task(at: index).resource
        switch outcome {
        case .succeeded(let result):
            guard result.text.utf8.count <= interpreter.limits.payloadBytesMax else {
                let cause =
                    "The state/task '\(resource.resourceType)' returned a result with a size exceeding the maximum "
                    + "number of bytes service limit."
                return taskFailed(index, .taskFailed, error: ErrorName.dataLimitExceeded, cause: cause)
            }
            append(
                .taskSucceeded,
                .taskOutput(
                    resourceType: resource.resourceType,
                    resource: resource.resourceName,
                    output: result.text
                ),
                in: index
            )
            workSucceeded(index, result)
        case .failed(let error, let cause):
            taskFailed(index, .taskFailed, error: error, cause: cause)
        }
    }

    /// Ends every task whose time has passed. All of them are told of before the first failure takes its course: it
    /// may take the others with it.
    mutating func timeOutTasks() {
        var ended: [(frame: Int32, error: String)] = []
        for index in state.frames.indices {
            guard case .task(var attempt) = state.frames[index].phase, let error = timeoutError(of: attempt) else {
                continue
            }
            cancelTimers(of: attempt)
            attempt.timeout = nil
            attempt.heartbeat = nil
            state.frames[index].phase = .task(attempt)
            appendFailure(index, .taskTimedOut, error: error, cause: nil)
            ended.append((state.frames[index].id, error))
        }
        for (frame, error) in ended {
            guard let index = place(of: frame), case .task(let attempt) = state.frames[index].phase else { continue }
            state.frames[index].phase = .ready
            transition.effects.append(.cancelTask(token(of: attempt, in: state.frames[index])))
            fail(index, StateFailure(error: error, cause: nil, isTaskFailure: true, isTimeout: true))
        }
    }

    /// The error of the limit that has passed; nil while there is time.
    private func timeoutError(of attempt: TaskAttempt) -> String? {
        if let timeout = attempt.timeout, timeout.due <= now { return ErrorName.timeout }
        if let heartbeat = attempt.heartbeat, heartbeat.due <= now { return ErrorName.heartbeatTimeout }
        return nil
    }

    private mutating func taskFailed(_ index: Int, _ type: HistoryEventType, error: String?, cause: String?) {
        appendFailure(index, type, error: error, cause: cause)
        fail(index, StateFailure(error: error, cause: cause, isTaskFailure: true))
    }

    private mutating func appendFailure(_ index: Int, _ type: HistoryEventType, error: String?, cause: String?) {
        let resource = task(at: index).resource
        append(
            type,
            .taskFailed(
                resourceType: resource.resourceType,
                resource: resource.resourceName,
                error: error,
                cause: cause
            ),
            in: index
        )
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
