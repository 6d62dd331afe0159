package import StepJSON
package import StepMachine
package import StepTime

/// One task that a simulated execution wanted done.
package struct SimulatedCall: Sendable {
    package var stateName: String
    /// Which attempt it was, over all visits of the state, from 0.
    package var invocation: Int
    /// The text of `Resource`.
    package var resource: String
    /// The evaluated `Arguments` or `Parameters`.
    package var arguments: JSONValue
    package var time: Timestamp
    /// What it was answered; nil where nothing was said for it.
    package var answer: MockedAnswer?
}

/// One stay of a simulated execution in one state.
package struct SimulatedVisit: Sendable {
    package var stateName: String
    /// `Task`, `Wait`, …
    package var type: String
    package var entered: Timestamp
    /// Nil where the execution ended in it.
    package var left: Timestamp?
    /// How often its task was attempted.
    package var attempts = 0
    /// The last error of an attempt.
    package var error: String?
}

/// What a simulation did.
package struct SimulatedRun: Sendable {
    package enum End: Sendable {
        case ended(ExecutionResult)
        /// A task for which there is no answer.
        case unmocked(SimulatedCall)
        /// A bound of the simulation was reached: what, and the states that were entered last.
        case endless(String, states: [String])
    }

    package var end: End
    package var start: Timestamp
    /// When it ended, in virtual time.
    package var finish: Timestamp
    package var visits: [SimulatedVisit]
    package var calls: [SimulatedCall]
    package var events: [HistoryEvent]
    /// Answers that nothing asked for, as `state` and the place of the rule.
    package var unused: [(state: String, place: Int)]

    /// Names of the states in the order in which they were entered.
    package var path: [String] { visits.map(\.stateName) }
    package var durationMilliseconds: Int64 { finish.milliseconds - start.milliseconds }
}
