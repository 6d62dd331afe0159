import StepAWS
package import StepEngine
import StepJSON
package import StepLanguage
package import StepMachine
import Synchronization

/// Carries out `arn:aws:states:::aws-sdk:<service>:<action>` tasks.
///
/// Source: "AWS SDK service integrations", Step Functions Developer Guide; the names of errors are those of the AWS SDK
/// for Java 2.x, by which Step Functions makes its calls.
package final class AWSIntegration: TaskDriver {
    /// The most a task may return, in bytes of JSON text (Step Functions' quota).
    package static let resultBytesMax = 262_144

    private let client: AWSClient
    private let tokenSeed: String
    private let calls = Mutex<[TaskToken: AWSClient.CallID]>([:])

    /// Tasks are carried out by `client`. Idempotency tokens are made from `tokenSeed` and the task's token: a random
    /// text, kept with the state, and so another one for every installation.
    package init(client: AWSClient, tokenSeed: String) {
        self.client = client
        self.tokenSeed = tokenSeed
    }

    package func handles(_ resource: TaskResource) -> Bool { Self.action(of: resource) != nil }

    package func interruption(of request: TaskRequest) -> TaskInterruption {
        guard let (service, action) = Self.action(of: request.resource),
            let (operation, model) = try? client.operation(action, of: service)
        else { return .fail }
        return AWSClient.isSafeToRepeat(operation, model) ? .sendAgain : .fail
    }

    package func start(_ request: TaskRequest, completion: @escaping @Sendable (TaskOutcome) -> Void) {
        guard let (service, action) = Self.action(of: request.resource) else {
            completion(.failed(error: "States.Runtime", cause: "`\(request.resource.text)` is no call of an AWS API"))
            return
        }
        guard request.credentials == nil else {
            // Never sent with this daemon's own rights instead of the role's.
            let cause = "State `\(request.stateName)` has Credentials, and no role can be assumed here yet"
            completion(.failed(error: "States.Permissions", cause: cause))
            return
        }
        let call = AWSCall(
            service: service,
            action: action,
            parameters: request.parameters.value,
            timeoutSeconds: request.timeoutSeconds.map { Double($0) },
            idempotencyToken: idempotencyToken(of: request)
        )
        let token = request.token
        let stateName = request.stateName
        let id = client.nextID()
        calls.withLock { $0[token] = id }
        client.start(call, id) { [self] result in
            guard calls.withLock({ $0.removeValue(forKey: token) }) != nil else { return }
            completion(Self.outcome(result, stateName: stateName))
        }
    }

    package func cancel(_ token: TaskToken) {
        if let id = calls.withLock({ $0.removeValue(forKey: token) }) { client.cancel(id) }
    }
}

// MARK: - In Step Functions' words

extension AWSIntegration {
    /// Service and action of an `aws-sdk` resource that is answered by the call's own answer; nil for any other.
    private static func action(of resource: TaskResource) -> (service: String, action: String)? {
        let prefix = "aws-sdk:"
        guard case .integration(let service, let action, .requestResponse) = resource.kind, service.hasPrefix(prefix)
        else { return nil }
        return (String(service.dropFirst(prefix.count)), action)
    }

    /// What a call amounts to, as a state's result or error.
    static func outcome(_ result: Result<JSONValue, AWSCallError>, stateName: String) -> TaskOutcome {
        switch result {
        case .success(let value):
            let document = JSONDocument(value)
            guard document.text.utf8.count <= resultBytesMax else {
                return .failed(
                    error: "States.DataLimitExceeded",
                    cause: "The state/task '\(stateName)' returned a result with a size exceeding the maximum number "
                        + "of bytes service limit."
                )
            }
            return .succeeded(document)
        case .failure(.invalid(let message)):
            return .failed(error: "States.Runtime", cause: message)
        case .failure(.client(let message, let serviceID)):
            return .failed(error: AWSNaming.clientErrorName(serviceID: serviceID), cause: message)
        case .failure(.fault(let fault, let serviceID)):
            let prefix = AWSNaming.servicePrefix(serviceID: serviceID)
            let error = fault.shapeName.map { AWSNaming.errorName(serviceID: serviceID, shape: $0) }
            let message = fault.message.isEmpty ? fault.code : fault.message
            return .failed(
                error: error ?? AWSNaming.unmodelledErrorName(serviceID: serviceID),
                cause: "\(message) (Service: \(prefix), Status Code: \(fault.statusCode), "
                    + "Request ID: \(fault.requestID))"
            )
        }
    }

    /// A token in the form of a UUID (version 8, RFC 9562), the same for every sending of one attempt of a task.
    private func idempotencyToken(of request: TaskRequest) -> String {
        let token = request.token
        let name = "\(tokenSeed)/\(token.execution)/\(token.frame)/\(token.event)/\(request.resource.text)"
        var bytes = HashFunctions.hash("SHA-256", Array(name.utf8)).map { Array($0.prefix(16)) } ?? []
        bytes[6] = bytes[6] & 0x0F | 0x80
        bytes[8] = bytes[8] & 0x3F | 0x80
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text += byte < 16 ? "0" : ""
            text += String(byte, radix: 16)
        }
        return text
    }
}
