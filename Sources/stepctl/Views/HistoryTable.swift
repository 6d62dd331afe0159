import StepProtocol
import StepTime

/// An execution's history, one event a line, as `stepctl history` shows it.
struct HistoryTable {
    /// The events in the order of their ids.
    let events: [HistoryEventRecord]
    /// Latest first.
    let isReverse: Bool
    let timeFormat: TimeFormat

    var table: TextTable {
        var table = TextTable([
            .init("ID", .trailing), .init("TIME"), .init("DELTA", .trailing), .init("TYPE"), .init("STATE"),
            .init("DETAIL"),
        ])
        let timeline = Timeline(events)
        var rows: [[TextTable.Cell]] = []
        var before: Timestamp?
        for event in events {
            let delta = before.map { "+" + RelativeTime.span(milliseconds: event.time.milliseconds - $0.milliseconds) }
            before = event.time
            rows.append([
                .init(String(event.id)),
                .init(timeFormat.precise(event.time)),
                .init(delta ?? ""),
                .init(event.type, Self.style(of: event.type)),
                .init(timeline.visit(ofEvent: event.id)?.name ?? ""),
                .init(event.summary),
            ])
        }
        for row in isReverse ? rows.reversed() : rows { table.append(row) }
        return table
    }

    private static func style(of type: String) -> TextStyle {
        if type.hasSuffix("Failed") || type.hasSuffix("TimedOut") || type.hasSuffix("Aborted") { return .bad }
        return type.hasPrefix("Execution") ? .heading : .plain
    }
}
