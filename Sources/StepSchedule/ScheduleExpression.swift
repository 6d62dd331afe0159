/// When a job runs: one of the ways to write it.
package enum ScheduleExpression: Sendable, Equatable {
    /// `30 2 * * *`, `@daily`, `daily`.
    case cron(CronExpression)
    /// `cron(30 2 * * ? *)`.
    case eventBridgeCron(EventBridgeCronExpression)
    /// `rate(5 minutes)`, `every 90s`.
    case rate(RateExpression)
    /// `at(2026-11-23T02:30:00)`.
    case at(AtExpression)
    /// `calendar(Mon..Fri *-*-* 02:30)`.
    case calendar(CalendarExpression)

    /// Reads `text` in whichever form it is; an error's place counts from the start of `text`.
    package init(parsing text: some StringProtocol) throws(ScheduleError) {
        let source = try ScheduleText(text)
        let range = source.trimmed
        guard !range.isEmpty else {
            throw ScheduleError("the schedule is empty", at: range, hint: Self.formsHint)
        }
        if let every = try RateExpression(every: source, range) {
            self = .rate(every)
        } else if let call = try ScheduleCall(source, range) {
            switch call.name {
            case "cron": self = .eventBridgeCron(try EventBridgeCronExpression(source, call.argument))
            case "rate": self = .rate(try RateExpression(rate: source, call.argument))
            case "at": self = .at(try AtExpression(source, call.argument))
            case "calendar": self = .calendar(try CalendarExpression(source, source.trim(call.argument)))
            default:
                throw ScheduleError("'\(source[range])' is not a schedule", at: range, hint: Self.formsHint)
            }
        } else {
            self = .cron(try CronExpression(source, range))
        }
    }

    /// One example of each form.
    static let formsHint =
        "such as 30 2 * * *, daily, every 5m, rate(5 minutes), cron(30 2 * * ? *) or at(…)"

    /// The first slot after `milliseconds`; `nil` when there is none any more. All instants are UTC milliseconds.
    ///
    /// A fixed time of day that the clock of `zone` skips is due at the first instant after the gap; one that it shows
    /// twice is due at the first. A cron schedule that leaves the hour open (`*/15 * * * *`) follows elapsed time
    /// instead: it fires in both passes of a fold and has no slot for a gap. `anchor` is the first slot of a rate.
    package func next(after milliseconds: Int64, in zone: TimeZoneRules, anchor: Int64) -> Int64? {
        switch self {
        case .cron(let cron): cron.next(after: milliseconds, in: zone)
        case .eventBridgeCron(let cron): cron.next(after: milliseconds, in: zone)
        case .rate(let rate): rate.next(after: milliseconds, anchor: anchor)
        case .at(let at): at.next(after: milliseconds, in: zone)
        case .calendar(let calendar): calendar.next(after: milliseconds, in: zone)
        }
    }
}
