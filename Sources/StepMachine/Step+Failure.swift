import StepJSON
import StepJSONata
import StepLanguage
import StepTime

/// Why a state failed, before Retry and Catch have looked at it.
struct StateFailure {
    /// A worker may fail a task without naming an error.
    var error: String?
    var cause: String?
    /// Whether the task itself failed, and not something around it: `States.TaskFailed` matches only that.
    var isTaskFailure: Bool
    /// A timeout has no cause, but its error output has an empty one; a worker's missing cause is null there (recorded).
    var isTimeout = false
    /// Whether it is a heartbeat that did not come: AWS calls that `States.Timeout` (recorded), and it can be caught by
    /// its own name.
    var isMissedHeartbeat = false
    /// Whether the interpreter itself could not go on (`States.Runtime`): no Retry and no Catch changes that, by whatever
    /// name (AWS, "Handling errors in Step Functions workflows"; recorded).
    var isFatal = false
    /// Whether a branch or an iteration of the state failed.
    var isOfParts = false

    func matches(_ errorEquals: [String]) -> Bool {
        if isOfParts, errorEquals.contains(ErrorName.branchFailed) { return true }
        if isMissedHeartbeat, errorEquals.contains(ErrorName.heartbeatTimeout) { return true }
        return ErrorName.matches(errorEquals, error: error ?? "", isTaskFailure: isTaskFailure)
    }

    var errorOutput: JSONValue {
        let missing: JSONValue = isTimeout ? "" : .null
        return .object([
            "Error": error.map { .string($0) } ?? .null,
            "Cause": cause.map { .string($0) } ?? missing,
        ])
    }
}

extension Step {
    /// Fails the state because one of its expressions could not be evaluated.
    mutating func failState(_ index: Int, evaluation error: EvaluationError) {
        let state = interpreter.machine.states[self.state.frames[index].state]
        let frame = self.state.frames[index]
        var cause = error.cause
        if error.error != ErrorName.dataLimitExceeded {
            let place = "(entered at the event id #\(frame.entry.eventID))"
            cause = "An error occurred while executing the state '\(state.name)' \(place). \(cause)"
        }
        if error.error == ErrorName.queryEvaluationError {
            let id = append(
                .evaluationFailed,
                .evaluationFailed(error: error.error, cause: cause, location: error.location, state: state.name),
                after: error.isOfValue ? frame.lastEventID : evaluationPredecessor(frame)
            )
            self.state.frames[index].lastEventID = id
        }
        var failure = StateFailure(error: error.error, cause: cause, isTaskFailure: false)
        failure.isFatal = error.error == ErrorName.runtime
        fail(index, failure)
    }

    /// EvaluationFailed follows the event before StateEntered as long as nothing else has happened in the state.
    private func evaluationPredecessor(_ frame: Frame) -> Int64 {
        frame.lastEventID == frame.entry.eventID ? frame.entry.previousEventID : frame.lastEventID
    }

    /// Retries, catches, or fails the frame.
    mutating func fail(_ index: Int, _ failure: StateFailure) {
        let state = interpreter.machine.states[self.state.frames[index].state]
        if let completion = state.kind.completion {
            if !failure.isFatal, retry(index, completion.retriers, failure) { return }
            // AWS does not tell of a Parallel or Map that failed before its parts began, unless an expression did.
            if let type = state.kind.failedType, failure.isOfParts || failure.error == ErrorName.queryEvaluationError {
                append(type, .none, in: index)
            }
            do throws(EvaluationError) {
                if !failure.isFatal, try handle(index, state, completion.catchers, failure) { return }
            } catch {
                let failure = StateFailure(error: error.error, cause: error.cause, isTaskFailure: false)
                return failFrame(index, failure)
            }
        }
        failFrame(index, failure)
    }

    /// Arms the timer of the next attempt, if a retrier has one left for this error.
    private mutating func retry(_ index: Int, _ retriers: [Retrier], _ failure: StateFailure) -> Bool {
        let match = retriers.firstIndex {
            failure.matches($0.errorEquals)
        }
        guard let match else { return false }
        let retrier = retriers[match]
        if state.frames[index].retries.isEmpty {
            state.frames[index].retries = Array(repeating: 0, count: retriers.count)
        }
        let attempts = state.frames[index].retries[match]
        guard attempts < retrier.maxAttempts else { return false }
        state.frames[index].retries[match] += 1
        var delay = retrier.delaySeconds(afterAttempts: attempts)
        if retrier.jitterStrategy == .full {
            var random = RandomSource(seed: seed())
            delay = Double.random(in: 0...delay, using: &random)
        }
        let frame = state.frames[index]
        let timer = TimerID(
            .retry,
            event: frame.lastEventID,
            frame: frame.id,
            due: now.adding(seconds: delay)
        )
        state.frames[index].phase = .retrying(timer)
        transition.effects.append(.startTimer(timer))
        return true
    }

    /// Goes to the first catcher's state that takes this error.
    private mutating func handle(
        _ index: Int,
        _ state: State,
        _ catchers: [Catcher],
        _ failure: StateFailure
    ) throws(EvaluationError) -> Bool {
        let match = catchers.first {
            failure.matches($0.errorEquals)
        }
        guard let catcher = match else { return false }
        let errorOutput = failure.errorOutput
        let extra = (key: "errorOutput", value: errorOutput)
        let assigned = try assignments(catcher.assign, index, state, input: errorOutput, extra)
        let output: JSONValue
        switch state.queryLanguage {
        case .jsonata:
            output = try catcher.output?.evaluate(in: scope(index, state, input: errorOutput, extra)) ?? errorOutput
        case .jsonPath:
            output = try catcher.resultPath.place(errorOutput, in: self.state.frames[index].input.value)
        }
        try leave(
            index,
            state,
            output: JSONDocument(output),
            assigned: assigned,
            to: .next(catcher.next)
        )
        return true
    }
}
