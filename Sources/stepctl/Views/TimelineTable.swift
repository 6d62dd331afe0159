import StepTime

/// The states an execution went through, one line each, as `stepctl status` shows them.
struct TimelineTable {
    /// Lines that are shown unless more are asked for: a poll may go through thousands of states.
    static let linesDefault = 20

    let timeline: Timeline
    /// Lines at most; the latest are kept.
    let linesMax: Int
    let now: Timestamp
    let timeFormat: TimeFormat

    /// How many states come before the first that is shown.
    var hiddenCount: Int { max(0, timeline.visits.count - linesMax) }

    var table: TextTable {
        var table = TextTable([
            .init("STATE"), .init("TYPE"), .init("ENTERED"), .init("TOOK", .trailing), .init("RESULT"), .init("DETAIL"),
        ])
        for visit in timeline.visits.suffix(linesMax) {
            let left = visit.leftAt ?? max(now, visit.enteredAt)
            table.append([
                .init(indentation: visit.depth * 2, visit.name),
                .init(visit.kind),
                .init(timeFormat.clock(visit.enteredAt)),
                .init(RelativeTime.span(milliseconds: left.milliseconds - visit.enteredAt.milliseconds)),
                .init(visit.outcome.word, visit.outcome.style),
                .init(Self.detail(of: visit)),
            ])
        }
        return table
    }

    private static func detail(of visit: StateVisit) -> String {
        var parts: [String] = []
        if visit.attempts > 1 { parts.append("\(visit.attempts) attempts") }
        if let failure = visit.failure { parts.append(failure.text) }
        return parts.joined(separator: "; ")
    }
}
