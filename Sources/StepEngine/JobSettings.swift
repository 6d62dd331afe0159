/// What a job says about its executions beside their definition.
package struct JobSettings: Sendable, Equatable {
    package var overlap: OverlapPolicy
    /// Held while an execution runs.
    package var locks: [String]
    /// How long an execution waits for its locks; nil for ever.
    package var lockWaitSeconds: Int64?
    package var retention: RetentionRule
    package var notifications: NotificationRules

    package init(
        overlap: OverlapPolicy = .skip,
        locks: [String] = [],
        lockWaitSeconds: Int64? = nil,
        retention: RetentionRule = RetentionRule(),
        notifications: NotificationRules = NotificationRules()
    ) {
        self.overlap = overlap
        self.locks = locks
        self.lockWaitSeconds = lockWaitSeconds
        self.retention = retention
        self.notifications = notifications
    }
}
