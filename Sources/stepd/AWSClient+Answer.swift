import StepTasks

extension AWSClient {
    /// Makes a call, and waits for its answer.
    func answer(to call: AWSCall) async throws(AWSCallError) -> AWSAnswer {
        let result = await withCheckedContinuation { continuation in
            start(call, nextID()) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }
}
