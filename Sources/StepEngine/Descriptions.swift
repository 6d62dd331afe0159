package import StepMachine
package import StepTime

// What the engine answers, in the terms of the API.

/// A state machine in a list.
package struct StateMachineSummary: Sendable {
    package var arn: String
    package var name: String
    /// `STANDARD`.
    package var type: String
    package var creationDate: Timestamp
    /// The job file it comes from; nil for one made through the API.
    package var jobFile: String?
    /// Executions of it that are running now.
    package var runningExecutions: Int64
}

/// A state machine as it stands.
package struct StateMachineDescription: Sendable {
    package var summary: StateMachineSummary
    package var status: String
    /// The text it was created with.
    package var definition: String
    package var roleARN: String
    package var revisionID: String
    package var updateDate: Timestamp
    /// JSON: where each part of the definition stands in the job file.
    package var sourceMap: String?
    /// JSON: description and schedules of a job.
    package var attributes: String?
}

/// An execution in a list.
package struct ExecutionSummary: Sendable {
    package var arn: String
    package var stateMachineARN: String
    package var stateMachineName: String
    package var name: String
    package var status: ExecutionStatus
    package var startDate: Timestamp
    package var stopDate: Timestamp?
    /// The slot of the schedule that started it.
    package var slot: Timestamp?
    /// What it waits for, in words; nil when it has begun.
    package var waitsFor: String?
}

/// An execution as it stands. Documents are JSON text.
package struct ExecutionDescription: Sendable {
    package var summary: ExecutionSummary
    package var input: String
    package var output: String?
    package var error: String?
    package var cause: String?
    package var traceHeader: String?
    package var eventCount: Int64
    package var revisionID: String
}

/// One page of a list, and the token for the next.
package struct Page<Item: Sendable>: Sendable {
    package var items: [Item]
    package var nextToken: String?
}

/// A registered machine.
package struct CreatedStateMachine: Sendable {
    package var arn: String
    package var creationDate: Timestamp
    package var revisionID: String
}

/// An accepted start: it is in the database when this is answered.
package struct StartedExecution: Sendable {
    package var arn: String
    package var startDate: Timestamp
}

/// What names stand for.
package struct ResolvedNames: Sendable {
    /// Nil where there is no such machine, it is being deleted, or none was asked for.
    package var stateMachineARN: String?
    package var executionARNs: [String] = []
}

/// A job of `jobs.d`, as `stepctl list` shows it.
package struct JobDescription: Sendable {
    package var machine: StateMachineSummary
    package var description: String?
    /// The schedules' texts.
    package var schedules: [String]
    /// nil without a schedule, and while it is paused.
    package var nextSlot: Timestamp?
    package var isPaused: Bool
    package var lastExecution: ExecutionSummary?
    package var outputs: [NamedOutput]
}

/// A slot of a job and what became of it, or several slots in a row of which the same became.
package struct SlotDescription: Sendable {
    package enum Outcome: String, Sendable {
        case started = "STARTED"
        /// As the job asks for.
        case skipped = "SKIPPED"
        /// Against what the job asks for.
        case missed = "MISSED"
    }

    package var time: Timestamp
    /// The last of several.
    package var last: Timestamp?
    /// How many they are; nil where that was not counted.
    package var count: Int64?
    package var outcome: Outcome
    package var reason: String?
    /// The execution that it started, with its status now; nil for none, and where it is no longer kept.
    package var execution: ExecutionSummary?
    /// When that was decided.
    package var recorded: Timestamp
}

/// The counts that `systemctl status` and `stepctl` show.
package struct EngineStatistics: Sendable, Equatable {
    package var jobs = 0
    package var runningExecutions: Int64 = 0
    package var tasksInFlight = 0
    package var turns: Int64 = 0
    /// State transitions since the start of the daemon.
    package var stateTransitions: Int64 = 0

    package init() {}
}
