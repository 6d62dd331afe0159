/// A schedule at a fixed distance: `rate(5 minutes)` as in EventBridge, or `every 90s` with any duration.
///
/// A rate counts elapsed time, so that time zones do not matter to it; a day is 24 hours. Its slots are the anchor and
/// every period after it: they stay where they are however often the daemon restarts.
package struct RateExpression: Sendable, Equatable {
    /// At least 1.
    package let periodSeconds: Int

    /// Reads `rate(…)` or `every …`; an error's place counts from the start of `text`.
    package init(parsing text: some StringProtocol) throws(ScheduleError) {
        let source = try ScheduleText(text)
        let range = source.trimmed
        if let every = try Self(every: source, range) {
            self = every
            return
        }
        guard let call = try ScheduleCall(source, range), call.name == "rate" else {
            throw ScheduleError("'\(text)' is not written as rate(…) or every …", at: range)
        }
        try self.init(rate: source, call.argument)
    }

    /// What stands between the parentheses of `rate( )`: a number and minutes, hours or days.
    init(rate source: ScheduleText, _ range: Range<Int>) throws(ScheduleError) {
        let hint = "write it as rate(5 minutes), rate(1 hour) or rate(7 days)"
        let words = source.words(in: range)
        guard words.count == 2 else {
            throw ScheduleError("rate( ) holds a number and a unit", at: range, hint: hint)
        }
        guard let number = source.number(words[0]), number > 0 else {
            throw ScheduleError("'\(source[words[0]])' is not a positive whole number", at: words[0], hint: hint)
        }
        let unitSeconds: Int
        switch source[words[1]].lowercased() {
        case "minute", "minutes": unitSeconds = 60
        case "hour", "hours": unitSeconds = 3_600
        case "day", "days": unitSeconds = 86_400
        case "second", "seconds":
            throw ScheduleError("rate( ) knows no seconds", at: words[1], hint: "write it as every \(number)s")
        default: throw ScheduleError("'\(source[words[1]])' is not a unit of rate( )", at: words[1], hint: hint)
        }
        guard number <= DurationText.secondsMax / unitSeconds else {
            throw ScheduleError("the rate is longer than \(DurationText.secondsMax) seconds", at: range)
        }
        periodSeconds = number * unitSeconds
    }

    /// `every …`; `nil` when `range` does not start so.
    init?(every source: ScheduleText, _ range: Range<Int>) throws(ScheduleError) {
        let words = source.words(in: range)
        guard let first = words.first, source[first].lowercased() == "every" else { return nil }
        let span = source.trim(first.upperBound..<range.upperBound)
        periodSeconds = try DurationText(source, span).seconds
        guard periodSeconds > 0 else { throw ScheduleError("a period of 0 seconds never ends", at: span) }
    }

    /// The first of `anchor`, `anchor` + 1 period, … after `milliseconds` (both UTC).
    package func next(after milliseconds: Int64, anchor: Int64) -> Int64? {
        guard milliseconds >= anchor else { return anchor }
        let period = Int64(periodSeconds) * 1_000
        let (elapsed, isTooFar) = milliseconds.subtractingReportingOverflow(anchor)
        guard !isTooFar else { return nil }
        let (next, isPastEnd) = milliseconds.addingReportingOverflow(period - elapsed % period)
        return isPastEnd ? nil : next
    }
}
