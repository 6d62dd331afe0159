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
    private static let transientStatusCodes: Set<Int> = [429, 500, 502, 503, 504]

    /// Whether the service's error goes away by itself.
    package func isTransient(_ fault: ServiceFault) -> Bool {
        Self.throttlingCodes.contains(fault.code) || Self.transientCodes.contains(fault.code)
            || Self.transientStatusCodes.contains(fault.statusCode)
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
