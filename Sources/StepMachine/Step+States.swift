import StepJSON
import StepLanguage
import StepTime

// The states that do no work of their own: Pass, Succeed, Choice, Wait, Fail.

extension Step {
    mutating func runPass(_ index: Int, _ state: State, _ pass: PassState) throws(EvaluationError) {
        let input = self.state.frames[index].input
        guard state.queryLanguage == .jsonPath else {
            return try exit(
                index,
                state,
                result: input.value,
                unchanged: input,
                resultPath: .replace,
                resultName: nil,
                to: pass.successor
            )
        }
        let isPlain = pass.result == nil && pass.parameters == nil
        var result = try effectiveInput(index, state)
        if let parameters = pass.parameters {
            result = try parameters.evaluate(in: scope(index, state, input: result))
        }
        if let fixed = pass.result { result = fixed }
        try exit(
            index,
            state,
            result: result,
            unchanged: isPlain && state.inputPath.isWhole ? input : nil,
            resultPath: pass.resultPath,
            resultName: nil,
            to: pass.successor
        )
    }

    mutating func runSucceed(_ index: Int, _ state: State) throws(EvaluationError) {
        let input = self.state.frames[index].input
        try exit(
            index,
            state,
            result: try effectiveInput(index, state),
            unchanged: state.inputPath.isWhole ? input : nil,
            resultPath: .replace,
            resultName: nil,
            to: .end
        )
    }

    mutating func runChoice(_ index: Int, _ state: State, _ choice: ChoiceState) throws(EvaluationError) {
        let input = self.state.frames[index].input
        let effective = try effectiveInput(index, state)
        let scope = scope(index, state, input: effective)
        for rule in choice.rules where try rule.matches(in: scope) {
            var chosen = state
            if let assign = rule.assign { chosen.assign = assign } else { chosen.assign = nil }
            if let output = rule.output { chosen.output = output }
            return try exit(
                index,
                chosen,
                result: effective,
                unchanged: state.inputPath.isWhole ? input : nil,
                resultPath: .replace,
                resultName: nil,
                to: .next(rule.next)
            )
        }
        guard let next = choice.defaultNext else {
            throw EvaluationError(
                error: ErrorName.noChoiceMatched,
                cause: "Failed to transition out of the state. The state '\(state.name)' has no matching rule and no "
                    + "Default."
            )
        }
        try exit(
            index,
            state,
            result: effective,
            unchanged: state.inputPath.isWhole ? input : nil,
            resultPath: .replace,
            resultName: nil,
            to: .next(next)
        )
    }

    mutating func enterWait(_ index: Int, _ state: State, _ wait: WaitState) throws(EvaluationError) {
        let scope = scope(index, state, input: try effectiveInput(index, state))
        let due = try wait.until.deadline(from: now, in: scope)
        let frame = self.state.frames[index]
        let timer = TimerID(.wait, event: frame.entry.eventID, frame: frame.id, due: max(due, now))
        self.state.frames[index].phase = .waiting(timer)
        guard due > now else {
            // A moment that has passed is no reason to write a timer down.
            return leaveWait(index)
        }
        transition.effects.append(.startTimer(timer))
    }

    mutating func leaveWait(_ index: Int) {
        let state = interpreter.machine.states[self.state.frames[index].state]
        guard case .wait(let wait) = state.kind, case .waiting(let timer) = self.state.frames[index].phase else {
            preconditionFailure("a wait timer fired in state \(state.name), which is \(state.kind.enteredType)")
        }
        self.state.frames[index].phase = .ready
        if timer.due > self.state.frames[index].entry.time { transition.effects.append(.cancelTimer(timer)) }
        let input = self.state.frames[index].input
        do throws(EvaluationError) {
            try exit(
                index,
                state,
                result: try effectiveInput(index, state),
                unchanged: state.inputPath.isWhole ? input : nil,
                resultPath: .replace,
                resultName: nil,
                to: wait.successor
            )
        } catch {
            failState(index, evaluation: error)
        }
    }

    mutating func runFail(_ index: Int, _ state: State, _ fail: FailState) throws(EvaluationError) {
        let scope = scope(index, state, input: self.state.frames[index].input.value)
        var error: String?
        var cause: String?
        if let field = fail.error { error = try field.text(in: scope) }
        if let field = fail.cause { cause = try field.text(in: scope) }
        failFrame(index, StateFailure(error: error, cause: cause, isTaskFailure: false))
    }

    /// The input after `InputPath`; in JSONata the input itself.
    mutating func effectiveInput(_ index: Int, _ state: State) throws(EvaluationError) -> JSONValue {
        let input = self.state.frames[index].input.value
        guard state.queryLanguage == .jsonPath, !state.inputPath.isWhole else { return input }
        return try state.inputPath.evaluate(in: scope(index, state, input: input))
    }
}

extension PathField {
    var isWhole: Bool {
        if case .whole = self { true } else { false }
    }
}
