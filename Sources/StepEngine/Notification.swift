package import StepJSON

/// Something to be told to one target.
package struct Notification: Sendable {
    /// Names what is told to whom: a target that gets the same twice, after a crash, can know it by this.
    package var key: String
    package var job: String
    /// As the job's ``NotificationRules`` have it.
    package var target: String
    /// `event` (`execution-started`, `execution-ended`, `slot-missed`), `job`, and what belongs to it: `run`, `status`,
    /// `error`, `cause`, `startDate`, `stopDate`, `slot`, `reason`.
    package var event: JSONValue

    package init(key: String, job: String, target: String, event: JSONValue) {
        self.key = key
        self.job = job
        self.target = target
        self.event = event
    }
}

/// Tells targets. Called from the engine's thread, after the commit: it must hand the work over and return at once.
package protocol NotificationSender: Sendable {
    /// `completion` is called once, from any thread, with the reason where it could not be told.
    func send(_ notification: Notification, completion: @escaping @Sendable (_ failure: String?) -> Void)
}
