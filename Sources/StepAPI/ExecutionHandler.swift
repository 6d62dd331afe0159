import StepEngine
import StepMachine
import StepProtocol

/// The operations on executions.
struct ExecutionHandler: Sendable {
    let engine: Engine
    let limits: APILimits

    /// Events read from the engine at a time, so that a page of large ones does not have to fit into memory.
    private static let historyEventsPerRead = 50

    /// Answers after the commit.
    func start(_ request: StartExecutionRequest) async throws(AWSError) -> StartExecutionResponse {
        let started = try await AWSError.translating { () async throws(EngineError) in
            try await engine.startExecution(
                stateMachineARN: request.stateMachineARN,
                name: request.name,
                input: request.input,
                traceHeader: request.traceHeader
            )
        }
        var response = StartExecutionResponse()
        response.executionARN = started.arn
        response.startDate = WireTime(started.startDate)
        return response
    }

    func stop(_ request: StopExecutionRequest) async throws(AWSError) -> StopExecutionResponse {
        let stopDate = try await AWSError.translating { () async throws(EngineError) in
            try await engine.stopExecution(arn: request.executionARN, error: request.error, cause: request.cause)
        }
        var response = StopExecutionResponse()
        response.stopDate = WireTime(stopDate)
        return response
    }

    func describe(_ request: DescribeExecutionRequest) async throws(AWSError) -> DescribeExecutionResponse {
        let execution = try await AWSError.translating { () async throws(EngineError) in
            try await engine.describeExecution(arn: request.executionARN)
        }
        return DescribeExecutionResponse(execution, includesData: request.includedData != "METADATA_ONLY")
    }

    func list(_ request: ListExecutionsRequest) async throws(AWSError) -> ListExecutionsResponse {
        guard request.mapRunARN == nil else {
            throw .validation("This version of stepd does not support Map Runs (mapRunArn)")
        }
        guard let arn = request.stateMachineARN else {
            throw .validation("Must specify either a stateMachineArn or a mapRunArn")
        }
        let page = try await self.page(
            stateMachineARN: arn,
            statusFilter: request.statusFilter,
            // No execution here was ever redriven.
            isEmpty: request.redriveFilter == "REDRIVEN",
            maxResults: request.maxResults,
            nextToken: request.nextToken
        )
        return ListExecutionsResponse(page, showsSlots: false)
    }

    /// A page of executions of one machine, or of all without an ARN.
    func page(
        stateMachineARN: String?,
        statusFilter: String?,
        isEmpty: Bool = false,
        maxResults: Int64?,
        nextToken: String?
    ) async throws(AWSError) -> Page<ExecutionSummary> {
        let status = statusFilter.flatMap { ExecutionStatus(name: $0) }
        // PENDING_REDRIVE is a status that no execution here has.
        let matchesNothing = isEmpty || statusFilter != nil && status == nil
        var page = try await AWSError.translating { () async throws(EngineError) in
            try await engine.listExecutions(
                stateMachineARN: stateMachineARN,
                status: status,
                maxResults: PageSize.items(maxResults),
                nextToken: nextToken
            )
        }
        if matchesNothing {
            page.items = []
            page.nextToken = nil
        }
        return page
    }

    /// A page of events as the body of the answer: up to `maxResults` of them, and no more reads once they fill
    /// ``APILimits/historyPageBytes``.
    func history(_ request: GetExecutionHistoryRequest) async throws(AWSError) -> [UInt8] {
        let serializer = HistoryEventSerializer(includesData: request.includeExecutionData ?? true)
        var writer = WireWriter()
        writer.beginObject()
        writer.key("events")
        writer.beginArray()
        var remaining = PageSize.items(request.maxResults)
        var nextToken = request.nextToken
        repeat {
            let count = min(remaining, Self.historyEventsPerRead)
            let token = nextToken
            let page = try await AWSError.translating { () async throws(EngineError) in
                try await engine.executionHistory(
                    arn: request.executionARN,
                    maxResults: count,
                    nextToken: token,
                    reverseOrder: request.reverseOrder ?? false
                )
            }
            for event in page.items { serializer.write(event, to: &writer) }
            remaining -= page.items.count
            nextToken = page.nextToken
        } while nextToken != nil && remaining > 0 && writer.bytes.count < limits.historyPageBytes
        writer.endArray()
        if let nextToken {
            writer.key("nextToken")
            writer.write(nextToken)
        }
        writer.endObject()
        return writer.bytes
    }
}
