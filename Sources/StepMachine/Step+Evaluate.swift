import StepJSON
import StepJSONata
import StepLanguage
import StepTime

// What expressions in a state may read, and how a state is left.

extension Step {
    /// The scope of frame `index`, with `input` as JSONPath's `$` and, for JSONata, `$states.input` beside `extra`.
    mutating func scope(
        _ index: Int,
        _ state: State,
        input: JSONValue,
        _ extra: (key: String, value: JSONValue)? = nil,
        item: MapItem? = nil,
        token: String? = nil
    ) -> EvaluationScope {
        let frame = self.state.frames[index]
        var states = JSONObject()
        if state.queryLanguage == .jsonata {
            states["input"] = frame.input.value
            if let extra { states[extra.key] = extra.value }
        }
        let context = ContextObject(
            facts: interpreter.facts,
            state: state,
            frame: frame,
            item: item ?? self.item(around: frame),
            taskToken: token
        )
        return EvaluationScope(
            input: input,
            states: states,
            variables: frame.visibleVariables,
            environment: environment(),
            context: { context.value }
        )
    }

    /// What the innermost iteration around `frame` is for.
    private func item(around frame: Frame) -> MapItem? {
        var parent = frame.parent
        while let found = parent {
            if let item = found.item { return item }
            parent = place(of: found.frame).flatMap { state.frames[$0].parent }
        }
        return nil
    }

    /// Time and chance as expressions see them: a function of the execution, the event and the place in it.
    mutating func environment() -> JSONataEnvironment {
        evaluations += 1
        return JSONataEnvironment(nowMilliseconds: now.milliseconds, seed: seed(), hash: interpreter.hash)
    }

    func seed() -> UInt64 {
        var random = RandomSource(
            seed: UInt64(bitPattern: interpreter.facts.id)
                ^ UInt64(bitPattern: interpreter.facts.startTime.milliseconds)
        )
        random.mix(UInt64(bitPattern: state.nextEventID))
        random.mix(evaluations)
        return random.next()
    }

    /// Applies `ResultPath` and `OutputPath`, or `Output`, to a result, and leaves the state.
    ///
    /// `result` is what the state produced, in JSONPath after `ResultSelector`; `unchanged` is the document it came as,
    /// where nothing has touched it; `resultName` is what JSONata calls it in `$states`.
    mutating func exit(
        _ index: Int,
        _ state: State,
        result: JSONValue,
        unchanged: JSONDocument?,
        resultPath: ResultPathField,
        resultName: String?,
        to successor: Successor
    ) throws(EvaluationError) {
        let extra = resultName.map { (key: $0, value: result) }
        let assigned = try assignments(state.assign, index, state, input: result, extra)
        let output: JSONDocument
        switch state.queryLanguage {
        case .jsonata:
            if let template = state.output {
                output = JSONDocument(try template.evaluate(in: scope(index, state, input: result, extra)))
            } else {
                output = unchanged ?? JSONDocument(result)
            }
        case .jsonPath:
            output = try pathOutput(index, state, result: result, unchanged: unchanged, resultPath: resultPath)
        }
        try leave(index, state, output: output, assigned: assigned, to: successor)
    }

    private mutating func pathOutput(
        _ index: Int,
        _ state: State,
        result: JSONValue,
        unchanged: JSONDocument?,
        resultPath: ResultPathField
    ) throws(EvaluationError) -> JSONDocument {
        let input = self.state.frames[index].input
        switch (resultPath, state.outputPath) {
        case (.replace, .whole):
            return unchanged ?? JSONDocument(result)
        case (.discard, .whole):
            return input
        default:
            let placed = try resultPath.place(result, in: input.value)
            return JSONDocument(try state.outputPath.evaluate(in: scope(index, state, input: placed)))
        }
    }

    /// Evaluates an `Assign`; the variables are set when the state is left.
    mutating func assignments(
        _ template: Template?,
        _ index: Int,
        _ state: State,
        input: JSONValue,
        _ extra: (key: String, value: JSONValue)?
    ) throws(EvaluationError) -> JSONObject {
        guard let template else { return JSONObject() }
        let value = try template.evaluate(in: scope(index, state, input: input, extra))
        return value.objectValue ?? JSONObject()
    }

    /// Checks that all variables together, once `assigned` are set, are no larger than an execution may have.
    private func checkVariables(
        _ index: Int,
        _ state: State,
        _ assigned: JSONObject
    ) throws(EvaluationError) {
        guard !assigned.isEmpty else { return }
        var bytes = assigned.reduce(0) { $0 + JSONWriter.text(of: $1.value).utf8.count }
        for (name, value) in self.state.frames[index].visibleVariables where assigned[name] == nil {
            bytes += JSONWriter.text(of: value).utf8.count
        }
        guard bytes > interpreter.limits.variableBytesMax else { return }
        throw EvaluationError(
            error: ErrorName.dataLimitExceeded,
            cause: "The variables of the execution exceed the maximum number of bytes service limit with those that "
                + "the state '\(state.name)' assigns."
        )
    }

    /// Writes the exit, sets the variables and moves the frame on.
    mutating func leave(
        _ index: Int,
        _ state: State,
        output: JSONDocument,
        assigned: JSONObject,
        to successor: Successor
    ) throws(EvaluationError) {
        guard output.text.utf8.count <= interpreter.limits.payloadBytesMax else {
            throw EvaluationError(
                error: ErrorName.dataLimitExceeded,
                cause: TaskOutcome.resultTooLargeCause(state.name)
            )
        }
        let variables = assigned.sorted { $0.key < $1.key }.map {
            AssignedVariable(name: $0.key, value: JSONWriter.text(of: $0.value))
        }
        let assignedBytes = variables.reduce(0) { $0 + $1.value.utf8.count }
        guard assignedBytes <= interpreter.limits.payloadBytesMax else {
            throw EvaluationError(
                error: ErrorName.dataLimitExceeded,
                cause:
                    "The variables that the state '\(state.name)' assigns exceed the maximum number of bytes service "
                    + "limit."
            )
        }
        try checkVariables(index, state, assigned)
        transition.documentBytes += output.text.utf8.count + assignedBytes
        append(
            state.kind.exitedType,
            .stateExited(name: state.name, output: output.text, assignedVariables: variables),
            in: index
        )
        for (name, value) in assigned { self.state.frames[index].variables[name] = value }
        switch successor {
        case .end:
            finish(index, output: output)
        case .next(let next):
            self.state.frames[index].input = output
            self.state.frames[index].state = next
            self.state.frames[index].phase = .ready
        }
    }
}
