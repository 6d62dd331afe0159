package import StepAWS

/// When a call is tried again, and after how long: the SDKs' standard mode.
///
/// Source: "Retry behavior", AWS SDKs and Tools Reference Guide. The wait before attempt n+1 is random between 0 and
/// the smaller of 20 s and 2^(n-1) s (exponential backoff with full jitter).
package struct RetryPolicy: Sendable {
    package var attemptsMax: Int
    /// The unit of the backoff.
    package var baseSeconds: Double
    package var delaySecondsMax: Double

    package init(attemptsMax: Int = 3, baseSeconds: Double = 1, delaySecondsMax: Double = 20) {
        self.attemptsMax = attemptsMax
        self.baseSeconds = baseSeconds
        self.delaySecondsMax = delaySecondsMax
    }

    private static let throttlingCodes: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException",
        "TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException", "RequestThrottled", "SlowDown",
        "PriorRequestNotComplete", "EC2ThrottledException",
    ]
    private static let transientCodes: Set<String> = ["RequestTimeout", "RequestTimeoutException", "InternalError"]
    /// What says that the call was not taken on.
    private static let refusingStatusCodes: Set<Int> = [429, 503]
    /// What says nothing of whether the call was carried out.
    private static let unclearStatusCodes: Set<Int> = [500, 502, 504]

    /// Whether the service's error goes away by itself, and the call may be sent again.
    ///
    /// A fault of the service may have come after the work was done: only a call that is safe to repeat is sent again
    /// then.
    package func isTransient(_ fault: ServiceFault, isSafeToRepeat: Bool) -> Bool {
        if Self.throttlingCodes.contains(fault.code) || Self.refusingStatusCodes.contains(fault.statusCode) {
            return true
        }
        return isSafeToRepeat
            && (Self.transientCodes.contains(fault.code) || Self.unclearStatusCodes.contains(fault.statusCode))
    }

    /// What the answer asks for in `Retry-After`, in whole seconds; at most the longest wait there is.
    static func retryAfterSeconds(_ response: HTTPResponse) -> Double {
        let text = response.fields["x-amz-retry-after"].flatMap { Double($0) }.map { $0 / 1_000 }
        let seconds = text ?? response.fields["Retry-After"].flatMap { Double($0) } ?? 0
        return seconds.isFinite ? min(max(seconds, 0), 20) : 0
    }

    /// Whether a call that got no answer may be sent again.
    ///
    /// What surely did not reach the service may; what perhaps did, only if the call is safe to repeat: nobody else
    /// would learn that it was carried out twice, while a failed state is seen and its `Retry` decides.
    package func isTransient(_ error: CurlError, isSafeToRepeat: Bool) -> Bool {
        switch error.code {
        case .connection, .timeout, .broken: !error.mayHaveBeenSent || isSafeToRepeat
        case .responseTooLarge, .invalidRequest, .tooManyRequests, .closed: false
        }
    }

    /// The wait after attempt `attempt`, counted from 1; nil if that was the last.
    package func delaySeconds(
        afterAttempt attempt: Int,
        using generator: inout some RandomNumberGenerator
    ) -> Double? {
        guard attempt < attemptsMax else { return nil }
        var delay = baseSeconds
        for _ in 1..<attempt { delay = min(delay * 2, delaySecondsMax) }
        return Double.random(in: 0...min(delay, delaySecondsMax), using: &generator)
    }
}
