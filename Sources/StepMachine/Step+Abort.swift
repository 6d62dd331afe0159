import StepJSON
import StepLanguage

// A branch or an iteration that fails takes its siblings with it.

extension Step {
    /// Fails a frame for good: the state around it, or the execution.
    mutating func failFrame(_ index: Int, _ failure: StateFailure) {
        let frame = state.frames[index]
        guard let parent = frame.parent else {
            return end(.failed, .executionFailed, error: failure.error, cause: failure.cause)
        }
        guard let outer = place(of: parent.frame) else {
            preconditionFailure("frame \(parent.frame) has ended before its part \(parent.index)")
        }
        abandonParts(of: outer, failed: frame.id, after: frame.lastEventID)
        var failure = failure
        failure.isTaskFailure = true
        failure.isOfParts = true
        fail(outer, failure)
    }

    /// Ends every branch or iteration of frame `index`, with the events that AWS writes: all of them follow `event`,
    /// the last one of what failed, which is told of first (recorded).
    mutating func abandonParts(of index: Int, failed: Int32? = nil, after event: Int64) {
        let whole = state.frames[index]
        var parts = state.frames.filter { $0.parent?.frame == whole.id }
        if let failed, let place = parts.firstIndex(where: { $0.id == failed }) {
            let part = parts.remove(at: place)
            tell(part, of: whole, .mapIterationFailed, after: event)
            if let type = interpreter.machine.states[part.state].kind.abortedType { append(type, .none, after: event) }
        }
        for part in parts { abort(part, of: whole, after: event) }
        removeParts(of: whole.id)
        // Parts stand behind it, so that its place is still the same.
        state.frames[index].phase = .ready
        state.frames[index].outputs = []
        state.frames[index].lastEventID = event
    }

    /// Writes down that a part, which is in the middle of a state, is given up, and then the parts of that.
    private mutating func abort(_ part: Frame, of whole: Frame, after event: Int64) {
        tell(part, of: whole, .mapIterationAborted, after: event)
        guard part.phase != .ready else { return }
        if let type = interpreter.machine.states[part.state].kind.abortedType { append(type, .none, after: event) }
        for inner in state.frames where inner.parent?.frame == part.id { abort(inner, of: part, after: event) }
    }

    private mutating func tell(_ part: Frame, of whole: Frame, _ type: HistoryEventType, after event: Int64) {
        guard let parent = part.parent, case .map = whole.phase else { return }
        let name = interpreter.machine.states[whole.state].name
        append(type, .mapIteration(name: name, index: Int64(parent.index)), after: event)
    }

    /// Takes the frames out that are part of frame `id`, at any depth, and gives up what they wait for.
    private mutating func removeParts(of id: Int32) {
        var whole: Set<Int32> = [id]
        // A part stands behind what it is part of.
        for frame in state.frames {
            if let parent = frame.parent, whole.contains(parent.frame) {
                whole.insert(frame.id)
                release(frame)
            }
        }
        whole.remove(id)
        state.frames.removeAll { whole.contains($0.id) }
    }
}
