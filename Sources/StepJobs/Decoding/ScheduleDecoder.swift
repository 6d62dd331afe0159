import StepSchedule
import StepTime
import StepYAML

/// Reads `schedule`: a text, a mapping, or a list of both.
struct ScheduleDecoder {
    let context: JobContext
    static let schedulesMax = 100

    func schedules(_ entry: YAMLEntry) -> [JobSchedule] {
        guard let items = entry.value.sequence else { return schedule(entry.value).map { [$0] } ?? [] }
        guard items.count <= Self.schedulesMax else {
            context.error("more than \(Self.schedulesMax) schedules", entry.key.range, code: "job.limit")
            return []
        }
        return items.compactMap(schedule)
    }

    private func schedule(_ node: YAMLNode) -> JobSchedule? {
        switch node.content {
        case .scalar:
            guard let scalar = context.text(node, "`schedule`") else { return nil }
            return expression(scalar, in: scalar.text, shift: 0, key: "schedule").map { make($0, scalar, scalar.text) }
        case .mapping(let entries):
            return schedule(entries, node)
        case .sequence:
            context.error("a schedule cannot be a list of lists", node.range, code: "job.type")
            return nil
        }
    }

    private func schedule(_ entries: [YAMLEntry], _ node: YAMLNode) -> JobSchedule? {
        let fields = KeyTable.schedule.fields(of: entries, context)
        let zone = fields["timezone"].flatMap(zone)
        let forms = fields.leading
        guard let entry = forms.first else {
            if !fields.hasUnknownKeys {
                context.error(
                    "a schedule needs one of `cron`, `rate`, `at` and `calendar`",
                    node.range,
                    code: "job.schedule"
                )
            }
            return nil
        }
        let name = entry.key.text
        if let second = forms.dropFirst().first {
            context.error(
                "a schedule has either `\(name)` or `\(second.key.text)`",
                second.key.range,
                hint: "make `schedule` a list of two",
                code: "job.schedule"
            )
            return nil
        }
        guard let scalar = context.text(entry.value, "`\(name)`"),
            let (expression, text) = expression(scalar, key: name)
        else { return nil }
        var schedule = make(expression, scalar, text)
        schedule.timeZone = zone
        warnOfGap(schedule)
        addCatchUp(fields, to: &schedule)
        schedule.jitterSeconds = fields["jitter"].flatMap { jitter($0) } ?? 0
        schedule.start = fields["start"].flatMap { moment($0) }
        schedule.end = fields["end"].flatMap { moment($0) }
        return schedule
    }

    private func make(_ expression: ScheduleExpression, _ scalar: YAMLScalar, _ text: String) -> JobSchedule {
        JobSchedule(expression: expression, text: text, timeZone: nil, range: scalar.range)
    }

    /// How far ahead a slot is looked for that the wall clock skips: past the next time that clocks are set forward.
    private static let gapDaysMax = 400

    private func warnOfGap(_ schedule: JobSchedule) {
        guard let now = context.now, let zone = schedule.timeZone, let rules = try? TimeZoneFile.rules(named: zone),
            let slot = schedule.expression.firstSkippedSlot(
                after: now.milliseconds,
                withinDays: Self.gapDaysMax,
                in: rules
            )
        else { return }
        func text(_ time: CivilDateTime) -> String { Timestamp(milliseconds: time.milliseconds).rfc3339 }
        func clock(_ time: CivilDateTime) -> String { String(text(time).dropFirst(11).prefix(5)) }
        context.warning(
            "\(clock(slot.wanted)) does not exist on \(text(slot.wanted).prefix(10)) in \(zone); it will run at "
                + "\(clock(slot.shown))",
            schedule.range,
            hint: "EventBridge Scheduler would skip it; a time outside of the hour when clocks are set is safe",
            code: "job.daylight-saving"
        )
    }

    private static let jitterSecondsMax = 86_400

    private func jitter(_ entry: YAMLEntry) -> Int? {
        guard let duration = context.duration(entry.value, "`jitter`", secondsMin: 0) else { return nil }
        guard duration.seconds <= Self.jitterSecondsMax else {
            context.error("`jitter` is one day at most", entry.value.range, code: "job.schedule")
            return nil
        }
        return duration.seconds
    }

    private func addCatchUp(_ fields: Fields, to schedule: inout JobSchedule) {
        if let extent = fields["catch_up"].flatMap({ context.word($0.value, "`catch_up`", of: CatchUp.Extent.self) }) {
            schedule.catchUp.extent = extent
        }
        guard let window = fields["catch_up_window"] else { return }
        if schedule.catchUp.extent == .none {
            context.error(
                "`catch_up_window` means nothing with `catch_up: none`",
                window.key.range,
                code: "job.schedule"
            )
        }
        schedule.catchUp.windowSeconds = context.duration(window.value, "`catch_up_window`")?.seconds
    }

    /// A date, or a date and a time on the schedule's wall clock.
    private func moment(_ entry: YAMLEntry) -> String? {
        guard let scalar = context.text(entry.value, "`\(entry.key.text)`") else { return nil }
        let isDate = !scalar.text.contains("T")
        let written = isDate ? "\(scalar.text)T00:00:00" : scalar.text
        do {
            _ = try ScheduleExpression(parsing: "at(\(written))")
            return written
        } catch {
            context.error(
                "`\(scalar.text)` is no date",
                scalar.range,
                hint: "a date such as 2026-11-23, or a date and a time such as 2026-11-23T02:30:00",
                code: "job.schedule"
            )
            return nil
        }
    }

    /// The schedule that stands under its own key, with or without the words that key says already, and its text with
    /// them.
    private func expression(_ scalar: YAMLScalar, key: String) -> (ScheduleExpression, text: String)? {
        var text = scalar.text
        var shift = 0
        switch key {
        case "rate" where !text.hasPrefix("rate(") && !text.hasPrefix("every "):
            (text, shift) = ("every \(text)", "every ".utf8.count)
        case "at" where !text.hasPrefix("at("): (text, shift) = ("at(\(text))", "at(".utf8.count)
        case "calendar": (text, shift) = ("calendar(\(text))", "calendar(".utf8.count)
        default: break
        }
        guard let expression = expression(scalar, in: text, shift: shift, key: key) else { return nil }
        switch (key, expression) {
        case ("cron", .cron), ("cron", .eventBridgeCron), ("rate", .rate), ("at", .at), ("calendar", .calendar):
            return (expression, text)
        default:
            context.error("`\(scalar.text)` is no `\(key)`", scalar.range, code: "job.schedule")
            return nil
        }
    }

    private func expression(_ scalar: YAMLScalar, in text: String, shift: Int, key: String) -> ScheduleExpression? {
        do {
            return try ScheduleExpression(parsing: text)
        } catch {
            context.report(error, in: scalar, shift: shift, subject: "`\(key)`")
            return nil
        }
    }

    private func zone(_ entry: YAMLEntry) -> String? {
        guard let scalar = context.text(entry.value, "`timezone`") else { return nil }
        guard TimeZoneFile.isInstalled else {
            context.warning(
                "`\(scalar.text)` is not checked: no time zones in \(TimeZoneFile.directory)",
                scalar.range,
                hint: "install tzdata",
                code: "job.timezone"
            )
            return scalar.text
        }
        do {
            _ = try TimeZoneFile.rules(named: scalar.text)
        } catch {
            context.error(
                error.message,
                scalar.range,
                hint: "an IANA name, such as Europe/Berlin",
                code: "job.timezone"
            )
        }
        return scalar.text
    }
}
