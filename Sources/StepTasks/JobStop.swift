import StepAWS
import StepJSON
import StepMachine

/// Stops a job that a `.sync` task had begun and that nobody waits for any more, where AWS stops it.
///
/// The engine keeps that this is to be done until it is. The service may be away for a while: it is asked again for some
/// ten minutes.
struct JobStop: Sendable {
    let client: AWSClient
    let call: IntegratedCall
    let pattern: JobPattern
    let job: RemoteJob

    private static let pace = JobPace(secondsMin: 1, secondsMax: 60)
    private static let attemptsMax = 20

    /// `completion` is called once, with the reason if the job may go on.
    func begin(_ completion: @escaping @Sendable (_ failure: String?) -> Void) {
        attempt(number: 1, afterSeconds: 0, completion)
    }

    private func attempt(
        number: Int,
        afterSeconds delaySeconds: Double,
        _ completion: @escaping @Sendable (_ failure: String?) -> Void
    ) {
        // AWS leaves jobs without one going.
        guard let stop = pattern.stop else { return completion(nil) }
        guard let awsCall = stop.call(about: job, of: call.service) else {
            return completion("The answer of the call does not say which job it began: \(job.submitted.text)")
        }
        client.start(awsCall, client.nextID(), afterSeconds: delaySeconds) { result in
            switch result {
            case .success: completion(nil)
            case .failure(let error) where Self.mayPass(error) && number < Self.attemptsMax:
                attempt(number: number + 1, afterSeconds: Self.pace.seconds(after: delaySeconds), completion)
            case .failure(let error): completion("\(stop.action): \(error)")
            }
        }
    }

    private static func mayPass(_ error: AWSCallError) -> Bool {
        switch error {
        case .invalid: false
        case .client, .role: true
        case .fault(let fault, _): RetryPolicy().isTransient(fault, isSafeToRepeat: true)
        }
    }
}
