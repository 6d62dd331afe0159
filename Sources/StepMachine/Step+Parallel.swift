import StepJSON
import StepLanguage

// The life of a Parallel: its branches run side by side, and it ends with the last of them.

extension Step {
    /// Evaluates the arguments and begins every branch. Also after a retry's delay.
    mutating func startParallel(_ index: Int, _ state: State, _ parallel: ParallelState) throws(EvaluationError) {
        let input = try workInput(index, state, parallel.arguments)
        let event = append(.parallelStateStarted, .none, in: index)
        self.state.frames[index].outputs = Array(repeating: nil, count: parallel.branches.count)
        self.state.frames[index].phase = .parallel(ParallelProgress(runningCount: parallel.branches.count))
        for (place, start) in parallel.branches.enumerated() {
            addFrame(
                in: index,
                FrameParent(frame: self.state.frames[index].id, index: place),
                state: start,
                input: input,
                after: event
            )
        }
    }

    /// Takes the output of a branch whose last event is `lastEventID`; leaves the state after the last branch.
    mutating func branchSucceeded(
        _ index: Int,
        _ progress: ParallelProgress,
        branch: Int,
        output: JSONDocument,
        lastEventID: Int64
    ) {
        var progress = progress
        state.frames[index].outputs[branch] = output
        progress.runningCount -= 1
        state.frames[index].phase = .parallel(progress)
        guard progress.runningCount == 0 else { return }
        append(.parallelStateSucceeded, .none, after: lastEventID)
        // The exit follows the branch's last event, and not ParallelStateSucceeded (recorded).
        partsSucceeded(index, lastEventID: lastEventID)
    }

    /// Leaves a Parallel or Map whose parts have all ended, the last with the event `lastEventID`.
    mutating func partsSucceeded(_ index: Int, lastEventID: Int64) {
        let outputs = state.frames[index].outputs
        state.frames[index].outputs = []
        state.frames[index].lastEventID = lastEventID
        state.frames[index].phase = .ready
        workSucceeded(index, JSONDocument(.array(outputs.map { $0?.value ?? .null })))
    }
}

// MARK: - Frames

extension Step {
    /// Adds a frame for a branch or an iteration of the state of frame `index`; it runs when its turn comes.
    mutating func addFrame(
        in index: Int,
        _ parent: FrameParent,
        state start: StateIndex,
        input: JSONDocument,
        after event: Int64
    ) {
        let frame = Frame(
            id: state.nextFrameID,
            parent: parent,
            state: start,
            phase: .ready,
            input: input,
            variables: JSONObject(),
            outerVariables: state.frames[index].visibleVariables,
            lastEventID: event,
            entry: StateEntry(eventID: event, previousEventID: event, time: now),
            retries: []
        )
        state.nextFrameID += 1
        state.frames.append(frame)
    }

    /// The place of the frame `id`; nil when it has ended.
    func place(of id: Int32) -> Int? {
        // Ordered by id, so that a search halves what is left at each look.
        var low = 0
        var high = state.frames.count
        while low < high {
            let middle = (low + high) / 2
            if state.frames[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < state.frames.count && state.frames[low].id == id ? low : nil
    }

    /// What a branch, an iteration or the execution ends with: hands it to the state around it.
    mutating func finish(_ index: Int, output: JSONDocument) {
        guard let parent = state.frames[index].parent else { return succeed(index, output: output) }
        let lastEventID = state.frames[index].lastEventID
        state.frames.remove(at: index)
        guard let outer = place(of: parent.frame) else {
            preconditionFailure("frame \(parent.frame) has ended before its part \(parent.index)")
        }
        switch state.frames[outer].phase {
        case .parallel(let progress):
            branchSucceeded(outer, progress, branch: parent.index, output: output, lastEventID: lastEventID)
        case .map(let progress):
            iterationSucceeded(outer, progress, item: parent.index, output: output, lastEventID: lastEventID)
        case .ready, .waiting, .task, .retrying:
            preconditionFailure("frame \(parent.frame) has a part and is not in a Parallel or Map")
        }
    }
}
