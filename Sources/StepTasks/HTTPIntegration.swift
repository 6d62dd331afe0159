import StepAWS
package import StepEngine
import StepJSON
package import StepLanguage
package import StepMachine
import Synchronization

/// Carries out `arn:aws:states:::http:invoke` and `arn:aws:states:::apigateway:invoke`: one request to an HTTP API.
///
/// Sources: "Call HTTPS APIs in Step Functions workflows" and "Create API Gateway REST APIs with Step Functions", Step
/// Functions Developer Guide. Here plain `http` is allowed too, and a connection of EventBridge is not needed: what it would
/// add can stand in the state's own headers.
package final class HTTPIntegration: TaskDriver {
    private let transport: CurlMulti
    private let client: AWSClient
    private let connections: EventConnections
    private let region: String
    private let requests = Mutex<[TaskToken: CurlRequest.ID?]>([:])

    /// Step Functions gives up after so long.
    private static let secondsMax = 60.0

    /// Sends by `transport`; `client` signs, and reads connections; `region` is part of the user agent, as at AWS.
    package init(transport: CurlMulti, client: AWSClient, region: String) {
        self.transport = transport
        self.client = client
        self.region = region
        connections = EventConnections(client: client, transport: transport)
    }

    private enum Kind {
        case http, gateway
    }

    private static func kind(of resource: TaskResource) -> Kind? {
        switch resource.kind {
        case .integration("http", "invoke", .requestResponse): .http
        case .integration("apigateway", "invoke", .requestResponse),
            .integration("apigateway", "invoke", .waitForTaskToken):
            .gateway
        default: nil
        }
    }

    package func handles(_ resource: TaskResource) -> Bool { Self.kind(of: resource) != nil }

    /// A method that may be repeated is (RFC 9110, 9.2.2); what else may have been done is not done again.
    package func interruption(of request: TaskRequest) -> TaskInterruption {
        let method = request.parameters.value["Method"]?.stringValue ?? ""
        return ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"].contains(method) ? .sendAgain : .fail
    }

    package func start(_ request: TaskRequest, completion: @escaping @Sendable (TaskOutcome) -> Void) {
        requests.withLock { $0[request.token] = .some(nil) }
        switch Self.kind(of: request.resource) {
        case .http: startHTTP(request, isFirst: true, completion)
        case .gateway: startGateway(request, completion)
        case nil: end(request, .failed(error: "States.Runtime", cause: "no HTTP API is called"), completion)
        }
    }

    package func cancel(_ token: TaskToken) {
        let id = requests.withLock { $0.removeValue(forKey: token) }
        if let id, let id { transport.cancel(id) }
    }

    /// Sends a request of a task, unless the task was cancelled meanwhile.
    private func send(
        _ request: CurlRequest,
        _ token: TaskToken,
        _ completion: @escaping @Sendable (Result<HTTPResponse, CurlError>) -> Void
    ) {
        guard requests.withLock({ $0[token] != nil }) else { return }
        var request = request
        request.totalTimeoutSeconds = Self.secondsMax
        let id = transport.send(request) { [self] result in
            guard requests.withLock({ $0[token] != nil }) else { return }
            completion(result)
        }
        let isCancelled = requests.withLock { requests in
            guard requests[token] != nil else { return true }
            requests[token] = .some(id)
            return false
        }
        if isCancelled { transport.cancel(id) }
    }

    private func end(
        _ request: TaskRequest,
        _ outcome: TaskOutcome,
        _ completion: @escaping @Sendable (TaskOutcome) -> Void
    ) {
        guard requests.withLock({ $0.removeValue(forKey: request.token) }) != nil else { return }
        completion(outcome)
    }
}

// MARK: - http:invoke

extension HTTPIntegration {
    private func startHTTP(
        _ request: TaskRequest,
        isFirst: Bool,
        _ completion: @escaping @Sendable (TaskOutcome) -> Void
    ) {
        guard let arn = HTTPInvocation.connectionARN(request.parameters.value) else {
            return sendHTTP(request, RequestAdditions(), retry: nil, completion)
        }
        let role = request.credentials?["RoleArn"]?.stringValue
        connections.find(arn, roleARN: role) { [self] found in
            switch found {
            case .failure(let failure):
                end(request, .failed(error: failure.error, cause: failure.cause), completion)
            case .success(let additions):
                // A token or a password may have been changed since it was read.
                let again: @Sendable () -> Void = { [self] in
                    connections.forget(arn, roleARN: role)
                    startHTTP(request, isFirst: false, completion)
                }
                sendHTTP(request, additions, retry: isFirst ? again : nil, completion)
            }
        }
    }

    /// Sends the request with what a connection adds; `retry` is called instead where the answer is that it was not
    /// authorized.
    private func sendHTTP(
        _ request: TaskRequest,
        _ additions: RequestAdditions,
        retry: (@Sendable () -> Void)?,
        _ completion: @escaping @Sendable (TaskOutcome) -> Void
    ) {
        let invocation: HTTPInvocation
        do throws(HTTPInvocation.Fault) {
            invocation = try HTTPInvocation(
                request.parameters.value,
                userAgent: "Amazon|StepFunctions|HttpInvoke|\(region)",
                adding: additions
            )
        } catch {
            return end(request, .failed(error: "States.Runtime", cause: error.message), completion)
        }
        send(invocation.request, request.token) { [self] result in
            if let retry, case .success(let response) = result, response.statusCode == 401 { return retry() }
            end(request, HTTPResult.http.outcome(result, stateName: request.stateName), completion)
        }
    }
}

// MARK: - apigateway:invoke

extension HTTPIntegration {
    private func startGateway(_ request: TaskRequest, _ completion: @escaping @Sendable (TaskOutcome) -> Void) {
        let invocation: GatewayInvocation
        do throws(HTTPInvocation.Fault) {
            invocation = try GatewayInvocation(request.parameters.value)
        } catch {
            return end(request, .failed(error: "States.Runtime", cause: error.message), completion)
        }
        guard invocation.isSigned else {
            return sendGateway(invocation.request, invocation.endpoint, request, completion)
        }
        let region = invocation.endpoint.signingRegion
        client.sign(
            invocation.request,
            host: invocation.endpoint.authority,
            service: "execute-api",
            region: region.isEmpty ? nil : region,
            roleARN: request.credentials?["RoleArn"]?.stringValue
        ) { [self] result in
            switch result {
            case .success(let signed): sendGateway(signed, invocation.endpoint, request, completion)
            case .failure(.role(let message)):
                end(request, .failed(error: "States.Permissions", cause: message), completion)
            case .failure(let error):
                end(request, .failed(error: HTTPResult.gateway.requestError, cause: "\(error)"), completion)
            }
        }
    }

    private func sendGateway(
        _ signed: HTTPRequest,
        _ endpoint: ServiceEndpoint,
        _ request: TaskRequest,
        _ completion: @escaping @Sendable (TaskOutcome) -> Void
    ) {
        let curlRequest = CurlRequest(
            method: signed.method,
            url: "\(endpoint.scheme)://\(endpoint.authority)\(signed.target)",
            fields: signed.fields,
            body: signed.body
        )
        send(curlRequest, request.token) { [self] result in
            end(request, HTTPResult.gateway.outcome(result, stateName: request.stateName), completion)
        }
    }
}
