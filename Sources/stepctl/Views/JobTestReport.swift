import StepJSON
import StepJobs
import StepMachine
import StepProtocol
import StepSimulation
import StepTime

/// What tests came to: a line each, what differs below those that failed, and how many passed.
struct JobTestReport {
    let results: [JobTestBench.Outcome]
    let isVerbose: Bool
    let elapsedNanoseconds: Int64

    func text(isColored: Bool) -> String {
        guard !results.isEmpty else { return "" }
        let nameWidth = results.map { DisplayWidth.columns(of: title($0)) }.max() ?? 0
        var text = ""
        for outcome in results {
            let result = outcome.result
            let mark = result.passed ? "ok  " : "FAIL"
            let padding = String(repeating: " ", count: nameWidth - DisplayWidth.columns(of: title(outcome)))
            let duration = RelativeTime.span(milliseconds: result.run.durationMilliseconds)
            text += (result.passed ? TextStyle.good : .bad).paint(mark, isColored: isColored)
            text += "  \(title(outcome))\(padding)  \(duration)\n"
            if isVerbose { text += indented(JobTestTimeline(run: result.run).text(isColored: isColored)) }
            for failure in result.failures {
                let view = JobTestFailureText(failure: failure, outcome: outcome)
                text += indented(view.text(isColored: isColored))
            }
        }
        return text + "\n\(summary)\n"
    }

    private func title(_ outcome: JobTestBench.Outcome) -> String {
        PrintableText.oneLine("\(outcome.job.name): \(outcome.result.test.name)")
    }

    /// `5 tests: 4 passed, 1 failed; 9h 12min of virtual time in 14ms`.
    var summary: String {
        let passed = results.count { $0.result.passed }
        let failed = results.count - passed
        let virtual = results.reduce(Int64(0)) { $0 + $1.result.run.durationMilliseconds }
        let outcome = failed == 0 ? "all passed" : "\(passed) passed, \(failed) failed"
        return
            "\(Count.text(results.count, "test")): \(outcome); \(RelativeTime.span(milliseconds: virtual)) of virtual "
            + "time in \(elapsedNanoseconds / 1_000_000)ms"
    }

    private func indented(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(text.hasSuffix("\n") ? 1 : 0)
            .map { $0.isEmpty ? "\n" : "      \($0)\n" }.joined()
    }

    var json: JSONValue {
        .array(
            results.map { outcome in
                let result = outcome.result
                return [
                    "file": .string(outcome.file), "job": .string(outcome.job.name),
                    "name": .string(result.test.name), "passed": .bool(result.passed),
                    "status": result.status.map { .string($0) } ?? .null,
                    "path": .array(result.run.path.map { .string($0) }),
                    "durationMilliseconds": .number(JSONNumber(result.run.durationMilliseconds)),
                    "failures": .array(
                        result.failures.map {
                            .string(JobTestFailureText(failure: $0, outcome: outcome).text(isColored: false))
                        }
                    ),
                ]
            }
        )
    }
}
