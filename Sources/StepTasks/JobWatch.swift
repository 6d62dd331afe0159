import StepAWS
import StepJSON
import StepMachine
import Synchronization

/// Asks again and again how a job stands that a `.sync` task has begun, until it has ended.
///
/// What it needs stands in the task's request and in the answer that the history holds, so that a restart of the daemon
/// goes on where it was.
final class JobWatch: Sendable {
    private enum Phase {
        case watching(AWSClient.CallID?)
        case ended
    }

    private let client: AWSClient
    private let call: IntegratedCall
    private let job: JobPattern
    private let request: TaskRequest
    private let submitted: JSONValue
    private let phase = Mutex(Phase.watching(nil))

    /// The first questions come soon, for short jobs; then less and less often.
    private static let delaySecondsMin = 1.0
    private static let delaySecondsMax = 30.0
    private static let growth = 1.5
    private static let callSeconds = 60.0
    /// Questions in a row that may get no answer, before the task fails.
    private static let failuresMax = 10

    init(client: AWSClient, call: IntegratedCall, job: JobPattern, request: TaskRequest, submitted: JSONValue) {
        self.client = client
        self.call = call
        self.job = job
        self.request = request
        self.submitted = submitted
    }

    /// Watches until the job has ended or the watch is stopped. `completion` is called once at most.
    func begin(_ completion: @escaping @Sendable (TaskOutcome) -> Void) {
        ask(afterSeconds: 0, failures: 0, completion)
    }

    /// Nobody waits any more: the job is stopped too, where AWS stops it.
    ///
    /// That is tried as any call, but not written down: a daemon that ends in this moment leaves the job going, which its
    /// own time limit ends.
    func stop() {
        let pending = phase.withLock { phase -> AWSClient.CallID? in
            defer { phase = .ended }
            if case .watching(let id) = phase { return id }
            return nil
        }
        if let pending { client.cancel(pending) }
        guard let stop = job.stop, let call = awsCall(stop) else { return }
        client.start(call, client.nextID()) { _ in }
    }

    private func awsCall(_ call: JobPattern.Call) -> AWSCall? {
        JobPattern.parameters(call, submitted: submitted, given: request.parameters.value).map { parameters in
            AWSCall(
                service: self.call.service,
                action: call.action,
                parameters: parameters,
                timeoutSeconds: Self.callSeconds,
                idempotencyToken: "",
                roleARN: request.credentials?["RoleArn"]?.stringValue
            )
        }
    }

    private func ask(
        afterSeconds delaySeconds: Double,
        failures: Int,
        _ completion: @escaping @Sendable (TaskOutcome) -> Void
    ) {
        guard let describe = awsCall(job.describe) else {
            let cause = "The answer of the call does not say which job it began: \(JSONWriter.text(of: submitted))"
            return completion(.failed(error: "States.Runtime", cause: cause))
        }
        let id = client.nextID()
        let isWatching = phase.withLock { phase in
            guard case .watching = phase else { return false }
            phase = .watching(id)
            return true
        }
        guard isWatching else { return }
        client.start(describe, id, afterSeconds: delaySeconds) { [self] result in
            received(result, delaySeconds, failures, completion)
        }
    }

    private func received(
        _ result: Result<AWSAnswer, AWSCallError>,
        _ delaySeconds: Double,
        _ failures: Int,
        _ completion: @escaping @Sendable (TaskOutcome) -> Void
    ) {
        let next = min(max(delaySeconds * Self.growth, Self.delaySecondsMin), Self.delaySecondsMax)
        switch result {
        case .success(let answer):
            guard let outcome = call.outcome(job.standing(answer.value), stateName: request.stateName) else {
                return ask(afterSeconds: next, failures: 0, completion)
            }
            completion(outcome)
        case .failure(.invalid):
            completion(call.outcome(result, stateName: request.stateName))
        case .failure where failures + 1 < Self.failuresMax:
            // What the job does is not known, but it goes on.
            ask(afterSeconds: next, failures: failures + 1, completion)
        case .failure: completion(call.outcome(result, stateName: request.stateName))
        }
    }
}
