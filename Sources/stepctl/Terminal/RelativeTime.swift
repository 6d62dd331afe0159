import StepTime

/// Spans of time in the words of systemd: `5h 12min`, `3min 4s`, `1.234s`, `in 5h 12min`, `3min ago`.
///
/// At most two units, which is as exact as a reader wants it; what is smaller is cut off, never rounded up, so that a
/// span is not shown before it is full.
enum RelativeTime {
    private static let units: [(name: String, plural: String, milliseconds: Int64)] = [
        (" year", " years", 31_557_600_000),
        (" month", " months", 2_629_800_000),
        (" week", " weeks", 604_800_000),
        (" day", " days", 86_400_000),
        ("h", "h", 3_600_000),
        ("min", "min", 60_000),
        ("s", "s", 1000),
    ]

    /// A span in up to two units; under a minute in seconds with milliseconds, under a second in milliseconds.
    static func span(milliseconds: Int64) -> String {
        let total = milliseconds.magnitude > UInt64(Int64.max) ? Int64.max : Int64(milliseconds.magnitude)
        if total < 1000 { return "\(total)ms" }
        if total < 60_000 {
            let fraction = total % 1000
            return fraction == 0 ? "\(total / 1000)s" : "\(total / 1000).\(fraction.padded(to: 3))s"
        }
        return wholeUnits(total)
    }

    /// A span in up to two units, none smaller than a second.
    static func coarseSpan(milliseconds: Int64) -> String {
        let total = milliseconds.magnitude > UInt64(Int64.max) ? Int64.max : Int64(milliseconds.magnitude)
        return total < 1000 ? "0s" : wholeUnits(total)
    }

    /// `time` as seen from `now`: `in 5h 12min`, `3min 4s ago`, or `now` within half a second.
    static func phrase(for time: Timestamp, now: Timestamp) -> String {
        let (difference, overflow) = time.milliseconds.subtractingReportingOverflow(now.milliseconds)
        guard !overflow else { return time < now ? "long ago" : "never" }
        if difference.magnitude < 500 { return "now" }
        let span = difference.magnitude < 1000 ? "1s" : coarseSpan(milliseconds: difference)
        return difference > 0 ? "in \(span)" : "\(span) ago"
    }

    private static func wholeUnits(_ total: Int64) -> String {
        guard let first = units.firstIndex(where: { total >= $0.milliseconds }) else { return "0s" }
        var parts = [part(total / units[first].milliseconds, of: first)]
        let rest = total % units[first].milliseconds
        // The unit after it or none: "1 week 3s" says no more than "1 week".
        if units.indices.contains(first + 1), rest >= units[first + 1].milliseconds {
            parts.append(part(rest / units[first + 1].milliseconds, of: first + 1))
        }
        return parts.joined(separator: " ")
    }

    private static func part(_ count: Int64, of unit: Int) -> String {
        "\(count)\(count == 1 ? units[unit].name : units[unit].plural)"
    }
}
