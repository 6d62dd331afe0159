import StepEngine
import StepJSON
import StepJobs
import StepNotifications
import StepSchedule
import StepTime

extension MachineRegistration {
    /// A job of a file, for the engine.
    ///
    /// - Throws: ``TimeZoneError`` where the zone of a schedule is not there.
    init(_ job: Job, file: String, account: String, zones: TimeZones) throws(TimeZoneError) {
        var schedules: [ScheduleEntry] = []
        for schedule in job.schedules { schedules.append(try ScheduleEntry(schedule, of: job.name, zones)) }
        self.init(
            name: job.name,
            definition: JSONWriter.text(of: job.definition),
            machine: job.machine,
            roleARN: "arn:aws:iam::\(account):role/stepd",
            job: JobRegistration(
                file: file,
                description: job.description,
                sourceMap: JSONWriter.text(of: job.sourceMap.json),
                schedules: schedules,
                settings: JobSettings(job),
                outputs: job.outputs.map { NamedOutput(name: $0.name, value: $0.value, description: $0.description) }
            )
        )
    }
}

extension JobSettings {
    init(_ job: Job) {
        let overlap: OverlapPolicy =
            switch job.overlap {
            case .skip: .skip
            case .queue: .queue
            case .cancel: .cancel
            case .allow: .allow
            }
        self.init(
            overlap: overlap,
            locks: job.locks?.names ?? [],
            lockWaitSeconds: (job.locks?.waitSeconds).map { Int64($0) },
            retention: RetentionRule(
                ageSeconds: job.retention.ageSeconds.map { Int64($0) },
                runsMax: job.retention.runsMax.map { Int64($0) }
            ),
            notifications: NotificationRules(job.notifications)
        )
    }
}

extension NotificationRules {
    init(_ notifications: JobNotifications) {
        self.init(
            onFailure: notifications.onFailure.map(NotificationTarget.text),
            onSuccess: notifications.onSuccess.map(NotificationTarget.text),
            onMissed: notifications.onMissed.map(NotificationTarget.text),
            healthcheck: notifications.healthcheck.map(NotificationTarget.text(ofHealthcheck:))
        )
    }
}

extension ScheduleEntry {
    init(_ schedule: JobSchedule, of job: String, _ zones: TimeZones) throws(TimeZoneError) {
        let zone = try zones.rules(named: schedule.timeZone)
        let extent: CatchUpRule.Extent =
            switch schedule.catchUp.extent {
            case .latest: .latest
            case .all: .all
            case .none: .none
            }
        self.init(
            expression: schedule.expression,
            zone: zone,
            text: schedule.text,
            timeZone: schedule.timeZone,
            input: schedule.input,
            jitterMilliseconds: StableJitter.offset(
                of: [HostName.text, job, schedule.text],
                below: Int64(schedule.jitterSeconds) * 1000
            ),
            catchUp: CatchUpRule(extent: extent, windowSeconds: schedule.catchUp.windowSeconds.map { Int64($0) }),
            start: schedule.start.flatMap { Self.instant($0, in: zone) },
            end: schedule.end.flatMap { Self.instant($0, in: zone) }
        )
    }

    /// `2026-11-23T02:30:00` on the zone's wall clock.
    private static func instant(_ text: String, in zone: TimeZoneRules) -> Timestamp? {
        guard let moment = try? AtExpression(parsing: "at(\(text))") else { return nil }
        return Timestamp(milliseconds: moment.instant(in: zone))
    }
}
