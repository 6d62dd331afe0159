package import StepJSON
package import StepLanguage
package import StepTime

/// What never changes about an execution: the part of the Context Object that was settled when it was started.
package struct ExecutionFacts: Sendable {
    /// The execution's row.
    package var id: Int64
    package var arn: String
    package var name: String
    package var stateMachineARN: String
    package var stateMachineName: String
    package var roleARN: String
    package var region: String
    package var startTime: Timestamp
    package var input: JSONDocument

    package init(
        id: Int64,
        arn: String,
        name: String,
        stateMachineARN: String,
        stateMachineName: String,
        roleARN: String,
        region: String,
        startTime: Timestamp,
        input: JSONDocument
    ) {
        self.id = id
        self.arn = arn
        self.name = name
        self.stateMachineARN = stateMachineARN
        self.stateMachineName = stateMachineName
        self.roleARN = roleARN
        self.region = region
        self.startTime = startTime
        self.input = input
    }
}

/// What a step of an execution reads and changes, and nothing else: Temporal's "mutable state".
///
/// Invariant: between two steps it says everything about where the execution is, so that it can be written down,
/// forgotten and read back at any such point. An execution that has ended has no frame.
package struct ExecutionState: Sendable {
    package var status: ExecutionStatus
    /// The id that the next history event gets.
    package var nextEventID: Int64
    /// The points of control: the main one, and later one for each branch and iteration. Ordered by id.
    package var frames: [Frame]
    /// When the execution's own `TimeoutSeconds` passes; nil without one.
    package var deadline: Timestamp?
    /// Armed when a step was cut short at its limit of states.
    package var resume: TimerID?

    package init(
        status: ExecutionStatus,
        nextEventID: Int64,
        frames: [Frame],
        deadline: Timestamp?,
        resume: TimerID?
    ) {
        self.status = status
        self.nextEventID = nextEventID
        self.frames = frames
        self.deadline = deadline
        self.resume = resume
    }

    /// An execution of which nothing has happened yet.
    package init() {
        self.init(status: .running, nextEventID: 1, frames: [], deadline: nil, resume: nil)
    }
}

/// `status` of an execution (AWS API Reference, "DescribeExecution"). The raw values are stored.
package enum ExecutionStatus: Int, Sendable {
    case running = 0
    case succeeded = 1
    case failed = 2
    case timedOut = 3
    case aborted = 4

    /// AWS's name: `RUNNING`, `TIMED_OUT`.
    package var name: String {
        switch self {
        case .running: "RUNNING"
        case .succeeded: "SUCCEEDED"
        case .failed: "FAILED"
        case .timedOut: "TIMED_OUT"
        case .aborted: "ABORTED"
        }
    }

    /// The status with AWS's `name`.
    package init?(name: String) {
        let all: [ExecutionStatus] = [.running, .succeeded, .failed, .timedOut, .aborted]
        guard let status = all.first(where: { $0.name == name }) else { return nil }
        self = status
    }
}

/// One point of control in an execution.
package struct Frame: Sendable {
    package var id: Int32
    package var state: StateIndex
    package var phase: Phase
    /// The document the state was entered with.
    package var input: JSONDocument
    package var variables: JSONObject
    /// The event that the next one of this frame names as its previous one.
    package var lastEventID: Int64
    package var entry: StateEntry
    /// How often each retrier of the state was used since the state was entered; empty until one is.
    package var retries: [Int64]

    /// Where in its state a frame is.
    package enum Phase: Sendable, Equatable {
        /// About to enter the state. → waiting, task, or another ready.
        case ready
        /// In a Wait. → ready when its timer fires.
        case waiting(TimerID)
        /// A task is scheduled or started. → ready, retrying.
        case task(TaskAttempt)
        /// Before another attempt. → task when its timer fires.
        case retrying(TimerID)
    }

    package init(
        id: Int32,
        state: StateIndex,
        phase: Phase,
        input: JSONDocument,
        variables: JSONObject,
        lastEventID: Int64,
        entry: StateEntry,
        retries: [Int64]
    ) {
        self.id = id
        self.state = state
        self.phase = phase
        self.input = input
        self.variables = variables
        self.lastEventID = lastEventID
        self.entry = entry
        self.retries = retries
    }
}

/// The event with which a frame entered its state.
package struct StateEntry: Sendable, Equatable {
    package var eventID: Int64
    /// The event before it: EvaluationFailed links there.
    package var previousEventID: Int64
    package var time: Timestamp

    package init(eventID: Int64, previousEventID: Int64, time: Timestamp) {
        self.eventID = eventID
        self.previousEventID = previousEventID
        self.time = time
    }
}

/// One attempt of a task.
package struct TaskAttempt: Sendable, Equatable {
    /// The id of its TaskScheduled event, which makes its token.
    package var event: Int64
    /// Whether TaskStarted was written.
    package var isStarted: Bool
    package var timeout: TimerID?
    package var heartbeat: TimerID?
    package var heartbeatSeconds: Int64?

    package init(event: Int64, isStarted: Bool, timeout: TimerID?, heartbeat: TimerID?, heartbeatSeconds: Int64?) {
        self.event = event
        self.isStarted = isStarted
        self.timeout = timeout
        self.heartbeat = heartbeat
        self.heartbeatSeconds = heartbeatSeconds
    }
}

/// Names a timer of an execution, with what it takes to find its row: when it is due, and whose it is.
///
/// `number` holds the id of the event that armed it and its kind, so it is unique in the execution, and a timer that
/// fires after its reason has gone is recognised.
package struct TimerID: Sendable, Hashable {
    package enum Kind: Int64, Sendable {
        case wait = 0
        case retry = 1
        case taskTimeout = 2
        case heartbeat = 3
        case execution = 4
        /// Armed for now when a step was cut short at its limit of states: the next turn goes on.
        case resume = 5
    }

    package var number: Int64
    package var frame: Int32
    package var due: Timestamp

    package init(number: Int64, frame: Int32, due: Timestamp) {
        self.number = number
        self.frame = frame
        self.due = due
    }

    package init(_ kind: Kind, event: Int64, frame: Int32, due: Timestamp) {
        self.init(number: event << 3 | kind.rawValue, frame: frame, due: due)
    }

    package var kind: Kind? { Kind(rawValue: number & 7) }
}
