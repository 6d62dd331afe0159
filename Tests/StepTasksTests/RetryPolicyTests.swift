import StepAWS
import StepJSON
import StepTasks
import Testing

@Suite struct RetryPolicyTests {
    /// Always the greatest number.
    private struct Greatest: RandomNumberGenerator {
        mutating func next() -> UInt64 { .max }
    }

    private func fault(_ code: String, _ status: Int) -> ServiceFault {
        ServiceFault(code: code, message: "", shapeName: nil, statusCode: status, requestID: "", fields: [:])
    }

    @Test func backsOffExponentiallyUpToALimit() {
        let policy = RetryPolicy(attemptsMax: 9)
        var generator = Greatest()
        let delays = (1...9).map { policy.delaySeconds(afterAttempt: $0, using: &generator) }
        #expect(delays.dropLast().map { ($0 ?? -1).rounded() } == [1, 2, 4, 8, 16, 20, 20, 20])
        #expect(delays.last == .some(nil))
    }

    @Test func waitsAnyTimeBelowTheLimit() throws {
        let policy = RetryPolicy()
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<100 {
            let delay = try #require(policy.delaySeconds(afterAttempt: 2, using: &generator))
            #expect((0...2).contains(delay))
        }
    }

    @Test func knowsWhatGoesAwayByItself() {
        let policy = RetryPolicy()
        for isSafe in [true, false] {
            #expect(policy.isTransient(fault("Throttling", 400), isSafeToRepeat: isSafe))
            #expect(policy.isTransient(fault("RequestLimitExceeded", 400), isSafeToRepeat: isSafe))
            #expect(policy.isTransient(fault("x", 429), isSafeToRepeat: isSafe))
            #expect(policy.isTransient(fault("x", 503), isSafeToRepeat: isSafe))
            #expect(!policy.isTransient(fault("InvalidParameterValue", 400), isSafeToRepeat: isSafe))
            #expect(!policy.isTransient(fault("AccessDenied", 403), isSafeToRepeat: isSafe))
        }
    }

    /// The work may have been done before the answer went wrong.
    @Test(arguments: [500, 502, 504]) func whatMayHaveBeenDoneIsNotDoneAgain(_ status: Int) {
        let policy = RetryPolicy()
        #expect(policy.isTransient(fault("x", status), isSafeToRepeat: true))
        #expect(!policy.isTransient(fault("x", status), isSafeToRepeat: false))
    }
}
