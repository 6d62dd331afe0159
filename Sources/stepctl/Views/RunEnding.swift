import StepJSON
import StepProtocol
import StepTime

/// The last lines of `stepctl start --wait`: how the run ended and its output, or its error and where that comes from.
struct RunEnding {
    let run: DescribeExecutionResponse
    /// Where the state that failed stands in the job file.
    let place: String?

    /// The lines, each ended.
    func text(isColored: Bool, isPretty: Bool) -> String {
        let name = RunReference.shortName(ofExecutionARN: run.executionARN)
        let status = TextStyle(status: run.status).paint(run.status.lowercased(), isColored: isColored)
        let took = (run.stopDate ?? run.startDate).milliseconds - run.startDate.milliseconds
        var text = "\(name) \(status) after \(RelativeTime.span(milliseconds: took))\n"
        if let output = run.output { text += PrintableText.lines(document(output, isPretty: isPretty)) + "\n" }
        if run.error != nil || run.cause != nil {
            let error = [run.error, run.cause].compactMap { $0 }.joined(separator: ": ")
            text += "  \(PrintableText.oneLine(error))\n"
        }
        if let place { text += "  at \(place)\n" }
        return text
    }

    private func document(_ text: String, isPretty: Bool) -> String {
        guard isPretty, let value = try? JSONParser.parse(text) else { return text }
        return JSONWriter.prettyText(of: value)
    }
}
