/// Who is told how an execution went: by the daemon, from its final status, so that it does not depend on the states.
package struct JobNotifications: Sendable, Equatable {
    /// A URL, or the secret that holds one.
    package enum Address: Sendable, Hashable {
        case url(String)
        case secret(JobSecret.Source)
    }

    /// One of those who are told.
    package enum Target: Sendable, Hashable {
        case email(String)
        case webhook(Address)
        case slack(Address)
        case ntfy(Address)
        /// The ARN of an SNS topic.
        case topic(String)
        /// A command, which gets the end of the execution as JSON on its input.
        case command(String)
    }

    package var onFailure: [Target] = []
    package var onSuccess: [Target] = []
    package var onMissed: [Target] = []
    /// A check that is pinged at the start and at the end.
    package var healthcheck: Address?

    package init() {}

    /// Which parts of `notify` come into action when an execution ends with a status, as the job file calls them.
    package func lists(forStatus status: String) -> [String] {
        let isGood = status == "SUCCEEDED"
        var lists: [String] = []
        if isGood, !onSuccess.isEmpty { lists.append("on_success") }
        if !isGood, !onFailure.isEmpty { lists.append("on_failure") }
        if healthcheck != nil { lists.append("healthchecks") }
        return lists
    }
}

/// Locks that a job holds while it runs.
package struct JobLock: Sendable, Equatable {
    package var names: [String]
    /// How long a slot waits for them; nil for ever.
    package var waitSeconds: Int?
}

/// How long executions of a job are kept; what is nil is as the daemon has it.
package struct JobRetention: Sendable, Equatable {
    package var ageSeconds: Int?
    package var runsMax: Int?

    package init(ageSeconds: Int? = nil, runsMax: Int? = nil) {
        self.ageSeconds = ageSeconds
        self.runsMax = runsMax
    }
}

/// Which slots that were missed are made up for.
package struct CatchUp: Sendable, Equatable {
    package enum Extent: String, Sendable, CaseIterable {
        case latest, all, none
    }

    package var extent: Extent
    /// How old a slot may be; nil for any age.
    package var windowSeconds: Int?

    package init(extent: Extent = .latest, windowSeconds: Int? = nil) {
        self.extent = extent
        self.windowSeconds = windowSeconds
    }
}
