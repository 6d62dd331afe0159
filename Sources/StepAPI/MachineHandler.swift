import StepEngine
import StepLanguage
import StepProtocol

/// The operations on state machines.
struct MachineHandler: Sendable {
    let engine: Engine

    func create(_ request: CreateStateMachineRequest) async throws(AWSError) -> CreateStateMachineResponse {
        try checkDefinition(ofExpress: request)
        try Self.checkSupport(request)
        let created = try await AWSError.translating { () async throws(EngineError) in
            try await engine.createStateMachine(
                name: request.name,
                definition: request.definition,
                roleARN: request.roleARN,
                type: request.type ?? "STANDARD"
            )
        }
        var response = CreateStateMachineResponse()
        response.stateMachineARN = created.arn
        response.creationDate = WireTime(created.creationDate)
        return response
    }

    func delete(_ request: DeleteStateMachineRequest) async throws(AWSError) -> EmptyResponse {
        try await AWSError.translating { () async throws(EngineError) in
            try await engine.deleteStateMachine(arn: request.stateMachineARN)
        }
        return EmptyResponse()
    }

    func describe(_ request: DescribeStateMachineRequest) async throws(AWSError) -> DescribeStateMachineResponse {
        let machine = try await AWSError.translating { () async throws(EngineError) in
            try await engine.describeStateMachine(arn: request.stateMachineARN)
        }
        return DescribeStateMachineResponse(machine, includesData: request.includedData != "METADATA_ONLY")
    }

    func describe(
        ofExecution request: DescribeStateMachineForExecutionRequest
    ) async throws(AWSError) -> DescribeStateMachineForExecutionResponse {
        let machine = try await AWSError.translating { () async throws(EngineError) in
            try await engine.describeStateMachine(ofExecutionARN: request.executionARN)
        }
        return DescribeStateMachineForExecutionResponse(machine, includesData: request.includedData != "METADATA_ONLY")
    }

    func list(_ request: ListStateMachinesRequest) async throws(AWSError) -> ListStateMachinesResponse {
        let page = try await AWSError.translating { () async throws(EngineError) in
            try await engine.listStateMachines(
                maxResults: PageSize.items(request.maxResults),
                nextToken: request.nextToken
            )
        }
        var response = ListStateMachinesResponse()
        response.stateMachines = page.items.map { StateMachineListItem($0) }
        response.nextToken = page.nextToken
        return response
    }

    /// What is wrong with an Express machine's definition comes before its type, which is refused.
    private func checkDefinition(ofExpress request: CreateStateMachineRequest) throws(AWSError) {
        guard request.type == StateMachineType.express.rawValue else { return }
        do throws(EngineError) {
            _ = try Engine.compile(request.definition, type: .express, calls: engine.configuration.calls)
        } catch {
            throw AWSError(error)
        }
    }

    /// Refuses what would be silently left undone.
    private static func checkSupport(_ request: CreateStateMachineRequest) throws(AWSError) {
        let unsupported: String? =
            if request.type == "EXPRESS" {
                "state machines of type EXPRESS"
            } else if request.publish == true {
                "versions (publish)"
            } else if let level = request.loggingConfiguration?.level, level != "OFF" {
                "logging to CloudWatch Logs (loggingConfiguration.level \(level))"
            } else if request.tracingConfiguration?.enabled == true {
                "tracing (tracingConfiguration.enabled)"
            } else if let key = request.encryptionConfiguration?.type, key != "AWS_OWNED_KEY" {
                "encryption with \(key)"
            } else if !request.tags.isEmpty {
                "tags"
            } else {
                nil
            }
        if let unsupported { throw .validation("This version of stepd does not support \(unsupported)") }
        guard request.versionDescription == nil else {
            throw .validation("Version description can only be set when publish is true")
        }
    }
}
