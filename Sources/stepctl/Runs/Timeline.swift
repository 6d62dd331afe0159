import StepJSON
import StepProtocol
import StepTime

/// The states that an execution went through, built from its history one event at a time.
///
/// An event that does not name its state belongs to the state of the event that led to it (`previousEventId`), which
/// keeps the branches of a Parallel and the iterations of a Map apart. Events must come in the order of their ids.
struct Timeline: Sendable {
    /// What an event meant for the course of the execution.
    enum Change: Sendable, Equatable {
        case nothing
        /// A state was entered; its place in `visits`.
        case entered(Int)
        case left(Int)
        /// An attempt in a state failed; Retry, Catch or the end of the execution follow.
        case attemptFailed(Int)
        /// A further attempt of a state began.
        case retried(Int)
        case ended
    }

    /// How the execution ended.
    struct End: Sendable, Equatable {
        /// `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED`.
        var status: String
        var time: Timestamp
        var error: String?
        var cause: String?
    }

    private(set) var visits: [StateVisit] = []
    private(set) var startedAt: Timestamp?
    private(set) var end: End?
    private(set) var lastEventID: Int64 = 0
    /// The place in `visits` of the state that each event belongs to.
    private var visitOfEvent: [Int64: Int] = [:]
    /// The events inside of whose state the next one begins.
    private var containerStarts: Set<Int64> = []
    /// The visits that have a failure which nothing has dealt with yet.
    private var failedVisits: Set<Int> = []

    init() {}

    init(_ events: [HistoryEventRecord]) {
        for event in events { append(event) }
    }

    /// The state that an event belongs to; nil for events of the execution as a whole.
    func visit(ofEvent id: Int64) -> StateVisit? { visitOfEvent[id].map { visits[$0] } }

    /// The state that the execution is in: the one entered last of those not left.
    var current: StateVisit? { visits.last { $0.isOpen } }

    /// Takes in the next event. One that was taken in before is nothing new.
    @discardableResult
    mutating func append(_ event: HistoryEventRecord) -> Change {
        guard event.id > lastEventID else { return .nothing }
        lastEventID = event.id
        if event.type.hasPrefix("Execution") { return appendExecutionEvent(event) }
        if event.type.hasSuffix("StateEntered") { return .entered(enter(event)) }
        guard let visit = place(of: event) else { return .nothing }
        visitOfEvent[event.id] = visit
        return change(visit, event)
    }

    private mutating func change(_ visit: Int, _ event: HistoryEventRecord) -> Change {
        let type = event.type
        if type.hasPrefix("Parallel") || type.hasPrefix("Map"), let change = containerChange(visit, event) {
            return change
        }
        if type.hasSuffix("StateExited") {
            leave(visit, at: event.time, as: failedVisits.contains(visit) ? .caught : .succeeded)
            return .left(visit)
        }
        if type.hasSuffix("StateAborted") {
            // They all follow the failure: the first is that of the state that failed, the others close with what is
            // around them.
            guard visits[visit].isOpen else { return .nothing }
            leave(visit, at: event.time, as: failedVisits.contains(visit) ? .failed : .aborted)
            return .left(visit)
        }
        if type.hasSuffix("Failed") || type.hasSuffix("TimedOut") {
            let error = event.error ?? (type.hasSuffix("TimedOut") ? "States.Timeout" : "")
            visits[visit].failure = StateVisit.Failure(error: error, cause: event.cause)
            failedVisits.insert(visit)
            return .attemptFailed(visit)
        }
        if type.hasSuffix("Scheduled") {
            visits[visit].attempts += 1
            if visits[visit].attempts > 1 { return .retried(visit) }
        }
        if type.hasSuffix("Succeeded") { failedVisits.remove(visit) }
        return .nothing
    }

    /// What an event of a Parallel or Map means that is about its branches or iterations; nil for any other. What made
    /// one of them fail was told before.
    private mutating func containerChange(_ visit: Int, _ event: HistoryEventRecord) -> Change? {
        if event.type.hasSuffix("Started") { containerStarts.insert(event.id) }
        switch event.type {
        case "ParallelStateStarted", "MapStateStarted":
            closeInside(visit, at: event.time)
            visits[visit].attempts += 1
            return visits[visit].attempts > 1 ? .retried(visit) : .nothing
        case "ParallelStateFailed", "MapStateFailed":
            closeInside(visit, at: event.time)
            failedVisits.insert(visit)
            return .nothing
        case let type where type.hasPrefix("MapIteration"):
            return .nothing
        default:
            return nil
        }
    }
}

// MARK: - Events of the execution

extension Timeline {
    private mutating func appendExecutionEvent(_ event: HistoryEventRecord) -> Change {
        let status: String
        let outcome: StateVisit.Outcome
        switch event.type {
        case "ExecutionStarted":
            startedAt = event.time
            return .nothing
        case "ExecutionRedriven":
            end = nil
            return .nothing
        case "ExecutionSucceeded": (status, outcome) = ("SUCCEEDED", .succeeded)
        case "ExecutionFailed": (status, outcome) = ("FAILED", .failed)
        case "ExecutionTimedOut": (status, outcome) = ("TIMED_OUT", .timedOut)
        case "ExecutionAborted": (status, outcome) = ("ABORTED", .aborted)
        default: return .nothing
        }
        end = End(status: status, time: event.time, error: event.error, cause: event.cause)
        for index in visits.indices where visits[index].isOpen {
            if outcome == .failed, visits[index].failure == nil {
                visits[index].failure = StateVisit.Failure(error: event.error ?? "", cause: event.cause)
            }
            close(index, at: event.time, as: outcome)
        }
        return .ended
    }
}

// MARK: - Which state an event belongs to

extension Timeline {
    private mutating func enter(_ event: HistoryEventRecord) -> Int {
        let before = visitOfEvent[(event.previousEventID ?? 0)]
        let parent =
            containerStarts.contains((event.previousEventID ?? 0)) ? before : before.flatMap { visits[$0].parent }
        let kind = String(event.type.dropLast("StateEntered".count))
        visits.append(
            StateVisit(
                name: event.stateName ?? "",
                kind: kind,
                parent: parent,
                depth: parent.map { visits[$0].depth + 1 } ?? 0,
                enteredAt: event.time
            )
        )
        visitOfEvent[event.id] = visits.count - 1
        return visits.count - 1
    }

    private func place(of event: HistoryEventRecord) -> Int? {
        // EvaluationFailed follows the event before its state was entered, but names the state.
        if let name = event.stateName ?? event.details?["state"]?.stringValue,
            let place = enclosing(visitOfEvent[(event.previousEventID ?? 0)], where: { $0.name == name && $0.isOpen })
                ?? visits.lastIndex(where: { $0.name == name && $0.isOpen })
        {
            return place
        }
        // MapIterationStarted names its Map too, but Parallel's events name nothing: their kind finds the state.
        guard let kind = ["Parallel", "Map"].first(where: event.type.hasPrefix) else {
            return visitOfEvent[(event.previousEventID ?? 0)]
        }
        return enclosing(visitOfEvent[(event.previousEventID ?? 0)], where: { $0.kind == kind && $0.isOpen })
    }

    /// The innermost of a visit and those around it that satisfies `condition`.
    private func enclosing(_ visit: Int?, where condition: (StateVisit) -> Bool) -> Int? {
        var visit = visit
        while let index = visit, !condition(visits[index]) { visit = visits[index].parent }
        return visit
    }

    private mutating func leave(_ visit: Int, at time: Timestamp, as outcome: StateVisit.Outcome) {
        closeInside(visit, at: time)
        close(visit, at: time, as: outcome)
    }

    /// What is still open inside goes with it: a Fail state, and the branches that the failure of one ended.
    private mutating func closeInside(_ visit: Int, at time: Timestamp) {
        for inner in visits.indices.dropFirst(visit + 1) where visits[inner].isOpen && isInside(inner, visit) {
            let hasFailed = visits[inner].kind == "Fail" || failedVisits.contains(inner)
            close(inner, at: time, as: hasFailed ? .failed : .aborted)
        }
    }

    private mutating func close(_ visit: Int, at time: Timestamp, as outcome: StateVisit.Outcome) {
        visits[visit].leftAt = time
        visits[visit].outcome = outcome
        failedVisits.remove(visit)
    }

    private func isInside(_ visit: Int, _ container: Int) -> Bool {
        sequence(first: visit) { visits[$0].parent }.contains(container)
    }
}
