import StepProtocol
import StepTime

/// What `stepctl start --wait` shows while a run goes on: a line for each step of it, or one line that is redrawn.
struct RunProgress: Sendable {
    private(set) var timeline = Timeline()
    let timeFormat: TimeFormat
    /// When the run was started, until its history says.
    let startedAt: Timestamp

    private static let spinner = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"]
    /// For how long the spinner shows one picture.
    static let frameMilliseconds: Int64 = 100

    init(startedAt: Timestamp, timeFormat: TimeFormat) {
        self.startedAt = startedAt
        self.timeFormat = timeFormat
    }

    /// Takes in further events and says what they mean, a line for each state entered and each attempt that failed.
    mutating func append(_ events: [HistoryEventRecord], isColored: Bool) -> [String] {
        events.compactMap { event in
            switch timeline.append(event) {
            case .entered(let visit): line(event, visit, "(\(timeline.visits[visit].kind))", isColored: isColored)
            case .attemptFailed(let visit):
                line(
                    event,
                    visit,
                    TextStyle.bad.paint("failed: ", isColored: isColored)
                        + PrintableText.oneLine(timeline.visits[visit].failure?.text ?? ""),
                    isColored: isColored
                )
            case .retried(let visit):
                line(event, visit, "attempt \(timeline.visits[visit].attempts)", isColored: isColored)
            case .nothing, .left, .ended: nil
            }
        }
    }

    /// The line that is redrawn: a spinner, the state, how long it has been there, and the run as a whole.
    func liveLine(now: Timestamp, columnsMax: Int) -> String {
        let frame = Self.spinner[Int(now.milliseconds / Self.frameMilliseconds % Int64(Self.spinner.count))]
        let start = timeline.startedAt ?? startedAt
        let total = RelativeTime.coarseSpan(milliseconds: max(0, now.milliseconds - start.milliseconds))
        guard let current = timeline.current else {
            return DisplayWidth.truncated("\(frame) \(total)", columnsMax: columnsMax)
        }
        var text = "\(frame) \(PrintableText.oneLine(current.name)) (\(current.kind))"
        text += " \(RelativeTime.coarseSpan(milliseconds: max(0, now.milliseconds - current.enteredAt.milliseconds)))"
        if current.attempts > 1 { text += ", attempt \(current.attempts)" }
        text += " · \(Count.text(timeline.visits.count, "state")) in \(total)"
        if let failure = current.failure { text += " · \(PrintableText.oneLine(failure.text))" }
        return DisplayWidth.truncated(text, columnsMax: columnsMax)
    }

    private func line(_ event: HistoryEventRecord, _ visit: Int, _ text: String, isColored: Bool) -> String {
        let state = timeline.visits[visit]
        let indentation = String(repeating: "  ", count: state.depth)
        let name = TextStyle.heading.paint(PrintableText.oneLine(state.name), isColored: isColored)
        return "\(timeFormat.clock(event.time)) \(indentation)\(name) \(text)"
    }
}
