import Glibc
import StepEngine
import StepProtocol
import StepTime

/// This daemon's own operations: `Stepd.…`.
struct ServiceHandler: Sendable {
    let engine: Engine
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

    func describeService(_ request: DescribeServiceRequest) async throws(AWSError) -> DescribeServiceResponse {
        var response = DescribeServiceResponse()
        response.version = version
        response.pid = Int64(getpid())
        response.startDate = WireTime(startDate)
        response.statistics = ServiceStatistics(engine.statistics)
        return response
    }
}
