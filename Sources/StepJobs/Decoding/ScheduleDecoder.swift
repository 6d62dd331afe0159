import StepSchedule
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
            return expression(scalar, in: scalar.text, shift: 0, key: "schedule").map { make($0, scalar, zone: nil) }
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
        let forms = ["cron", "rate", "at"].compactMap { name in fields[name].map { (name, $0) } }
        guard let (name, entry) = forms.first else {
            if !fields.hasUnknownKeys {
                context.error("a schedule needs one of `cron`, `rate` and `at`", node.range, code: "job.schedule")
            }
            return nil
        }
        if let (other, second) = forms.dropFirst().first {
            context.error(
                "a schedule has either `\(name)` or `\(other)`",
                second.key.range,
                hint: "make `schedule` a list of two",
                code: "job.schedule"
            )
            return nil
        }
        guard let scalar = context.text(entry.value, "`\(name)`"), let expression = expression(scalar, key: name) else {
            return nil
        }
        return make(expression, scalar, zone: zone)
    }

    private func make(_ expression: ScheduleExpression, _ scalar: YAMLScalar, zone: String?) -> JobSchedule {
        JobSchedule(expression: expression, text: scalar.text, timeZone: zone, range: scalar.range)
    }

    /// The schedule that stands under its own key, with or without the words that key says already.
    private func expression(_ scalar: YAMLScalar, key: String) -> ScheduleExpression? {
        let text = scalar.text
        switch key {
        case "rate" where !text.hasPrefix("rate(") && !text.hasPrefix("every "):
            return expression(scalar, in: "every \(text)", shift: "every ".utf8.count, key: key)
        case "at" where !text.hasPrefix("at("):
            return expression(scalar, in: "at(\(text))", shift: "at(".utf8.count, key: key)
        default:
            guard let expression = expression(scalar, in: text, shift: 0, key: key) else { return nil }
            switch (key, expression) {
            case ("cron", .cron), ("cron", .eventBridgeCron), ("rate", .rate), ("at", .at): return expression
            default:
                context.error("`\(text)` is no `\(key)`", scalar.range, code: "job.schedule")
                return nil
            }
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
