import Glibc
import StepEngine
import StepProtocol
import StepTime

/// This daemon's own operations: `Stepd.…`.
struct ServiceHandler: Sendable {
    let engine: Engine
    /// nil: an engine without a daemon around it.
    let control: (any ServiceControl)?
    let executions: ExecutionHandler
    let names: ResourceNames
    let version: String
    let startDate: Timestamp

    /// Slots that `Stepd.ListUpcomingSlots` answers when the request does not say.
    private static let defaultSlots = 10

    func listJobs(_ request: ListJobsRequest) async throws(AWSError) -> ListJobsResponse {
        let jobs = try await AWSError.translating { () async throws(EngineError) in
            try await engine.listJobs(named: request.job)
        }
        var response = ListJobsResponse()
        response.jobs = jobs.map { JobRecord($0) }
        return response
    }

    func listExecutions(_ request: ListJobExecutionsRequest) async throws(AWSError) -> ListExecutionsResponse {
        let page = try await executions.page(
            stateMachineARN: request.job.map { names.stateMachineARN($0) },
            statusFilter: request.statusFilter,
            maxResults: request.maxResults,
            nextToken: request.nextToken
        )
        return ListExecutionsResponse(page, showsSlots: true)
    }

    func resolveNames(_ request: ResolveNamesRequest) async throws(AWSError) -> ResolveNamesResponse {
        let resolved = try await AWSError.translating { () async throws(EngineError) in
            try await engine.resolveNames(
                stateMachine: request.stateMachine,
                execution: request.execution,
                limit: ResolveNamesResponse.executionsMax
            )
        }
        var response = ResolveNamesResponse()
        response.stateMachineARN = resolved.stateMachineARN
        response.executionARNs = resolved.executionARNs
        return response
    }

    func listUpcomingSlots(_ request: ListUpcomingSlotsRequest) async throws(AWSError) -> ListUpcomingSlotsResponse {
        let slots = try await AWSError.translating { () async throws(EngineError) in
            try await engine.upcomingSlots(
                job: request.job,
                count: PageSize.items(request.maxResults, fallback: Self.defaultSlots)
            )
        }
        var response = ListUpcomingSlotsResponse()
        response.job = request.job
        response.slots = slots.map { SlotRecord(time: WireTime($0)) }
        return response
    }

    func listSlots(_ request: ListSlotsRequest) async throws(AWSError) -> ListSlotsResponse {
        let page = try await AWSError.translating { () async throws(EngineError) in
            try await engine.listSlots(
                job: request.job,
                maxResults: PageSize.items(request.maxResults),
                nextToken: request.nextToken
            )
        }
        var response = ListSlotsResponse()
        response.job = request.job
        response.slots = page.items.map { PastSlotRecord($0) }
        response.nextToken = page.nextToken
        return response
    }

    func pauseJob(_ request: PauseJobRequest) async throws(AWSError) -> JobRecord {
        try await setPaused(true, request.job)
    }

    func resumeJob(_ request: PauseJobRequest) async throws(AWSError) -> JobRecord {
        try await setPaused(false, request.job)
    }

    private func setPaused(_ isPaused: Bool, _ job: String) async throws(AWSError) -> JobRecord {
        let jobs = try await AWSError.translating { () async throws(EngineError) in
            try await engine.setPaused(isPaused, job: job)
            return try await engine.listJobs(named: job)
        }
        return jobs.first.map { JobRecord($0) } ?? JobRecord()
    }

    func backfillJob(_ request: BackfillJobRequest) async throws(AWSError) -> BackfillJobResponse {
        let slots = try await AWSError.translating { () async throws(EngineError) in
            try await engine.backfill(
                job: request.job,
                from: Timestamp(milliseconds: request.from.milliseconds),
                to: Timestamp(milliseconds: request.to.milliseconds),
                isRehearsal: request.isDryRun ?? false
            )
        }
        var response = BackfillJobResponse()
        response.job = request.job
        response.slots = slots.started.map { SlotRecord(time: WireTime($0)) }
        response.presentCount = Int64(slots.presentCount)
        return response
    }

    func reloadJobs(_ request: ReloadJobsRequest) async throws(AWSError) -> ReloadJobsResponse {
        try await theControl().reloadJobs()
    }

    func examineService(_ request: ExamineServiceRequest) async throws(AWSError) -> ExamineServiceResponse {
        await (try theControl()).examine()
    }

    private func theControl() throws(AWSError) -> any ServiceControl {
        guard let control else {
            throw AWSError("UnsupportedOperationException", "This service has no job files and no settings of its own")
        }
        return control
    }

    func describeService(_ request: DescribeServiceRequest) async throws(AWSError) -> DescribeServiceResponse {
        var response = DescribeServiceResponse()
        response.version = version
        response.pid = Int64(getpid())
        response.startDate = WireTime(startDate)
        response.statistics = ServiceStatistics(engine.statistics)
        return response
    }
}
