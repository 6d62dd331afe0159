import StepGraph

extension Timeline {
    /// How far each state is, by the last visit of it; how often it was entered.
    var progress: [String: StateProgress] {
        var progress: [String: StateProgress] = [:]
        for visit in visits {
            let mark: StateProgress.Mark =
                switch visit.outcome {
                case .running: .running
                case .succeeded: .succeeded
                case .caught: .caught
                case .failed, .timedOut: .failed
                case .aborted: .aborted
                }
            let before = progress[visit.name]
            // Of several at the same time, as in a Map, what goes on or failed counts most.
            let isTold = before.map { [.running, .failed].contains($0.mark) && visit.depth > 0 } ?? false
            let shown = isTold ? before?.mark ?? mark : mark
            progress[visit.name] = StateProgress(shown, visits: (before?.visits ?? 0) + 1)
        }
        return progress
    }
}
