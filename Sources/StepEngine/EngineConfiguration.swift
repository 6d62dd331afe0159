package import StepLanguage
package import StepMachine
package import StepSchedule

/// What an engine is given once, at its start. Every bound of it has its name here.
package struct EngineConfiguration: Sendable {
    /// The database file.
    package var storePath: String
    package var region: String
    /// 12 digits.
    package var account: String
    /// Messages that may wait for a turn before `ThrottlingException`.
    package var mailboxMessagesMax: Int
    /// Messages and due timers that one turn takes.
    package var turnMessagesMax: Int
    /// Tasks handed to drivers and not yet ended.
    package var tasksInFlightMax: Int
    /// Estimated bytes of executions kept in memory between turns.
    package var cacheBytesMax: Int
    /// Timers kept in memory: the earliest ones.
    package var timersInMemoryMax: Int
    /// Executions that may be running at once (AWS: 1,000,000).
    package var runningExecutionsMax: Int64
    /// Executions of jobs that may run at once; more of them wait.
    package var runningJobsMax: Int
    /// Executions that may wait to begin.
    package var pendingExecutionsMax: Int
    /// How long executions are kept, where their job does not say: 90 days as on AWS, and the 10,000 latest of a job.
    package var retention: RetentionRule
    /// Activities there may be (AWS: 10,000).
    package var activitiesMax: Int
    package var limits: InterpreterLimits
    /// Digests for `$hash` and `States.Hash`.
    package var hash: @Sendable (_ algorithm: String, _ bytes: [UInt8]) -> [UInt8]?
    /// Knows the calls that tasks of new machines make; nil to check none.
    package var calls: (any TaskCallChecker)?
    /// The longest that the engine's thread sleeps, in milliseconds: half the watchdog's interval, or a minute.
    package var idleMillisecondsMax: Int64
    /// Tells the targets of jobs' notifications; nil to keep them.
    package var sender: (any NotificationSender)?
    /// Milliseconds on a clock that nobody sets, sleep included.
    package var uptimeMilliseconds: @Sendable () -> Int64
    /// The rules of a time zone by its name, or of this machine's own without one; nil where there is no such zone.
    package var timeZone: @Sendable (String?) -> TimeZoneRules?

    package init(
        storePath: String,
        region: String = "us-east-1",
        account: String = "123456789012",
        mailboxMessagesMax: Int = 65_536,
        turnMessagesMax: Int = 1_024,
        tasksInFlightMax: Int = 2_048,
        cacheBytesMax: Int = 32 << 20,
        timersInMemoryMax: Int = 65_536,
        runningExecutionsMax: Int64 = 1_000_000,
        runningJobsMax: Int = 1_000,
        pendingExecutionsMax: Int = 100_000,
        retention: RetentionRule = .standard,
        activitiesMax: Int = 10_000,
        limits: InterpreterLimits = InterpreterLimits(),
        hash: @escaping @Sendable (_ algorithm: String, _ bytes: [UInt8]) -> [UInt8]? = { _, _ in nil },
        calls: (any TaskCallChecker)? = nil,
        idleMillisecondsMax: Int64 = 60_000,
        sender: (any NotificationSender)? = nil,
        uptimeMilliseconds: @escaping @Sendable () -> Int64 = { WallClock.uptimeMilliseconds() },
        timeZone: @escaping @Sendable (String?) -> TimeZoneRules? = { $0 == nil || $0 == "UTC" ? .utc : nil }
    ) {
        self.storePath = storePath
        self.region = region
        self.account = account
        self.mailboxMessagesMax = mailboxMessagesMax
        self.turnMessagesMax = turnMessagesMax
        self.tasksInFlightMax = tasksInFlightMax
        self.cacheBytesMax = cacheBytesMax
        self.timersInMemoryMax = timersInMemoryMax
        self.runningExecutionsMax = runningExecutionsMax
        self.runningJobsMax = runningJobsMax
        self.pendingExecutionsMax = pendingExecutionsMax
        self.retention = retention
        self.activitiesMax = activitiesMax
        self.limits = limits
        self.hash = hash
        self.calls = calls
        self.idleMillisecondsMax = idleMillisecondsMax
        self.sender = sender
        self.uptimeMilliseconds = uptimeMilliseconds
        self.timeZone = timeZone
    }
}
