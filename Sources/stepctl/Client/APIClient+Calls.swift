import StepProtocol

// What several commands ask.

extension APIClient {
    /// What a machine's name, an execution's, or both stand for.
    func resolve(stateMachine: String?, execution: String?) throws -> ResolveNamesResponse {
        var request = ResolveNamesRequest()
        request.stateMachine = stateMachine
        request.execution = execution
        return try call(.resolveNames, request)
    }

    /// The job whose machine has that ARN; nil where there is none.
    func job(ofMachine arn: String) -> JobRecord? {
        var request = ListJobsRequest()
        request.job = arn.split(separator: ":").last.map(String.init)
        return try? call(.listJobs, request, ListJobsResponse.self).jobs.first
    }

    /// A state machine as it stands.
    func describe(stateMachineARN: String) throws -> DescribeStateMachineResponse {
        var request = DescribeStateMachineRequest()
        request.stateMachineARN = stateMachineARN
        return try call(.describeStateMachine, request)
    }

    /// One execution as it stands.
    func describe(executionARN: String) throws -> DescribeExecutionResponse {
        var request = DescribeExecutionRequest()
        request.executionARN = executionARN
        return try call(.describeExecution, request)
    }

    /// The history of an execution, all pages, earliest first or latest first.
    func history(executionARN: String, hasData: Bool, isReverse: Bool = false) throws -> [HistoryEventRecord] {
        var events: [HistoryEventRecord] = []
        var request = GetExecutionHistoryRequest()
        request.executionARN = executionARN
        request.reverseOrder = isReverse
        request.includeExecutionData = hasData
        // A page with documents is kept small enough for the client's limit on an answer.
        request.maxResults = hasData ? Int64(PageSize.defaultItems) : PageSize.range.upperBound
        repeat {
            let page = try call(AWSOperation.getExecutionHistory, request, GetExecutionHistoryResponse.self)
            events += page.events
            request.nextToken = page.nextToken
        } while request.nextToken != nil && events.count < Self.historyEventsMax
        return events
    }

    /// Events that an execution has at most (AWS, "Step Functions service quotas").
    static let historyEventsMax = 25_000
}
