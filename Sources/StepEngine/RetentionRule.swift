/// How long executions that have ended are kept: as long as both bounds allow. What is nil is not bounded, or is as the
/// daemon has it.
package struct RetentionRule: Sendable, Equatable {
    package var ageSeconds: Int64?
    /// How many of one machine, the running ones included.
    package var runsMax: Int64?

    package init(ageSeconds: Int64? = nil, runsMax: Int64? = nil) {
        self.ageSeconds = ageSeconds
        self.runsMax = runsMax
    }

    /// What holds where nobody says anything: 90 days (AWS, "Quotas for state machine executions"), and 10,000 runs.
    package static let standard = RetentionRule(ageSeconds: 90 * 86_400, runsMax: 10_000)

    /// This rule, and `other` where it says nothing.
    func orElse(_ other: RetentionRule) -> RetentionRule {
        RetentionRule(ageSeconds: ageSeconds ?? other.ageSeconds, runsMax: runsMax ?? other.runsMax)
    }
}
