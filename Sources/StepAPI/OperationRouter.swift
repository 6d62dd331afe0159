import Logging
import NIOCore
import NIOHTTP1
import StepAWS
import StepEngine
import StepProtocol

/// Finds the operation that a request names, reads its input, and writes its output.
struct OperationRouter: Sendable {
    private let definitions: DefinitionHandler
    private let machines: MachineHandler
    private let executions: ExecutionHandler
    private let tasks: TaskHandler
    private let service: ServiceHandler
    private let services: [any EndpointService]
    private let logger: Logger

    init(
        engine: Engine,
        configuration: APIConfiguration,
        control: (any ServiceControl)?,
        services: [any EndpointService],
        logger: Logger
    ) {
        self.services = services
        definitions = DefinitionHandler(calls: engine.configuration.calls)
        machines = MachineHandler(engine: engine)
        tasks = TaskHandler(engine: engine)
        executions = ExecutionHandler(engine: engine, limits: configuration.limits)
        service = ServiceHandler(
            engine: engine,
            control: control,
            executions: executions,
            names: engine.names,
            version: configuration.version,
            startDate: WallClock.now()
        )
        self.logger = logger
    }

    /// The answer to a request, whatever is wrong with it.
    func answer(_ request: APIRequest) async -> APIAnswer {
        if let answer = await serviceAnswer(request) { return answer }
        do throws(AWSError) {
            if request.path == "/healthz" { return try health(request) }
            let target = try Self.target(of: request)
            return APIAnswer(body: try await carryOut(target, Array(request.body.readableBytesView)))
        } catch {
            if error.httpStatus >= 500 { logger.error("the API answers \(error)") }
            return APIAnswer(error)
        }
    }

    /// The answer of another service; nil if the path is none of theirs.
    private func serviceAnswer(_ request: APIRequest) async -> APIAnswer? {
        let parts = request.path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let path = parts.first, let service = services.first(where: { $0.answers(path: path) })
        else { return nil }
        let answer = await service.answer(
            HTTPRequest(
                method: request.method.rawValue,
                path: path,
                query: parts.count == 2 ? parts[1] : "",
                fields: request.headers.map { HTTPField($0.name, $0.value) },
                body: Array(request.body.readableBytesView)
            )
        )
        return APIAnswer(answer)
    }

    /// `GET /healthz`: that the daemon's API answers, for load balancers and scripts.
    private func health(_ request: APIRequest) throws(AWSError) -> APIAnswer {
        guard request.method == .GET || request.method == .HEAD else {
            throw AWSError("MethodNotAllowed", "/healthz is for GET", httpStatus: 405)
        }
        return APIAnswer(contentType: "text/plain; charset=utf-8", body: Array("ok\n".utf8))
    }

    /// `X-Amz-Target` of a request that has the form of the protocol (Smithy, "AWS JSON 1.0 protocol").
    private static func target(of request: APIRequest) throws(AWSError) -> String {
        guard request.path == "/" else {
            throw AWSError("NotFound", "There is only POST / and GET /healthz, not \(request.path)", httpStatus: 404)
        }
        guard request.method == .POST else {
            throw AWSError("MethodNotAllowed", "Operations are sent with POST", httpStatus: 405)
        }
        let type = request.headers.first(name: "Content-Type") ?? ""
        let mediaType = type.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard mediaType == APIAnswer.jsonContentType || mediaType == "application/x-amz-json-1.1" else {
            throw AWSError(
                "UnsupportedMediaType",
                "The Content-Type must be \(APIAnswer.jsonContentType)",
                httpStatus: 415
            )
        }
        guard let target = request.headers.first(name: "X-Amz-Target") else {
            throw .unknownOperation("The header X-Amz-Target is missing; it names the operation")
        }
        return target
    }

    private func carryOut(_ target: String, _ body: [UInt8]) async throws(AWSError) -> [UInt8] {
        if target.hasPrefix(AWSOperation.targetPrefix) {
            let name = String(target.dropFirst(AWSOperation.targetPrefix.count))
            if let operation = AWSOperation(rawValue: name) { return try await carryOut(operation, body) }
        } else if target.hasPrefix(StepdOperation.targetPrefix) {
            let name = String(target.dropFirst(StepdOperation.targetPrefix.count))
            if let operation = StepdOperation(rawValue: name) { return try await carryOut(operation, body) }
        }
        throw .unknownOperation("There is no operation '\(target.prefix(200))'")
    }

    private func carryOut(_ operation: AWSOperation, _ body: [UInt8]) async throws(AWSError) -> [UInt8] {
        switch operation {
        case .startExecution: return try await call(body, executions.start)
        case .describeExecution: return try await call(body, executions.describe)
        case .getExecutionHistory:
            return try await executions.history(try WireReader.read(GetExecutionHistoryRequest.self, body: body))
        case .listExecutions: return try await call(body, executions.list)
        case .stopExecution: return try await call(body, executions.stop)
        case .createActivity: return try await call(body, tasks.createActivity)
        case .deleteActivity: return try await call(body, tasks.deleteActivity)
        case .describeActivity: return try await call(body, tasks.describeActivity)
        case .listActivities: return try await call(body, tasks.listActivities)
        case .getActivityTask: return try await call(body, tasks.activityTask)
        case .sendTaskSuccess: return try await call(body, tasks.sendSuccess)
        case .sendTaskFailure: return try await call(body, tasks.sendFailure)
        case .sendTaskHeartbeat: return try await call(body, tasks.sendHeartbeat)
        case .deleteStateMachine: return try await call(body, machines.delete)
        case .createStateMachine: return try await call(body, machines.create)
        case .describeStateMachine: return try await call(body, machines.describe(_:))
        case .describeStateMachineForExecution: return try await call(body, machines.describe(ofExecution:))
        case .listStateMachines: return try await call(body, machines.list)
        case .validateStateMachineDefinition: return try await call(body, definitions.validate)
        default:
            throw AWSError(
                "UnsupportedOperationException",
                "This version of stepd does not support the operation \(operation.rawValue)"
            )
        }
    }

    private func carryOut(_ operation: StepdOperation, _ body: [UInt8]) async throws(AWSError) -> [UInt8] {
        switch operation {
        case .listJobs: try await call(body, service.listJobs)
        case .listExecutions: try await call(body, service.listExecutions)
        case .resolveNames: try await call(body, service.resolveNames)
        case .listUpcomingSlots: try await call(body, service.listUpcomingSlots)
        case .listSlots: try await call(body, service.listSlots)
        case .pauseJob: try await call(body, service.pauseJob)
        case .resumeJob: try await call(body, service.resumeJob)
        case .backfillJob: try await call(body, service.backfillJob)
        case .describeService: try await call(body, service.describeService)
        case .reloadJobs: try await call(body, service.reloadJobs)
        case .examineService: try await call(body, service.examineService)
        }
    }

    private func call<Request: WireShape>(
        _ body: [UInt8],
        _ handler: (Request) async throws(AWSError) -> some WireShape
    ) async throws(AWSError) -> [UInt8] {
        let request = try WireReader.read(Request.self, body: body)
        return WireWriter.bytes(of: try await handler(request))
    }
}
