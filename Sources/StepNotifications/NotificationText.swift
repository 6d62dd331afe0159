import StepEngine
import StepJSON

/// A notification in words.
struct NotificationText {
    /// One line: `pg-dump FAILED: Command.ExitCode.1`.
    var subject: String
    /// What there is to know, a line each.
    var lines: [String]
    var isGood: Bool

    init(_ notification: Notification) {
        let event = notification.event
        let job = notification.job
        func text(_ name: String) -> String? { event[name]?.stringValue }
        lines = []
        isGood = false
        switch text("event") {
        case "slot-missed":
            subject = "\(job) missed its slot \(text("slot") ?? "")"
            if let last = text("lastSlot") { lines.append("Until: \(last)") }
            if let reason = text("reason") { lines.append("Reason: \(reason)") }
            lines.append("See: stepctl slots \(job)")
            return
        case "execution-started":
            subject = "\(job) started"
            isGood = true
        default:
            let status = text("status") ?? ""
            isGood = status == "SUCCEEDED"
            subject = "\(job) \(status)\(text("error").map { ": \($0)" } ?? "")"
        }
        if let run = text("run") { lines.append("Run: \(job):\(run)") }
        for (name, label) in [("startDate", "Started"), ("stopDate", "Ended"), ("error", "Error"), ("cause", "Cause")] {
            if let value = text(name) { lines.append("\(label): \(value)") }
        }
        if let run = text("run") { lines.append("See: stepctl status \(job):\(run)") }
    }

    var body: String { lines.map { $0 + "\n" }.joined() }

    /// A line without what would end it.
    static func line(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }
}
