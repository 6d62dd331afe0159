import StepJSON
import StepJSONata
package import StepLanguage
package import StepTime

/// Bounds of one execution and of one step.
package struct InterpreterLimits: Sendable {
    /// States that one step may enter before it must let other executions have their turn.
    package var statesPerStepMax: Int
    /// UTF-8 bytes of a task's result or a state's output (AWS, "Quotas related to state machine executions").
    package var payloadBytesMax: Int
    /// UTF-8 bytes of all variables that a state can read (AWS, "Passing data between states with variables": 10 MiB).
    package var variableBytesMax: Int
    /// Documents that one step may bring about, in bytes, before it must let its events be written down.
    package var stepBytesMax: Int
    /// Iterations of one inline Map that run at the same time (AWS, "Using Map state in Inline mode").
    package var iterationsAtOnceMax: Int
    /// Branches and iterations of one execution that run at the same time, over all nested states. A Map waits with its
    /// next iteration when they are used up.
    package var framesMax: Int
    /// Events of one history (AWS, "Quotas related to state machine executions": 25,000); nil for no limit.
    package var historyEventsMax: Int64?

    package init(
        statesPerStepMax: Int = 1_000,
        payloadBytesMax: Int = 262_144,
        variableBytesMax: Int = 10 << 20,
        stepBytesMax: Int = 4 << 20,
        iterationsAtOnceMax: Int = 40,
        framesMax: Int = 1_000,
        historyEventsMax: Int64? = nil
    ) {
        self.statesPerStepMax = statesPerStepMax
        self.payloadBytesMax = payloadBytesMax
        self.variableBytesMax = variableBytesMax
        self.stepBytesMax = stepBytesMax
        self.iterationsAtOnceMax = iterationsAtOnceMax
        self.framesMax = framesMax
        self.historyEventsMax = historyEventsMax
    }

    /// Events of one history at AWS.
    package static let awsHistoryEventsMax: Int64 = 25_000
}

/// Runs one execution of a state machine: (state, message, now) → (state, events, effects).
///
/// Pure: it has no clock, does no I/O and rolls no dice of its own. Time comes in as `now`, randomness is derived from
/// the execution and the event at hand, so that the same messages at the same times give the same bytes again; replay,
/// simulation and recovery all rest on that. It runs every frame until it waits for something or ends.
package struct Interpreter: Sendable {
    package let machine: StateMachine
    package let facts: ExecutionFacts
    package let limits: InterpreterLimits
    /// Digests for `$hash` and `States.Hash`: handed in, since the core imports no cryptography.
    package let hash: @Sendable (_ algorithm: String, _ bytes: [UInt8]) -> [UInt8]?

    package init(
        machine: StateMachine,
        facts: ExecutionFacts,
        limits: InterpreterLimits = InterpreterLimits(),
        hash: @escaping @Sendable (_ algorithm: String, _ bytes: [UInt8]) -> [UInt8]? = { _, _ in nil }
    ) {
        self.machine = machine
        self.facts = facts
        self.limits = limits
        self.hash = hash
    }

    /// Lets `message` reach the execution and runs it until it is quiet.
    ///
    /// A message that no longer fits, as a timer that fires after its task has ended, changes nothing and gives an
    /// empty transition: such messages are part of normal work. The whole step must be recorded before any of its
    /// effects is carried out.
    package func step(_ state: inout ExecutionState, _ message: Message, at now: Timestamp) -> Transition {
        var step = Step(interpreter: self, now: now)
        swap(&state, &step.state)
        step.receive(message)
        step.runUntilQuiet()
        swap(&state, &step.state)
        return step.transition
    }
}

extension ExecutionState {
    /// Whether the call of the task was answered, and only its report is still waited for.
    package func isSubmitted(_ token: TaskToken) -> Bool {
        guard awaits(token), let frame = frames.first(where: { $0.id == token.frame }),
            case .task(let attempt) = frame.phase
        else { return false }
        return attempt.isSubmitted
    }

    /// Whether the task was reported before its call was answered.
    package func hasEarlyReport(_ token: TaskToken) -> Bool {
        guard awaits(token), let frame = frames.first(where: { $0.id == token.frame }),
            case .task(let attempt) = frame.phase
        else { return false }
        return attempt.earlyReport != nil
    }

    /// Whether a completion with `token` is still waited for.
    package func awaits(_ token: TaskToken) -> Bool {
        guard let frame = frames.first(where: { $0.id == token.frame }), case .task(let attempt) = frame.phase else {
            return false
        }
        return attempt.event == token.event
    }
}
