// This daemon's own operations, beside those of AWS: what jobs, schedules and slots need and the Step Functions API
// has no words for.
//
// They go the same way as AWS's: `POST /`, `Content-Type: application/x-amz-json-1.0`, `X-Amz-Target: Stepd.<Operation>`,
// a JSON object as the body, a JSON object or an `AWSError` as the answer. Times are numbers: seconds since 1970 with
// milliseconds as the fraction. Members that are nil are left out. `stepctl` speaks them over the unix socket.

/// The operations whose target begins with `Stepd.`.
package enum StepdOperation: String, Sendable, CaseIterable {
    /// ``ListJobsRequest`` → ``ListJobsResponse``.
    case listJobs = "ListJobs"
    /// ``ListJobExecutionsRequest`` → ``ListExecutionsResponse``.
    case listExecutions = "ListExecutions"
    /// ``ResolveNamesRequest`` → ``ResolveNamesResponse``.
    case resolveNames = "ResolveNames"
    /// ``ListUpcomingSlotsRequest`` → ``ListUpcomingSlotsResponse``.
    case listUpcomingSlots = "ListUpcomingSlots"
    /// ``ListSlotsRequest`` → ``ListSlotsResponse``.
    case listSlots = "ListSlots"
    /// ``PauseJobRequest`` → ``JobRecord``.
    case pauseJob = "PauseJob"
    /// ``PauseJobRequest`` → ``JobRecord``.
    case resumeJob = "ResumeJob"
    /// ``BackfillJobRequest`` → ``BackfillJobResponse``.
    case backfillJob = "BackfillJob"
    /// ``DescribeServiceRequest`` → ``DescribeServiceResponse``.
    case describeService = "DescribeService"
    /// ``ReloadJobsRequest`` → ``ReloadJobsResponse``.
    case reloadJobs = "ReloadJobs"
    /// ``ExamineServiceRequest`` → ``ExamineServiceResponse``.
    case examineService = "ExamineService"

    /// What stands before the operation's name.
    package static let targetPrefix = "Stepd."

    /// The value of `X-Amz-Target`.
    package var target: String { Self.targetPrefix + rawValue }
}

// MARK: - ListJobs

/// `Stepd.ListJobs`: `{"job"?}`; with `job` that one alone, if it is there.
package struct ListJobsRequest: WireShape {
    /// The job's name.
    package var job: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) { visitor.text("job", &job) }
}

/// `{"jobs": [JobRecord…]}`, by name.
package struct ListJobsResponse: WireShape {
    package var jobs: [JobRecord] = []

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.shapes("jobs", &jobs)
    }
}

/// A job of `jobs.d`.
///
/// JSON: `{"name", "stateMachineArn", "description"?, "schedules": ["cron(0 3 * * ? *)"…], "nextSlot"?, "jobFile"?,
/// "runningExecutions", "lastExecution"?: ExecutionListItem, "paused"?: true}`.
package struct JobRecord: WireShape {
    /// The job's name, which is its machine's.
    package var name = ""
    package var stateMachineARN = ""
    package var description: String?
    /// The schedules' texts as they stand in the job file.
    package var schedules: [String] = []
    /// When it starts next by itself; nil without a schedule or when paused.
    package var nextSlot: WireTime?
    /// Whether its schedules are paused; nil where they are not.
    package var isPaused: Bool?
    /// The path of its file.
    package var jobFile: String?
    package var runningExecutions: Int64 = 0
    /// The execution started last.
    package var lastExecution: ExecutionListItem?
    /// What the template it came from names for people to look for.
    package var outputs: [OutputRecord] = []

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("name", &name)
        visitor.text("stateMachineArn", &stateMachineARN)
        visitor.text("description", &description)
        visitor.texts("schedules", &schedules)
        visitor.time("nextSlot", &nextSlot)
        visitor.flag("paused", &isPaused)
        visitor.text("jobFile", &jobFile)
        visitor.integer("runningExecutions", &runningExecutions)
        visitor.shape("lastExecution", &lastExecution)
        visitor.shapes("outputs", &outputs)
    }
}

/// One output of a template.
package struct OutputRecord: WireShape {
    package var name = ""
    package var value = ""
    package var description: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("name", &name)
        visitor.text("value", &value)
        visitor.text("description", &description)
    }
}

// MARK: - ListExecutions

/// `Stepd.ListExecutions`: `{"job"?, "statusFilter"?, "maxResults"?, "nextToken"?}`; without `job` of all machines,
/// latest first. Answered by ``ListExecutionsResponse`` whose items carry `slot`.
///
/// `StateMachineDoesNotExist` when there is no such job.
package struct ListJobExecutionsRequest: WireShape {
    /// The job's name.
    package var job: String?
    package var statusFilter: String?
    /// 1 to 1,000; 0 and nil stand for 100.
    package var maxResults: Int64?
    package var nextToken: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("job", &job, .name)
        visitor.text("statusFilter", &statusFilter, .executionStatus)
        visitor.integer("maxResults", &maxResults, PageSize.range)
        visitor.text("nextToken", &nextToken, .pageToken)
    }
}

// MARK: - ListUpcomingSlots

/// `Stepd.ListUpcomingSlots`: `{"job", "maxResults"?}`.
///
/// `StateMachineDoesNotExist` when there is no such job.
package struct ListUpcomingSlotsRequest: WireShape {
    /// The job's name.
    package var job = ""
    /// 1 to 1,000; 0 and nil stand for 10.
    package var maxResults: Int64?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("job", &job, .name)
        visitor.integer("maxResults", &maxResults, PageSize.range)
    }
}

/// `{"job", "slots": [{"time"}…]}`, earliest first; none for a job without schedule.
package struct ListUpcomingSlotsResponse: WireShape {
    package var job = ""
    package var slots: [SlotRecord] = []

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("job", &job)
        visitor.shapes("slots", &slots)
    }
}

/// A moment at which a schedule starts its job: `{"time"}`.
package struct SlotRecord: WireShape {
    package var time = WireTime(milliseconds: 0)

    package init() {}

    package init(time: WireTime) { self.time = time }

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.time("time", &time)
    }
}

// MARK: - DescribeService

/// `Stepd.DescribeService`: `{}`.
package struct DescribeServiceRequest: WireShape {
    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {}
}

/// The daemon itself: `{"version", "pid", "startDate", "statistics": ServiceStatistics}`.
package struct DescribeServiceResponse: WireShape {
    package var version = ""
    package var pid: Int64 = 0
    /// When the API began to answer.
    package var startDate = WireTime(milliseconds: 0)
    package var statistics = ServiceStatistics()

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("version", &version)
        visitor.integer("pid", &pid)
        visitor.time("startDate", &startDate)
        visitor.shape("statistics", &statistics)
    }
}

/// The daemon's counts: `{"jobs", "runningExecutions", "tasksInFlight", "turns", "stateTransitions"}`.
package struct ServiceStatistics: WireShape {
    package var jobs: Int64 = 0
    package var runningExecutions: Int64 = 0
    package var tasksInFlight: Int64 = 0
    /// Turns of the engine since the daemon's start.
    package var turns: Int64 = 0
    /// States entered since the daemon's start.
    package var stateTransitions: Int64 = 0

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.integer("jobs", &jobs)
        visitor.integer("runningExecutions", &runningExecutions)
        visitor.integer("tasksInFlight", &tasksInFlight)
        visitor.integer("turns", &turns)
        visitor.integer("stateTransitions", &stateTransitions)
    }
}
