package import StepAWS
import StepJSON
import Synchronization

/// Calls AWS APIs: from parameters to a signed request, from the answer to a result, with the SDKs' retries.
///
/// Safe to use from any thread. The work is done on the curl thread. Invariant: a completion is called once, unless
/// the call was cancelled before.
package final class AWSClient: Sendable {
    /// Names a call under way.
    package struct CallID: Sendable, Hashable {
        let number: UInt64
    }

    private let catalog: ServiceCatalog
    private let configuration: AWSConfiguration
    private let callers: CallerCredentials
    private let endpoints: EndpointResolver
    private let transport: CurlMulti
    private let localServices: [any LocalService]
    private let retryPolicy: RetryPolicy
    private let epochSeconds: @Sendable () -> Double
    private let active = Mutex(Active())
    private let retryTokens = RetryTokens()
    private let clockSkew = ClockSkew()

    private struct Active {
        var nextNumber: UInt64 = 1
        /// The request on its way, once there is one.
        var requests: [CallID: CurlRequest.ID?] = [:]
    }

    package typealias Completion = @Sendable (Result<AWSAnswer, AWSCallError>) -> Void

    /// A client of what `configuration` names, but for what `localServices` answer. Without a `retryPolicy` it is the
    /// standard mode with the configured number of attempts; `epochSeconds` is the wall clock, which signatures carry.
    package init(
        catalog: ServiceCatalog,
        configuration: AWSConfiguration,
        credentials: any CredentialsProvider,
        transport: CurlMulti,
        localServices: [any LocalService] = [],
        retryPolicy: RetryPolicy? = nil,
        epochSeconds: @escaping @Sendable () -> Double
    ) {
        self.catalog = catalog
        self.configuration = configuration
        callers = CallerCredentials(
            own: credentials,
            surroundings: CredentialsSurroundings(
                configuration: configuration,
                catalog: catalog,
                transport: transport,
                epochSeconds: epochSeconds
            )
        )
        self.transport = transport
        self.localServices = localServices
        self.retryPolicy = retryPolicy ?? RetryPolicy(attemptsMax: configuration.attemptsMax)
        self.epochSeconds = epochSeconds
        endpoints = EndpointResolver(configuration: configuration, catalog: catalog)
    }

    /// A name for a call that is to be started: known before the answer can come.
    package func nextID() -> CallID {
        active.withLock { active in
            defer { active.nextNumber += 1 }
            return CallID(number: active.nextNumber)
        }
    }

    /// Starts a call, after a delay if there is one, and returns at once. A call that cannot be taken on is answered on
    /// the caller's thread.
    package func start(
        _ call: AWSCall,
        _ id: CallID,
        afterSeconds delaySeconds: Double = 0,
        completion: @escaping Completion
    ) {
        active.withLock { $0.requests[id] = .some(nil) }
        let startSeconds = CurlLoop.nowSeconds() + delaySeconds
        let isTaken = transport.run { [self] in prepare(call, id, startSeconds, delaySeconds, completion) }
        if !isTaken {
            finish(id, .failure(.client("The HTTP client takes no more requests", serviceID: call.service)), completion)
        }
    }

    /// Gives a call up: its completion is not called after this, unless it is running just now.
    package func cancel(_ id: CallID) {
        let request = active.withLock { $0.requests.removeValue(forKey: id) }
        if let request, let request { transport.cancel(request) }
    }

    /// Signs a request to what AWS serves but no model describes, such as an API of API Gateway's, as of now: for `host`,
    /// with its port, by the signing name `service`, in `region` or the configured one.
    package func sign(
        _ request: HTTPRequest,
        host: String,
        service: String,
        region: String?,
        roleARN: String?,
        completion: @escaping @Sendable (Result<HTTPRequest, AWSCallError>) -> Void
    ) {
        let signingRegion: String
        do throws(EndpointResolver.Failure) {
            signingRegion = try endpoints.region(region)
        } catch {
            return completion(.failure(.client(error.message, serviceID: service)))
        }
        callers.find(roleARN: roleARN, serviceID: service) { [self] result in
            completion(
                result.map { credentials in
                    SignatureV4(credentials: credentials, region: signingRegion, service: service)
                        .signed(request, host: host, at: epochSeconds() + clockSkew.seconds)
                }
            )
        }
    }

    /// The operation of a call and the model it is in.
    package func operation(
        _ action: String,
        of service: String
    ) throws(ModelError) -> (operation: Operation, model: ServiceModel) {
        try catalog.operation(action, of: service)
    }

    /// Whether the calls of a service go to an endpoint that is configured, and so to a stand-in for AWS.
    package func hasConfiguredEndpoint(_ service: String) -> Bool {
        guard let model = try? catalog.service(service) else { return false }
        return configuration.endpointURL(serviceID: model.metadata.serviceID) != nil
    }

    /// Whether sending a call again after an unknown outcome does no harm: it only reads, is idempotent, or carries a
    /// token that makes it so.
    package static func isSafeToRepeat(_ operation: Operation, _ model: ServiceModel) -> Bool {
        if operation.isReadOnly || operation.isIdempotent { return true }
        return (try? model.idempotencyTokens(of: operation).isEmpty) == false
    }
}

// MARK: - The way of a call

extension AWSClient {
    /// A call that can be sent, as often as it takes.
    private struct Attempt: Sendable {
        var id: CallID
        var model: ServiceModel
        var operation: Operation
        var wire: any WireProtocol
        var endpoint: ServiceEndpoint
        var request: HTTPRequest
        /// Of the clock that never jumps; nil for none.
        var deadlineSeconds: Double?
        var idleTimeoutSeconds: Int?
        var keepsModelNames: Bool
        var isSafeToRepeat: Bool
        var roleARN: String?
        /// Counted from 1.
        var number = 1
        /// Whether it was sent again because this machine's clock differs from AWS's.
        var hasCorrectedClock = false
        /// The difference that it was signed with.
        var skewSeconds = 0.0
        var completion: Completion

        var serviceID: String { model.metadata.serviceID }
    }

    private func prepare(
        _ call: AWSCall,
        _ id: CallID,
        _ startSeconds: Double,
        _ delaySeconds: Double,
        _ completion: @escaping Completion
    ) {
        do {
            let (operation, model) = try operation(call.action, of: call.service)
            if let signature = model.metadata.otherSignature {
                let name = model.metadata.serviceName
                throw WireError(
                    .unsupportedProtocol,
                    "\(name) wants requests signed by `\(signature)`, which is not supported"
                )
            }
            let given = try StateSpelling.parameters(call.parameters, of: operation, model)
            let context = try model.endpointParameters(of: operation, given)
            let endpoint = try endpoints.endpoint(of: model.metadata, region: call.region, context: context)
            var request = try ServiceRequest.make(
                for: operation,
                of: model,
                parameters: given,
                idempotencyToken: call.idempotencyToken,
                // What a state streams is text (recorded).
                streamType: "text/plain; charset=UTF-8"
            )
            if model.metadata.serviceID == "S3" {
                let byPath = configuration.addressesBucketsByPath
                try BucketAddress.apply(to: &request, .object(given), endpoint, byPath: byPath)
            }
            let attempt = Attempt(
                id: id,
                model: model,
                operation: operation,
                wire: try WireProtocols.preferred(by: model.metadata),
                endpoint: endpoint,
                request: request,
                deadlineSeconds: call.timeoutSeconds.map { startSeconds + $0 },
                idleTimeoutSeconds: call.idleTimeoutSeconds,
                keepsModelNames: call.keepsModelNames,
                isSafeToRepeat: Self.isSafeToRepeat(operation, model),
                roleARN: call.roleARN,
                completion: completion
            )
            if let service = localServices.first(where: { $0.answers(request, serviceID: attempt.serviceID) }) {
                service.answer(request) { [self] in receivedLocally($0, attempt) }
            } else {
                send(attempt, afterSeconds: delaySeconds)
            }
        } catch {
            finish(id, .failure(Self.callError(error, of: call)), completion)
        }
    }

    /// The error of a call that could not even be written.
    private static func callError(_ error: any Error, of call: AWSCall) -> AWSCallError {
        switch error {
        case let error as ModelError where error.code == .unknownService || error.code == .unknownOperation:
            .invalid(error.description)
        case let error as WireError: .invalid(error.message)
        case let error as EndpointResolver.Failure: .client(error.message, serviceID: call.service)
        default: .client("\(error)", serviceID: call.service)
        }
    }

    private func send(_ attempt: Attempt, afterSeconds delaySeconds: Double) {
        guard !attempt.operation.isUnsigned else {
            send(attempt, signedBy: nil, afterSeconds: delaySeconds)
            return
        }
        callers.find(roleARN: attempt.roleARN, serviceID: attempt.serviceID) { [self] result in
            switch result {
            case .success(let credentials): send(attempt, signedBy: credentials, afterSeconds: delaySeconds)
            case .failure(let error): finish(attempt.id, .failure(error), attempt.completion)
            }
        }
    }

    private func send(_ attempt: Attempt, signedBy credentials: AWSCredentials?, afterSeconds delaySeconds: Double) {
        var request = attempt.request
        request.path = attempt.endpoint.basePath + request.path
        let host = attempt.endpoint.authority(prefix: request.hostPrefix)
        var attempt = attempt
        if let credentials {
            attempt.skewSeconds = clockSkew.seconds
            let signer = SignatureV4(
                credentials: credentials,
                region: attempt.endpoint.signingRegion,
                service: attempt.model.metadata.signingName
            )
            request = signer.signed(
                request,
                host: host,
                at: epochSeconds() + attempt.skewSeconds + delaySeconds,
                signsBody: !attempt.operation.hasUnsignedBody
            )
        }
        request.fields["User-Agent"] = "stepd"
        var curlRequest = CurlRequest(
            method: request.method,
            url: "\(attempt.endpoint.scheme)://\(host)\(request.target)",
            fields: request.fields,
            body: request.body,
            totalTimeoutSeconds: attempt.deadlineSeconds.map { $0 - CurlLoop.nowSeconds() - delaySeconds }
        )
        if let seconds = attempt.idleTimeoutSeconds { curlRequest.idleTimeoutSeconds = seconds }
        guard active.withLock({ $0.requests[attempt.id] != nil }) else { return }
        let sent = transport.send(curlRequest, afterSeconds: delaySeconds) { [self, attempt] result in
            received(result, attempt)
        }
        let isCancelled = active.withLock { active in
            guard active.requests[attempt.id] != nil else { return true }
            active.requests[attempt.id] = .some(sent)
            return false
        }
        if isCancelled { transport.cancel(sent) }
    }

    private func received(_ result: Result<HTTPResponse, CurlError>, _ attempt: Attempt) {
        switch result {
        case .success(let response) where response.statusCode < 300:
            retryTokens.giveBack(afterRetry: attempt.number > 1)
            finish(attempt.id, Self.result(response, attempt), attempt.completion)
        case .success(let response):
            let fault = attempt.wire.fault(of: attempt.operation, of: attempt.model, from: response)
            let signed = attempt.skewSeconds
            if !attempt.hasCorrectedClock,
                clockSkew.explains(fault, response, signedSeconds: signed, now: epochSeconds())
            {
                var next = attempt
                next.hasCorrectedClock = true
                return send(next, afterSeconds: 0)
            }
            let error = AWSCallError.fault(fault, serviceID: attempt.serviceID)
            end(
                attempt,
                with: error,
                isTransient: retryPolicy.isTransient(fault, isSafeToRepeat: attempt.isSafeToRepeat),
                retryAfterSeconds: RetryPolicy.retryAfterSeconds(response)
            )
        case .failure(let failure):
            let error = AWSCallError.client(
                "Unable to execute HTTP request: \(failure.message)",
                serviceID: attempt.serviceID
            )
            let isTransient = retryPolicy.isTransient(failure, isSafeToRepeat: attempt.isSafeToRepeat)
            end(attempt, with: error, isTransient: isTransient)
        }
    }

    /// A service of this machine has nothing that goes away by itself: its errors are the state's to retry.
    private func receivedLocally(_ response: HTTPResponse, _ attempt: Attempt) {
        guard response.statusCode >= 300 else {
            return finish(attempt.id, Self.result(response, attempt), attempt.completion)
        }
        let fault = attempt.wire.fault(of: attempt.operation, of: attempt.model, from: response)
        finish(attempt.id, .failure(.fault(fault, serviceID: attempt.serviceID)), attempt.completion)
    }

    private static func result(_ response: HTTPResponse, _ attempt: Attempt) -> Result<AWSAnswer, AWSCallError> {
        do {
            let result = try attempt.wire.result(of: attempt.operation, of: attempt.model, from: response)
            let value =
                attempt.keepsModelNames
                ? JSONValue.object(result) : try StateSpelling.result(result, of: attempt.operation, attempt.model)
            return .success(AWSAnswer(value: value, statusCode: response.statusCode, fields: response.fields))
        } catch {
            return .failure(.client("Unable to read the answer: \(error)", serviceID: attempt.serviceID))
        }
    }

    /// Tries again if that may help and there is time, else ends the call with `error`.
    private func end(
        _ attempt: Attempt,
        with error: AWSCallError,
        isTransient: Bool,
        retryAfterSeconds: Double = 0
    ) {
        var generator = SystemRandomNumberGenerator()
        guard isTransient,
            let backoff = retryPolicy.delaySeconds(afterAttempt: attempt.number, using: &generator),
            case let delay = max(backoff, retryAfterSeconds),
            attempt.deadlineSeconds.map({ CurlLoop.nowSeconds() + delay < $0 }) ?? true,
            // Taken last: what is not sent again costs nothing.
            retryTokens.take(isTimeout: error.isClient)
        else {
            finish(attempt.id, .failure(error), attempt.completion)
            return
        }
        var next = attempt
        next.number += 1
        send(next, afterSeconds: delay)
    }

    private func finish(_ id: CallID, _ result: Result<AWSAnswer, AWSCallError>, _ completion: Completion) {
        let isActive = active.withLock { $0.requests.removeValue(forKey: id) != nil }
        if isActive { completion(result) }
    }
}
