import StepAWS
import StepJSON
import StepLanguage
import StepMachine

/// What a task's resource says of the AWS API to call, and how its answer is shown to the state machine.
struct IntegratedCall: Sendable {
    /// Whose names and shapes the result and the errors have.
    enum Style: Sendable, Equatable {
        /// `aws-sdk`: the AWS SDK for Java 2.x.
        case sdk
        case optimized(OptimizedService)
        /// A Lambda function's ARN as the resource: the payload alone.
        case function
    }

    /// The most a task may return, in bytes of JSON text (Step Functions' quota).
    static let resultBytesMax = 262_144
    /// A function may run for 15 minutes.
    private static let functionSecondsMax = 900

    let service: String
    let action: String
    let style: Style
    let resource: TaskResource
    /// How the end of what the call begins is learnt; nil for a task that ends with its call.
    private(set) var job: JobPattern?
    private(set) var difference: ActionDifference?

    /// Nil for a resource that is no call of an AWS API.
    init?(_ resource: TaskResource) {
        self.resource = resource
        switch resource.kind {
        case .lambdaFunction:
            (service, action, style) = ("lambda", "invoke", .function)
        case .integration(let name, let action, let pattern):
            if pattern == .sync || pattern == .sync2 {
                guard let job = JobPattern.find(service: name, action: action), pattern == .sync else { return nil }
                self.job = job
            }
            let prefix = "aws-sdk:"
            if name.hasPrefix(prefix) {
                (service, self.action, style) = (String(name.dropFirst(prefix.count)), action, .sdk)
            } else if let optimized = OptimizedService.find(name, action: action) {
                difference = optimized.differences[action]
                let operation = difference?.operation ?? action
                (service, self.action, style) = (optimized.service, operation, .optimized(optimized))
            } else {
                return nil
            }
        default:
            return nil
        }
    }

    private var keepsModelNames: Bool {
        switch style {
        case .sdk: false
        case .optimized(let service): service.keepsModelNames
        case .function: true
        }
    }

    private var isInvocation: Bool { style == .function || style == .optimized(.lambda) }

    /// The call that has to be made before, to find what the parameters only name; nil for none.
    func lookupCall(parameters: JSONValue, timeoutSeconds: Double?) -> AWSCall? {
        difference?.lookup.map { lookup in
            AWSCall(
                service: service,
                action: lookup.operation,
                parameters: lookup.parameters(parameters),
                timeoutSeconds: timeoutSeconds,
                idempotencyToken: ""
            )
        }
    }

    func call(
        parameters: JSONValue,
        originARNs: [String],
        timeoutSeconds: Double?,
        idempotencyToken: String
    ) -> AWSCall {
        AWSCall(
            service: service,
            action: action,
            parameters: self.parameters(parameters, originARNs),
            timeoutSeconds: timeoutSeconds,
            idempotencyToken: idempotencyToken,
            keepsModelNames: keepsModelNames,
            idleTimeoutSeconds: isInvocation ? Self.functionSecondsMax : nil
        )
    }

    private func parameters(_ given: JSONValue, _ originARNs: [String]) -> JSONValue {
        switch style {
        case .sdk: given
        case .optimized(let service):
            service.parameters(difference?.parameters(given) ?? given, originARNs: originARNs)
        case .function:
            .object(["FunctionName": .string(resource.text), "Payload": .string(JSONWriter.text(of: given))])
        }
    }
}

// MARK: - In Step Functions' words

extension IntegratedCall {
    /// What a call amounts to, as a state's result or error.
    func outcome(_ result: Result<AWSAnswer, AWSCallError>, stateName: String) -> TaskOutcome {
        switch result {
        case .success(let answer) where isInvocation: invocation(answer)
        // Recorded: an event that was refused fails the task, though the call itself did not.
        case .success(let answer) where service == "eventbridge" && style != .sdk && Self.hasFailedEntry(answer.value):
            .failed(error: "EventBridge.FailedEntry", cause: JSONWriter.text(of: answer.value))
        case .success(let answer): succeeded(value(of: answer), name: stateName)
        case .failure(.invalid(let message)): .failed(error: "States.Runtime", cause: message)
        case .failure(.role(let message)): .failed(error: "States.Permissions", cause: message)
        case .failure(.client(let message, let serviceID)):
            .failed(error: "\(prefix(serviceID)).SdkClientException", cause: message)
        case .failure(.fault(let fault, let serviceID)):
            .failed(error: name(of: fault, serviceID: serviceID), cause: cause(of: fault, serviceID: serviceID))
        }
    }

    private static func hasFailedEntry(_ answer: JSONValue) -> Bool {
        (answer["FailedEntryCount"]?.integerValue ?? 0) > 0
    }

    /// How the job that a `.sync` task has begun has ended, as a state's result or error.
    func outcome(_ standing: JobPattern.Standing, stateName: String) -> TaskOutcome? {
        switch standing {
        case .going: nil
        case .succeeded(let job): succeeded(job, name: stateName)
        case .failed(let job): .failed(error: "States.TaskFailed", cause: JSONWriter.text(of: job))
        }
    }

    private func succeeded(_ value: JSONValue, name: String) -> TaskOutcome {
        let document = JSONDocument(value)
        guard document.text.utf8.count > Self.resultBytesMax else { return .succeeded(document) }
        return .resultTooLarge(name)
    }

    /// The result; that of an optimized integration with the answer's metadata.
    private func value(of answer: AWSAnswer) -> JSONValue {
        let value = difference?.result(answer.value) ?? answer.value
        guard case .optimized(let service) = style, service.showsMetadata, case .object(var object) = value
        else { return value }
        for (key, value) in answer.metadata { object[key] = value }
        return .object(JSONObject(object.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
    }

    /// What a function gave back, or the error that it raised.
    private func invocation(_ answer: AWSAnswer) -> TaskOutcome {
        let name = style == .function ? resource.text : "lambda"
        let text = answer.value["Payload"]?.stringValue ?? ""
        guard text.utf8.count <= Self.resultBytesMax else { return .resultTooLarge(name) }
        let payload = text.isEmpty ? nil : try? JSONParser.parse(text)
        if answer.value["FunctionError"] != nil {
            return .failed(error: payload?["errorType"]?.stringValue ?? "Lambda.Unknown", cause: text)
        }
        // An asynchronous invocation has no payload; what a function returns is JSON.
        guard payload != nil || text.isEmpty else {
            return .failed(error: "Lambda.Unknown", cause: "The function returned something that is not JSON.")
        }
        guard style != .function else { return succeeded(payload ?? .null, name: name) }
        var answer = answer
        guard case .object(var object) = answer.value else { return succeeded(answer.value, name: name) }
        object["Payload"] = payload
        answer.value = .object(object)
        return succeeded(value(of: answer), name: name)
    }

    private func prefix(_ serviceID: String) -> String {
        switch style {
        case .sdk: AWSNaming.servicePrefix(serviceID: serviceID)
        case .optimized(let service): service.errorPrefix
        case .function: OptimizedService.lambda.errorPrefix
        }
    }

    private func name(of fault: ServiceFault, serviceID: String) -> String {
        switch style {
        case .sdk:
            return AWSCallError.fault(fault, serviceID: serviceID).errorName
        case .optimized, .function:
            let service = optimized
            let exception = fault.shapeName.map { AWSNaming.exceptionName(shape: $0) } ?? service.unmodelledError
            return "\(service.errorPrefix).\(exception)"
        }
    }

    private func cause(of fault: ServiceFault, serviceID: String) -> String {
        let message = fault.message.isEmpty ? fault.code : fault.message
        guard style != .sdk else {
            let prefix = AWSNaming.servicePrefix(serviceID: serviceID)
            return "\(message) (Service: \(prefix), Status Code: \(fault.statusCode), Request ID: \(fault.requestID))"
        }
        return "\(message) (Service: \(optimized.clientName); Status Code: \(fault.statusCode); "
            + "Error Code: \(fault.code); Request ID: \(fault.requestID); Proxy: null)"
    }

    private var optimized: OptimizedService {
        if case .optimized(let service) = style { service } else { .lambda }
    }
}
