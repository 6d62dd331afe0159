import StepJSON
import StepTasks

extension AWSClient {
    /// Makes a call of the daemon's own, in the words of the service's model, and waits for its answer.
    func answer(
        of service: String,
        _ action: String,
        _ parameters: JSONObject,
        timeoutSeconds: Double
    ) async throws(AWSCallError) -> JSONValue {
        let call = AWSCall(
            service: service,
            action: action,
            parameters: .object(parameters),
            timeoutSeconds: timeoutSeconds,
            idempotencyToken: "",
            keepsModelNames: true
        )
        let result = await withCheckedContinuation { continuation in
            start(call, nextID()) { continuation.resume(returning: $0) }
        }
        return try result.get().value
    }
}
