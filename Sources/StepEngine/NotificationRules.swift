/// Whom a job tells what. Targets are texts that only the sender understands.
package struct NotificationRules: Sendable, Equatable {
    /// When an execution ends otherwise than well.
    package var onFailure: [String]
    package var onSuccess: [String]
    /// When a slot is missed.
    package var onMissed: [String]
    /// Told of the start and of every end, as healthchecks.io and its like want it.
    package var healthcheck: String?

    package init(
        onFailure: [String] = [],
        onSuccess: [String] = [],
        onMissed: [String] = [],
        healthcheck: String? = nil
    ) {
        self.onFailure = onFailure
        self.onSuccess = onSuccess
        self.onMissed = onMissed
        self.healthcheck = healthcheck
    }

    var isEmpty: Bool { onFailure.isEmpty && onSuccess.isEmpty && onMissed.isEmpty && healthcheck == nil }
}
