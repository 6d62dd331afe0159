import ArgumentParser
import StepTime

/// How a listing is shown, for every command that shows one.
struct ListingOptions: ParsableArguments {
    @Flag(help: "JSON: indented on a terminal, on one line otherwise. Times are RFC 3339.")
    var json = false

    @Flag(help: "Neither column titles nor the line of totals.")
    var noLegend = false

    @Flag(help: "Times as they are, in UTC, instead of relative or local ones.")
    var utc = false

    var timeFormat: TimeFormat { TimeFormat(isUTC: utc) }

    /// An instant in a table: relative to now, or with `--utc` as it is.
    func text(_ time: Timestamp, now: Timestamp) -> String {
        utc ? timeFormat.full(time) : RelativeTime.phrase(for: time, now: now)
    }
}
