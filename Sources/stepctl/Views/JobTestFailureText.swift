import StepJSON
import StepJobs
import StepMachine
import StepSimulation
import StepYAML

/// One way in which an execution is not as its test expects, for people.
struct JobTestFailureText {
    let failure: JobTestResult.Failure
    let outcome: JobTestBench.Outcome

    /// One or more lines, each ended.
    func text(isColored: Bool) -> String {
        switch failure {
        case .unmocked(let call): unmocked(call)
        case .endless(let why, let states): "\(why): \(states.joined(separator: ", "))\n"
        case .status(let expected, let found, let error, let cause):
            "expected \(expected), found \(found)\(Self.reason(error, cause))\n\(place)"
        case .error(let expected, let found): "expected the error \(expected), found \(found ?? "none")\n"
        case .duration(let seconds, let milliseconds):
            "expected to take \(RelativeTime.span(milliseconds: Int64(seconds) * 1_000)), took "
                + "\(RelativeTime.span(milliseconds: milliseconds))\n"
        case .path(let expected, let taken): Self.path(expected, taken, isColored)
        case .values(let differences): differences.map(Self.difference).joined()
        case .notifications(let expected, let found):
            "expected the notifications \(Self.list(expected)), found \(Self.list(found))\n"
        case .unused(let state, let place): unused(state, place)
        }
    }

    private static func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }

    private static func reason(_ error: String?, _ cause: String?) -> String {
        guard let error else { return "" }
        return [": \(error)", cause.map(PrintableText.oneLine)].compactMap { $0 }.filter { !$0.isEmpty }
            .joined(separator: ": ")
    }

    private static func difference(_ difference: ValueMatch.Difference) -> String {
        "\(difference.place): expected \(difference.expected), found \(difference.found)\n"
    }

    // MARK: - Places

    /// Where in the job file the state is that the execution failed in.
    private var place: String {
        guard case .ended(let result) = outcome.result.run.end, let state = result.state,
            // The Fail state only repeats what another one came to.
            let name = outcome.result.run.visits.last(where: { $0.error != nil })?.stateName ?? Optional(state),
            let range = outcome.job.sourceMap.range(ofState: name)
        else { return "" }
        return "in state \(name), \(outcome.job.sourceMap.file):\(range.start.line):\(range.start.column)\n"
    }

    private func unmocked(_ call: SimulatedCall) -> String {
        let known = outcome.result.test.answers.rules[call.stateName] != nil
        let which = call.invocation == 0 ? "" : " for call \(call.invocation + 1)"
        return "no mock answers \(call.stateName)\(which): \(call.resource) "
            + "\(JSONWriter.text(of: call.arguments))\n"
            + (known
                ? "its last answer has `times`: add another one\n"
                : "add to `mocks`:  \(call.stateName): { return: {  } }\n")
    }

    private func unused(_ state: String, _ place: Int) -> String {
        let ranges = outcome.result.test.answerRanges[state] ?? []
        let line = ranges.indices.contains(place) ? " (line \(ranges[place].start.line))" : ""
        return "nothing asked for answer \(place + 1) of \(state)\(line)\n"
    }

    // MARK: - Paths

    private static let linesMax = 24

    /// The expected and the taken path beside each other, from a little before the first difference on.
    private static func path(_ expected: [String], _ taken: [String], _ isColored: Bool) -> String {
        let same = zip(expected, taken).prefix { $0 == $1 }.count
        let first = max(0, same - 3)
        let width = max(8, expected.map { DisplayWidth.columns(of: $0) }.max() ?? 0)
        func line(_ mark: String, _ left: String, _ right: String, _ style: TextStyle) -> String {
            let padding = String(repeating: " ", count: width - DisplayWidth.columns(of: left))
            return style.paint("\(mark) \(left)\(right.isEmpty ? "" : "\(padding)  \(right)")", isColored: isColored)
                + "\n"
        }
        var text = "the path differs from state \(same + 1) on:\n" + line(" ", "EXPECTED", "TAKEN", .heading)
        if first > 0 { text += line(" ", "… \(first) more", "… \(first) more", .faint) }
        let last = max(expected.count, taken.count)
        for index in first..<min(last, first + linesMax) {
            let left = index < expected.count ? expected[index] : ""
            let right = index < taken.count ? taken[index] : ""
            let isFirst = index == same
            text += line(isFirst ? ">" : " ", left, right, isFirst ? .bad : .plain)
        }
        if last > first + linesMax { text += line(" ", "…", "…", .faint) }
        return text
    }
}
