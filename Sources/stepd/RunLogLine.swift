import Logging
import StepEngine
import StepMachine
import StepSystem

/// What the journal says about one history event; nil for events that are only detail.
struct RunLogLine {
    var kind: MessageID
    var level: Logger.Level
    var state: String?
    var text: String

    /// A text longer than this is cut: the whole of it is in the history.
    private static let causeCharactersMax = 1_000

    init?(_ event: HistoryEvent, _ step: CommittedStep, _ places: JobPlaces, atLeast: Logger.Level) {
        let run = step.facts.name
        // One transition is detail, except in a job, whose story people read here.
        let stateLevel: Logger.Level = step.isJob ? .info : .debug
        if case .stateEntered = event.details, stateLevel < atLeast { return nil }
        switch event.details {
        case .executionStarted:
            self.init(kind: .runStarted, level: .info, text: "run \(run) started")
        case .executionSucceeded:
            self.init(kind: .runSucceeded, level: .info, text: "run \(run) succeeded")
        case .executionEnded(let error, let cause):
            self.init(kind: Self.endKind(event.type), level: Self.endLevel(event.type), text: "")
            let words = Self.words(error, cause)
            text = "run \(run) \(Self.endWords(event.type))\(words.isEmpty ? "" : ": ")\(words)"
            state = step.result?.state
            if let state, let place = places.place(ofState: state, job: step.facts.stateMachineName) {
                text += " (state \(state), \(place))"
            }
        case .stateEntered(let name, _):
            self.init(kind: .stateEntered, level: stateLevel, state: name, text: "→ \(name)")
        case .stateExited(let name, _, _):
            self.init(kind: .stateExited, level: .debug, state: name, text: "← \(name)")
        case .taskFailed(let type, let resource, let error, let cause):
            self.init(
                kind: .stateFailed,
                level: .warning,
                text: "\(type):\(resource) failed: \(Self.words(error, cause))"
            )
        case .workFailed(let error, let cause):
            self.init(kind: .stateFailed, level: .warning, text: Self.words(error, cause))
        case .evaluationFailed(let error, let cause, _, let state):
            self.init(kind: .stateFailed, level: .warning, state: state, text: Self.words(error, cause))
        case .mapIteration(let name, let index):
            guard event.type == .mapIterationFailed else { return nil }
            self.init(kind: .stateFailed, level: .warning, state: name, text: "\(name): item \(index) failed")
        case .none, .taskScheduled, .taskStarted, .taskOutput, .mapStateStarted, .workScheduled, .activityStarted,
            .workOutput:
            return nil
        }
        guard level >= atLeast else { return nil }
    }

    private init(kind: MessageID, level: Logger.Level, state: String? = nil, text: String) {
        self.kind = kind
        self.level = level
        self.state = state
        self.text = text
    }

    private static func endKind(_ type: HistoryEventType) -> MessageID {
        switch type {
        case .executionTimedOut: .runTimedOut
        case .executionAborted: .runAborted
        default: .runFailed
        }
    }

    private static func endLevel(_ type: HistoryEventType) -> Logger.Level {
        type == .executionAborted ? .notice : .error
    }

    private static func endWords(_ type: HistoryEventType) -> String {
        switch type {
        case .executionTimedOut: "timed out"
        case .executionAborted: "was aborted"
        default: "failed"
        }
    }

    private static func words(_ error: String?, _ cause: String?) -> String {
        [error, cause.map { String($0.prefix(causeCharactersMax)) }].compactMap { $0 }.joined(separator: ": ")
    }
}
