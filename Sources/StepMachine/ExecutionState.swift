package import StepJSON
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
    /// What its task tokens are sealed with: see ``TaskTokenText``.
    package var tokenKey: [UInt8]

    /// The machine's and the execution's ARN.
    package var originARNs: [String] { [stateMachineARN, arn] }

    package init(
        id: Int64,
        arn: String,
        name: String,
        stateMachineARN: String,
        stateMachineName: String,
        roleARN: String,
        region: String,
        startTime: Timestamp,
        input: JSONDocument,
        tokenKey: [UInt8] = []
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
        self.tokenKey = tokenKey
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
    /// The points of control: the main one, and one for each branch and iteration under way. Ordered by id, so that a
    /// frame stands behind the one that it is part of.
    package var frames: [Frame]
    /// The id that the next frame gets.
    package var nextFrameID: Int32
    /// When the execution's own `TimeoutSeconds` passes; nil without one.
    package var deadline: Timestamp?
    /// Armed when a step was cut short at its limit of states.
    package var resume: TimerID?

    package init(
        status: ExecutionStatus,
        nextEventID: Int64,
        frames: [Frame],
        nextFrameID: Int32,
        deadline: Timestamp?,
        resume: TimerID?
    ) {
        self.status = status
        self.nextEventID = nextEventID
        self.frames = frames
        self.nextFrameID = nextFrameID
        self.deadline = deadline
        self.resume = resume
    }

    /// An execution of which nothing has happened yet.
    package init() {
        self.init(status: .running, nextEventID: 1, frames: [], nextFrameID: 0, deadline: nil, resume: nil)
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
