import StepAWS
package import StepEngine
import StepJSON
package import StepLanguage
package import StepMachine
import Synchronization

/// Carries out tasks that call AWS APIs: `arn:aws:states:::aws-sdk:<service>:<action>`, optimized integrations, and
/// Lambda functions named by their ARN.
///
/// Sources: "AWS SDK service integrations", "Integrating optimized services with Step Functions" and "Invoke an AWS Lambda
/// function with Step Functions", Step Functions Developer Guide.
package final class AWSIntegration: TaskDriver {
    private let client: AWSClient
    private let tokenSeed: String
    private let calls = Mutex<[TaskToken: AWSClient.CallID]>([:])
    private let watches = Mutex<[TaskToken: JobWatch]>([:])

    /// Tasks are carried out by `client`. Idempotency tokens are made from `tokenSeed` and the task's token: a random
    /// text, kept with the state, and so another one for every installation.
    package init(client: AWSClient, tokenSeed: String) {
        self.client = client
        self.tokenSeed = tokenSeed
    }

    package func handles(_ resource: TaskResource) -> Bool { IntegratedCall(resource) != nil }

    package func interruption(of request: TaskRequest) -> TaskInterruption {
        guard let call = IntegratedCall(request.resource),
            let (operation, model) = try? client.operation(call.action, of: call.service)
        else { return .fail }
        return AWSClient.isSafeToRepeat(operation, model) ? .sendAgain : .fail
    }

    package func start(_ request: TaskRequest, completion: @escaping @Sendable (TaskOutcome) -> Void) {
        guard let integrated = IntegratedCall(request.resource) else {
            completion(.failed(error: "States.Runtime", cause: "`\(request.resource.text)` is no call of an AWS API"))
            return
        }
        let role = request.credentials?["RoleArn"]?.stringValue
        guard request.credentials == nil || role != nil else {
            let cause = "Credentials of state `\(request.stateName)` has no RoleArn"
            completion(.failed(error: "States.Permissions", cause: cause))
            return
        }
        if let fault = integrated.difference?.fault(in: request.parameters.value) {
            return completion(.failed(error: "States.Runtime", cause: fault))
        }
        let timeoutSeconds = Self.timeoutSeconds(of: request)
        let parameters = request.parameters.value
        guard var lookup = integrated.lookupCall(parameters: parameters, timeoutSeconds: timeoutSeconds) else {
            return start(integrated, parameters, request, completion)
        }
        lookup.roleARN = role
        send(lookup, request.token) { [self] result in
            guard case .success(let answer) = result else {
                return completion(integrated.outcome(result, stateName: request.stateName))
            }
            guard let completed = integrated.difference?.lookup?.completed(parameters, by: answer.value) else {
                let cause = "The cluster has no part of that name: \(request.parameters.text)"
                return completion(.failed(error: "States.TaskFailed", cause: cause))
            }
            start(integrated, completed, request, completion)
        }
    }

    private func start(
        _ integrated: IntegratedCall,
        _ parameters: JSONValue,
        _ request: TaskRequest,
        _ completion: @escaping @Sendable (TaskOutcome) -> Void
    ) {
        var call = integrated.call(
            parameters: parameters,
            originARNs: request.originARNs,
            timeoutSeconds: Self.timeoutSeconds(of: request),
            idempotencyToken: idempotencyToken(of: request)
        )
        call.roleARN = request.credentials?["RoleArn"]?.stringValue
        let stateName = request.stateName
        send(call, request.token) { completion(integrated.outcome($0, stateName: stateName)) }
    }

    /// Sends a call of a task; `completion` is not called once the task was cancelled.
    private func send(_ call: AWSCall, _ token: TaskToken, _ completion: @escaping AWSClient.Completion) {
        let id = client.nextID()
        calls.withLock { $0[token] = id }
        client.start(call, id) { [self] result in
            guard calls.withLock({ $0.removeValue(forKey: token) }) != nil else { return }
            completion(result)
        }
    }

    /// The state's own timer comes first, and cancels the call: only it gives a `States.Timeout`.
    private static let graceSeconds = 5.0

    private static func timeoutSeconds(of request: TaskRequest) -> Double? {
        request.timeoutSeconds.map { Double($0) + graceSeconds }
    }

    package func watch(_ job: RemoteJob, completion: @escaping @Sendable (TaskOutcome) -> Void) {
        guard let call = IntegratedCall(job.resource), let pattern = call.job else {
            let cause = "The resource '\(job.resource.text)' has no job to watch."
            return completion(.failed(error: "States.Runtime", cause: cause))
        }
        let watch = JobWatch(client: client, call: call, pattern: pattern, job: job)
        watches.withLock { $0[job.token] = watch }
        watch.begin { [self] outcome in
            guard watches.withLock({ $0.removeValue(forKey: job.token) }) != nil else { return }
            completion(outcome)
        }
    }

    package func stop(_ job: RemoteJob, completion: @escaping @Sendable (_ failure: String?) -> Void) {
        guard let call = IntegratedCall(job.resource), let pattern = call.job else {
            return completion("The resource '\(job.resource.text)' has no job to stop.")
        }
        JobStop(client: client, call: call, pattern: pattern, job: job).begin(completion)
    }

    package func cancel(_ token: TaskToken) {
        watches.withLock({ $0.removeValue(forKey: token) })?.end()
        if let id = calls.withLock({ $0.removeValue(forKey: token) }) { client.cancel(id) }
    }
}

extension AWSIntegration {
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
            text += CanonicalRequest.hex([byte])
        }
        return text
    }
}
