import StepJSON
import StepLanguage

// What Task, Parallel and Map have in common: work that is begun, perhaps again, and its result.

extension Step {
    /// Begins the work of the state that frame `index` is in.
    mutating func startWork(_ index: Int, _ state: State) throws(EvaluationError) {
        switch state.kind {
        case .task(let task): try scheduleTask(index, state, task)
        case .parallel(let parallel): try startParallel(index, state, parallel)
        case .map(let map): try startMap(index, state, map)
        case .wait, .choice, .pass, .succeed, .fail:
            preconditionFailure("state \(state.name) has no work: it is \(state.kind.enteredType)")
        }
    }

    /// Begins the work again after a retry's delay: the arguments may read the count.
    mutating func retryWork(_ index: Int, _ timer: TimerID) {
        let state = interpreter.machine.states[self.state.frames[index].state]
        self.state.frames[index].phase = .ready
        transition.effects.append(.cancelTimer(timer))
        do throws(EvaluationError) {
            try startWork(index, state)
        } catch {
            failState(index, evaluation: error)
        }
    }

    /// What the work is given: the value of `template`, which may read the task's `token`, or without one the effective
    /// input.
    mutating func workInput(
        _ index: Int,
        _ state: State,
        _ template: Template?,
        token: String? = nil
    ) throws(EvaluationError) -> JSONDocument {
        if template == nil, state.inputPath.isWhole { return self.state.frames[index].input }
        let effective = try effectiveInput(index, state)
        guard let template else { return JSONDocument(effective) }
        return JSONDocument(try template.evaluate(in: scope(index, state, input: effective, token: token)))
    }

    /// Takes the result of the work and leaves the state.
    mutating func workSucceeded(_ index: Int, _ result: JSONDocument) {
        let state = interpreter.machine.states[self.state.frames[index].state]
        guard let completion = state.kind.completion else {
            preconditionFailure("state \(state.name) has no work: it is \(state.kind.enteredType)")
        }
        do throws(EvaluationError) {
            var value = result.value
            var unchanged: JSONDocument? = result
            if let selector = completion.resultSelector {
                value = try selector.evaluate(in: scope(index, state, input: value))
                unchanged = nil
            }
            try exit(
                index,
                state,
                result: value,
                unchanged: unchanged,
                resultPath: completion.resultPath,
                resultName: "result",
                to: completion.successor
            )
        } catch {
            failState(index, evaluation: error)
        }
    }
}
