import StepJSON
import StepSchedule
import StepTime

/// What of a job is kept beside its definition, as JSON text in its revision: `description`, `overlap`, `locks`,
/// `lockWaitSeconds`, `schedules`, and `outputs`.
///
/// It is what the engine takes up when a job's file cannot be read, and what a changed schedule is compared with.
enum JobAttributes {
    static func json(of job: JobRegistration) -> JSONValue {
        var object: JSONObject = ["overlap": .string(job.settings.overlap.rawValue)]
        object["description"] = job.description.map { .string($0) }
        if !job.settings.locks.isEmpty { object["locks"] = .array(job.settings.locks.map { .string($0) }) }
        object["lockWaitSeconds"] = number(job.settings.lockWaitSeconds)
        object["retentionSeconds"] = number(job.settings.retention.ageSeconds)
        object["retentionRuns"] = number(job.settings.retention.runsMax)
        if !job.settings.notifications.isEmpty { object["notify"] = json(of: job.settings.notifications) }
        object["schedules"] = .array(job.schedules.map(json))
        if !job.outputs.isEmpty { object["outputs"] = .array(job.outputs.map(\.json)) }
        return .object(object)
    }

    private static func json(of entry: ScheduleEntry) -> JSONValue {
        var object: JSONObject = ["expression": .string(entry.text)]
        object["timezone"] = entry.timeZone.map { .string($0) }
        object["input"] = entry.input.map { .string($0) }
        if entry.jitterMilliseconds > 0 { object["jitterMilliseconds"] = number(entry.jitterMilliseconds) }
        if entry.catchUp.extent != .latest { object["catchUp"] = .string(entry.catchUp.extent.rawValue) }
        object["catchUpWindowSeconds"] = number(entry.catchUp.windowSeconds)
        object["startMilliseconds"] = number(entry.start?.milliseconds)
        object["endMilliseconds"] = number(entry.end?.milliseconds)
        return .object(object)
    }

    private static func json(of rules: NotificationRules) -> JSONValue {
        func texts(_ targets: [String]) -> JSONValue { .array(targets.map { .string($0) }) }
        var object: JSONObject = [
            "onFailure": texts(rules.onFailure), "onSuccess": texts(rules.onSuccess), "onMissed": texts(rules.onMissed),
        ]
        object["healthcheck"] = rules.healthcheck.map { .string($0) }
        return .object(object)
    }

    private static func notifications(_ json: JSONValue?) -> NotificationRules {
        func texts(_ name: String) -> [String] { json?[name]?.arrayValue?.compactMap(\.stringValue) ?? [] }
        return NotificationRules(
            onFailure: texts("onFailure"),
            onSuccess: texts("onSuccess"),
            onMissed: texts("onMissed"),
            healthcheck: json?["healthcheck"]?.stringValue
        )
    }

    private static func number(_ value: Int64?) -> JSONValue? { value.map { .number(JSONNumber($0)) } }

    static func settings(_ attributes: JSONValue) -> JobSettings {
        JobSettings(
            overlap: attributes["overlap"]?.stringValue.flatMap(OverlapPolicy.init) ?? .skip,
            locks: attributes["locks"]?.arrayValue?.compactMap(\.stringValue) ?? [],
            lockWaitSeconds: attributes["lockWaitSeconds"]?.integerValue,
            retention: RetentionRule(
                ageSeconds: attributes["retentionSeconds"]?.integerValue,
                runsMax: attributes["retentionRuns"]?.integerValue
            ),
            notifications: notifications(attributes["notify"])
        )
    }

    /// The schedules, in the zones that `zone` knows by name, or this machine's own without one.
    ///
    /// - Throws: ``EngineError`` `storage` where a schedule can no longer be read.
    static func schedules(
        _ attributes: JSONValue,
        zone: (String?) -> TimeZoneRules?
    ) throws(EngineError) -> [ScheduleEntry] {
        var entries: [ScheduleEntry] = []
        for schedule in attributes["schedules"]?.arrayValue ?? [] {
            let text = schedule["expression"]?.stringValue ?? ""
            let name = schedule["timezone"]?.stringValue
            guard let expression = try? ScheduleExpression(parsing: text) else {
                throw EngineError(.storage, "the stored schedule '\(text)' cannot be read")
            }
            guard let rules = zone(name) else {
                throw EngineError(.storage, "there is no time zone '\(name ?? "")' any more")
            }
            entries.append(
                ScheduleEntry(
                    expression: expression,
                    zone: rules,
                    text: text,
                    timeZone: name,
                    input: schedule["input"]?.stringValue,
                    jitterMilliseconds: schedule["jitterMilliseconds"]?.integerValue ?? 0,
                    catchUp: CatchUpRule(
                        extent: schedule["catchUp"]?.stringValue.flatMap(CatchUpRule.Extent.init) ?? .latest,
                        windowSeconds: schedule["catchUpWindowSeconds"]?.integerValue
                    ),
                    start: schedule["startMilliseconds"]?.integerValue.map { Timestamp(milliseconds: $0) },
                    end: schedule["endMilliseconds"]?.integerValue.map { Timestamp(milliseconds: $0) }
                )
            )
        }
        return entries
    }
}
