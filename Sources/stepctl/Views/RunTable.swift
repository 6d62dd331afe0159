import StepProtocol
import StepTime

/// Runs as `stepctl runs` shows them, latest first.
struct RunTable {
    let runs: [ExecutionListItem]
    let now: Timestamp
    /// How an instant is written.
    let timeText: (Timestamp) -> String

    var table: TextTable {
        var table = TextTable([.init("RUN"), .init("STATUS"), .init("STARTED"), .init("TOOK"), .init("SLOT")])
        for run in runs {
            let start = Timestamp(wire: run.startDate)
            let end = run.stopDate.map { Timestamp(wire: $0) } ?? now
            table.append([
                .init("\(run.stateMachineName):\(run.name)"),
                .init(run.waitsFor == nil ? run.status.lowercased() : "waiting", TextStyle(status: run.status)),
                .init(timeText(start)),
                .init(RelativeTime.span(milliseconds: max(0, end.milliseconds - start.milliseconds))),
                .init(run.slot.map { timeText(Timestamp(wire: $0)) } ?? "-"),
            ])
        }
        return table
    }
}
