import StepProtocol
import StepTime

/// One run as `stepctl status` shows it above its states: labelled lines, as `systemctl status` has them.
struct RunSummary {
    let run: DescribeExecutionResponse
    let timeline: Timeline
    /// When the state it is in ends by itself, where that is known.
    let wake: Timestamp?
    /// What it waits for a person to answer.
    var approvals: [OpenApproval] = []
    /// Where the state that failed stands in the job file: `orders.yaml:12:5`.
    let place: String?
    /// What the template of the run's job names for people to look for.
    let outputs: [OutputRecord]
    let now: Timestamp
    let timeFormat: TimeFormat

    /// Columns of a document that are shown.
    static let documentColumnsMax = 2_000

    /// The lines, each ended.
    func text(isColored: Bool) -> String {
        let style = TextStyle(status: run.status)
        let title = "\(RunReference.shortName(ofExecutionARN: run.executionARN))"
        var lines = [
            "\(style.paint("●", isColored: isColored)) \(TextStyle.heading.paint(title, isColored: isColored))"
        ]
        let fields = fields(isColored: isColored)
        let width = fields.map { DisplayWidth.columns(of: $0.label) }.max() ?? 0
        for field in fields {
            let padding = String(repeating: " ", count: 2 + width - DisplayWidth.columns(of: field.label))
            // One label may stand for several lines.
            lines.append("\(padding)\(field.label)\(field.label.isEmpty ? " " : ":") \(field.value)")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func fields(isColored: Bool) -> [(label: String, value: String)] {
        let start = Timestamp(wire: run.startDate)
        let status = TextStyle(status: run.status).paint(run.status.lowercased(), isColored: isColored)
        var fields = [("ARN", PrintableText.oneLine(run.executionARN))]
        if let stop = run.stopDate.map({ Timestamp(wire: $0) }) {
            let took = RelativeTime.span(milliseconds: stop.milliseconds - start.milliseconds)
            fields.append(("Status", "\(status) since \(moment(stop)), after \(took)"))
        } else {
            fields.append(("Status", status))
        }
        fields.append(("Started", moment(start)))
        if run.status == "RUNNING", let current = timeline.current {
            fields.append(
                ("State", "\(PrintableText.oneLine(current.name)) (\(current.kind)) since \(moment(current.enteredAt))")
            )
        }
        if let reason = run.waitsFor { fields.append(("Waits for", PrintableText.oneLine(reason))) }
        if let wake { fields.append(("Wakes", moment(wake))) }
        let name = RunReference.shortName(ofExecutionARN: run.executionARN)
        for approval in approvals {
            let question = DisplayWidth.truncated(PrintableText.oneLine(approval.message), columnsMax: 200)
            fields.append(("Asks", "\(question) (stepctl approve \(name))"))
        }
        for (label, document) in [
            ("Input", run.input), ("Output", run.output), ("Error", run.error), ("Cause", run.cause),
        ] {
            guard let document else { continue }
            fields.append(
                (label, DisplayWidth.truncated(PrintableText.oneLine(document), columnsMax: Self.documentColumnsMax))
            )
        }
        if let place { fields.append(("Place", place)) }
        for (index, output) in outputs.enumerated() {
            let about = output.description.map { " (\($0))" } ?? ""
            let line = PrintableText.oneLine("\(output.name) = \(output.value)\(about)")
            let shown = DisplayWidth.truncated(line, columnsMax: Self.documentColumnsMax)
            fields.append((index == 0 ? "Outputs" : "", shown))
        }
        return fields
    }

    private func moment(_ time: Timestamp) -> String {
        "\(timeFormat.full(time)); \(RelativeTime.phrase(for: time, now: now))"
    }
}
