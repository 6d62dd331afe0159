/// How far a job's schedule has been looked at.
package struct ScheduleRow: Sendable, Equatable {
    package var job: String
    /// What intervals count from.
    package var anchorMilliseconds: Int64
    /// The last slot instant looked at.
    package var consideredMilliseconds: Int64
    package var isPaused: Bool

    package init(job: String, anchorMilliseconds: Int64, consideredMilliseconds: Int64, isPaused: Bool = false) {
        self.job = job
        self.anchorMilliseconds = anchorMilliseconds
        self.consideredMilliseconds = consideredMilliseconds
        self.isPaused = isPaused
    }
}
