import Synchronization

/// How many retries a client may still make: where a service fails altogether, retries of everything would only add to it.
///
/// Source: "Retry behavior", AWS SDKs and Tools Reference Guide (standard mode): a bucket of 500, of which a retry takes 5,
/// or 10 where nothing was answered; a success gives back what its retry took, or 1.
final class RetryTokens: Sendable {
    private let tokens = Mutex(500)
    private static let tokensMax = 500
    private static let retryCost = 5
    private static let timeoutCost = 10

    /// Takes what a retry costs; false where there is not enough left.
    func take(isTimeout: Bool) -> Bool {
        let cost = isTimeout ? Self.timeoutCost : Self.retryCost
        return tokens.withLock { tokens in
            guard tokens >= cost else { return false }
            tokens -= cost
            return true
        }
    }

    /// A call succeeded.
    func giveBack(afterRetry: Bool) {
        tokens.withLock { $0 = min(Self.tokensMax, $0 + (afterRetry ? Self.retryCost : 1)) }
    }
}
