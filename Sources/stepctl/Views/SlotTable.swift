import StepProtocol
import StepTime

/// Past slots as `stepctl slots` shows them, latest first.
struct SlotTable {
    let slots: [PastSlotRecord]
    /// How an instant is written.
    let timeText: (Timestamp) -> String

    var table: TextTable {
        var table = TextTable([.init("SLOT"), .init("OUTCOME"), .init("RUN"), .init("STATUS"), .init("REASON")])
        for slot in slots {
            let run = slot.execution
            table.append([
                .init(time(of: slot)),
                .init(slot.outcome.lowercased(), Self.style(of: slot.outcome)),
                .init(run?.name ?? "-"),
                .init(run?.status.lowercased() ?? "-", TextStyle(status: run?.status ?? "")),
                .init(reason(of: slot)),
            ])
        }
        return table
    }

    private func time(of slot: PastSlotRecord) -> String {
        let first = timeText(Timestamp(wire: slot.time))
        return slot.lastTime.map { "\(first) to \(timeText(Timestamp(wire: $0)))" } ?? first
    }

    private func reason(of slot: PastSlotRecord) -> String {
        let reason = slot.reason ?? ""
        guard slot.lastTime != nil else { return reason }
        return "\(slot.count.map { "\($0)" } ?? "many") slots: \(reason)"
    }

    private static func style(of outcome: String) -> TextStyle {
        switch outcome {
        case "STARTED": .plain
        case "MISSED": TextStyle(status: "FAILED")
        default: TextStyle(status: "ABORTED")
        }
    }
}
