import StepJSON
import StepLanguage

// The life of an inline Map: one iteration an item, so many at a time.

extension Step {
    /// Finds the items and begins the first iterations. Also after a retry's delay.
    mutating func startMap(_ index: Int, _ state: State, _ map: MapState) throws(EvaluationError) {
        let effective = try effectiveInput(index, state)
        let scope = scope(index, state, input: effective)
        if let distribution = map.distribution { return try startMapRun(index, state, map, distribution, scope) }
        let items = try map.items.evaluate(in: scope, language: state.queryLanguage)
        let concurrency = try map.concurrency(in: scope)
        try map.checkTolerance(in: scope)
        let count = Self.count(of: items)
        let event = append(.mapStateStarted, .mapStateStarted(length: Int64(count)), in: index)
        let limit = interpreter.limits.iterationsAtOnceMax
        let progress = MapProgress(
            items: JSONDocument(items),
            concurrencyMax: concurrency == 0 ? limit : min(concurrency, limit),
            count: count,
            nextIndex: 0,
            runningCount: 0
        )
        self.state.frames[index].outputs = Array(repeating: nil, count: count)
        self.state.frames[index].phase = .map(progress)
        try startIterations(index, after: event)
    }

    /// Begins a Map in distributed mode as far as AWS looks at its fields (recorded), and says that the children cannot
    /// be run.
    private mutating func startMapRun(
        _ index: Int,
        _ state: State,
        _ map: MapState,
        _ distribution: MapDistribution,
        _ scope: EvaluationScope
    ) throws(EvaluationError) {
        _ = try map.concurrency(in: scope)
        if distribution.itemReader == nil {
            let items = try map.items.evaluate(in: scope, language: state.queryLanguage)
            append(.mapStateStarted, .mapStateStarted(length: Int64(Self.count(of: items))), in: index)
        }
        try map.checkTolerance(in: scope)
        throw EvaluationError(
            error: ErrorName.runtime,
            cause: "The Map is in distributed mode, which this version of stepd does not run."
        )
    }

    private static func count(of items: JSONValue) -> Int {
        switch items {
        case .array(let values): values.count
        case .object(let object): object.count
        default: 0
        }
    }

    /// Begins iterations while there are items and places; their first event follows `event`.
    ///
    /// A Map always gets one, so that the limit of frames cannot make nested Maps wait for each other.
    private mutating func startIterations(_ index: Int, after event: Int64) throws(EvaluationError) {
        guard case .map(var progress) = state.frames[index].phase else { return }
        while progress.nextIndex < progress.count, progress.runningCount < progress.concurrencyMax,
            progress.runningCount == 0 || state.frames.count < interpreter.limits.framesMax
        {
            try startIteration(index, progress, after: event)
            progress.nextIndex += 1
            progress.runningCount += 1
            state.frames[index].phase = .map(progress)
        }
        if progress.runningCount == 0 { mapSucceeded(index, lastEventID: event) }
    }

    private mutating func startIteration(
        _ index: Int,
        _ progress: MapProgress,
        after event: Int64
    ) throws(EvaluationError) {
        let state = interpreter.machine.states[self.state.frames[index].state]
        guard case .map(let map) = state.kind else { return }
        let item = Self.item(progress.nextIndex, of: progress.items.value)
        let input = try iterationInput(index, state, map, item)
        let started = append(
            .mapIterationStarted,
            .mapIteration(name: state.name, index: Int64(progress.nextIndex)),
            after: event
        )
        addFrame(
            in: index,
            FrameParent(frame: self.state.frames[index].id, index: progress.nextIndex, item: item),
            state: map.processor,
            input: input,
            after: started
        )
    }

    private static func item(_ index: Int, of items: JSONValue) -> MapItem {
        switch items {
        case .object(let object):
            let member = object[index]
            return MapItem(index: index, key: member.key, value: JSONDocument(member.value))
        default:
            return MapItem(index: index, value: JSONDocument(items.arrayValue?[index] ?? .null))
        }
    }

    /// The item, or what `ItemSelector` makes of it. In JSONPath its `$` is the effective input of the Map.
    private mutating func iterationInput(
        _ index: Int,
        _ state: State,
        _ map: MapState,
        _ item: MapItem
    ) throws(EvaluationError) -> JSONDocument {
        guard let selector = map.itemSelector else {
            guard let key = item.key else { return item.value }
            return JSONDocument(["Key": .string(key), "Value": item.value.value])
        }
        let effective = try effectiveInput(index, state)
        return JSONDocument(try selector.evaluate(in: scope(index, state, input: effective, item: item)))
    }

    /// Takes the output of an iteration whose last event is `lastEventID`; begins the next one, or leaves the state.
    mutating func iterationSucceeded(
        _ index: Int,
        _ progress: MapProgress,
        item: Int,
        output: JSONDocument,
        lastEventID: Int64
    ) {
        var progress = progress
        state.frames[index].outputs[item] = output
        progress.runningCount -= 1
        state.frames[index].phase = .map(progress)
        let name = interpreter.machine.states[state.frames[index].state].name
        let event = append(
            .mapIterationSucceeded,
            .mapIteration(name: name, index: Int64(item)),
            after: lastEventID
        )
        guard progress.nextIndex < progress.count else {
            if progress.runningCount == 0 { mapSucceeded(index, lastEventID: event) }
            return
        }
        do throws(EvaluationError) {
            // The next one follows what the iteration did last, and not MapIterationSucceeded (recorded).
            try startIterations(index, after: lastEventID)
        } catch {
            abandonParts(of: index, after: event)
            failState(index, evaluation: error)
        }
    }

    private mutating func mapSucceeded(_ index: Int, lastEventID: Int64) {
        append(.mapStateSucceeded, .none, after: lastEventID)
        // The exit follows the last iteration, and not MapStateSucceeded (recorded).
        partsSucceeded(index, lastEventID: lastEventID)
    }
}
