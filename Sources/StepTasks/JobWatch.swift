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
    private let pattern: JobPattern
    private let job: RemoteJob
    private let phase = Mutex(Phase.watching(nil))

    /// The first questions come soon, for short jobs; then less and less often.
    private static let pace = JobPace(secondsMin: 1, secondsMax: 30)
    /// Questions in a row that may get no answer, before the task fails.
    private static let failuresMax = 10

    init(client: AWSClient, call: IntegratedCall, pattern: JobPattern, job: RemoteJob) {
        self.client = client
        self.call = call
        self.pattern = pattern
        self.job = job
    }

    /// Watches until the job has ended or the watch is stopped. `completion` is called once at most.
    func begin(_ completion: @escaping @Sendable (TaskOutcome) -> Void) {
        ask(afterSeconds: 0, failures: 0, completion)
    }

    /// Nobody waits any more.
    func end() {
        let pending = phase.withLock { phase -> AWSClient.CallID? in
            defer { phase = .ended }
            if case .watching(let id) = phase { return id }
            return nil
        }
        if let pending { client.cancel(pending) }
    }

    private func ask(
        afterSeconds delaySeconds: Double,
        failures: Int,
        _ completion: @escaping @Sendable (TaskOutcome) -> Void
    ) {
        guard let describe = pattern.describe.call(about: job, of: call.service) else {
            let cause = "The answer of the call does not say which job it began: \(job.submitted.text)"
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
        let next = Self.pace.seconds(after: delaySeconds)
        switch result {
        case .success(let answer):
            let standing = pattern.standing(answer.value, submitted: job.submitted.value)
            guard let outcome = call.outcome(standing, stateName: job.stateName) else {
                return ask(afterSeconds: next, failures: 0, completion)
            }
            completion(outcome)
        case .failure(.fault(let fault, _)) where pattern.goneErrors.contains(fault.code):
            completion(.succeeded(job.submitted))
        case .failure(.invalid):
            completion(call.outcome(result, stateName: job.stateName))
        case .failure where failures + 1 < Self.failuresMax:
            // What the job does is not known, but it goes on.
            ask(afterSeconds: next, failures: failures + 1, completion)
        case .failure: completion(call.outcome(result, stateName: job.stateName))
        }
    }
}
