package import StepMachine
package import StepTime

/// Learns what was committed: for the journal, and for the watchdog.
///
/// Called on the engine's thread, after the commit and before the next turn: it must be quick and never wait.
package protocol EngineObserver: Sendable {
    /// Events of one execution were committed, in order.
    func committed(_ step: CommittedStep)

    /// A slot of a schedule was not used.
    func skipped(_ slot: SkippedJobSlot)

    /// An execution was accepted, and waits to begin: for `reason`, in words.
    func waits(_ facts: ExecutionFacts, for reason: String)

    /// Something failed that is no part of an execution: words for the log.
    func failed(_ failure: EngineFailure, _ message: String)

    /// Work that was going on when the daemon ended was taken up again, some of it or all: the start goes on.
    ///
    /// Called before any turn, on the engine's thread.
    func recovering()

    /// A turn has ended, or the thread has woken up with nothing to do: it is alive.
    func turned(_ statistics: EngineStatistics)
}

extension EngineObserver {
    /// The store failed.
    func failed(_ message: String) { failed(.store, message) }
}

/// What kind of thing failed.
package enum EngineFailure: Sendable, CaseIterable {
    /// A commit failed, or stored data could not be read.
    case store
    /// Somebody who is to be told of a run could not be told.
    case notification
    /// What a run began at AWS could not be stopped with it, and may go on.
    case stop
}

/// A slot that started no execution, or several slots in a row.
package struct SkippedJobSlot: Sendable, Equatable {
    package var job: String
    package var slot: Timestamp
    /// The last of several.
    package var last: Timestamp?
    package var reason: String
    /// Whether that is against what the job asks for.
    package var isMissed: Bool
}

/// What one turn did to one execution.
package struct CommittedStep: Sendable {
    package var facts: ExecutionFacts
    /// Whether its state machine comes from a job file.
    package var isJob: Bool
    package var events: [HistoryEvent]
    /// How it ended, if it did.
    package var result: ExecutionResult?
}
