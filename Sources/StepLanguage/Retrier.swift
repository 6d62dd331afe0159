/// One element of `Retry` (states-language.net, "Retrying after error").
package struct Retrier: Sendable {
    package enum JitterStrategy: String, Sendable {
        case none = "NONE"
        case full = "FULL"
    }

    package var errorEquals: [String]
    package var intervalSeconds: Int64
    /// 0 means: never retry these errors.
    package var maxAttempts: Int64
    /// At least 1.
    package var backoffRate: Double
    package var maxDelaySeconds: Int64?
    package var jitterStrategy: JitterStrategy

    package init(
        errorEquals: [String],
        intervalSeconds: Int64 = 1,
        maxAttempts: Int64 = 3,
        backoffRate: Double = 2,
        maxDelaySeconds: Int64? = nil,
        jitterStrategy: JitterStrategy = .none
    ) {
        self.errorEquals = errorEquals
        self.intervalSeconds = intervalSeconds
        self.maxAttempts = maxAttempts
        self.backoffRate = backoffRate
        self.maxDelaySeconds = maxDelaySeconds
        self.jitterStrategy = jitterStrategy
    }

    /// Seconds to wait before the retry that follows `attempts` earlier ones, before any jitter.
    package func delaySeconds(afterAttempts attempts: Int64) -> Double {
        var delay = Double(intervalSeconds)
        // A rate above 1 passes any delay a timer can hold long before 4,096 steps.
        for _ in 0..<min(attempts, 4096) where delay < Self.delaySecondsMax { delay *= backoffRate }
        return min(delay, Double(maxDelaySeconds ?? .max), Self.delaySecondsMax)
    }

    /// Ten years: longer than any execution may run.
    private static let delaySecondsMax: Double = 315_360_000
}

/// One element of `Catch` (states-language.net, "Fallback states").
package struct Catcher: Sendable {
    package var errorEquals: [String]
    package var next: StateIndex
    /// JSONPath: where the error output goes in the state's input.
    package var resultPath: ResultPathField
    /// JSONata: the output instead of the error output.
    package var output: Template?
    package var assign: Template?

    package init(
        errorEquals: [String],
        next: StateIndex,
        resultPath: ResultPathField = .replace,
        output: Template? = nil,
        assign: Template? = nil
    ) {
        self.errorEquals = errorEquals
        self.next = next
        self.resultPath = resultPath
        self.output = output
        self.assign = assign
    }
}
