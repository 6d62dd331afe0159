import StepJSON
import StepKeeper
import StepLauncher
import StepMachine
import Testing

@testable import StepCommands

@Suite struct CommandOutcomeTests {
    private static func report(
        _ end: CommandReport.End = .exited(status: 0),
        output: String = "",
        cutBytes: Int64 = 0,
        errorOutput: String = ""
    ) -> CommandReport {
        CommandReport(
            end: end,
            startMilliseconds: 1_000,
            endMilliseconds: 3_500,
            output: output,
            cutBytes: cutBytes,
            errorOutput: errorOutput
        )
    }

    private static func text(_ outcome: TaskOutcome) -> String {
        switch outcome {
        case .succeeded(let result): result.text
        case .failed(let error, let cause): "\(error ?? "-"): \(cause ?? "-")"
        }
    }

    @Test func theResultHasTheOutputInItsForm() {
        let output = "{\"n\": 1}\n{\"n\": 2}\n\n"
        func result(_ form: CommandRequest.Output, _ output: String, cutBytes: Int64 = 0) -> String {
            Self.text(CommandOutcome.outcome(of: Self.report(output: output, cutBytes: cutBytes), form))
        }
        #expect(result(.text, output) == #"{"ExitCode":0,"Stdout":"{\"n\": 1}\n{\"n\": 2}","DurationMs":2500}"#)
        #expect(result(.jsonl, output) == #"{"ExitCode":0,"Json":[{"n":1},{"n":2}],"DurationMs":2500}"#)
        #expect(result(.json, " [1]\n") == #"{"ExitCode":0,"Json":[1],"DurationMs":2500}"#)
        #expect(result(.none, output) == #"{"ExitCode":0,"DurationMs":2500}"#)
        #expect(result(.text, "b", cutBytes: 7) == #"{"ExitCode":0,"Stdout":"b","StdoutCutBytes":7,"DurationMs":2500}"#)
        #expect(
            result(.json, "[1]", cutBytes: 7).hasPrefix("Command.InvalidOutput: The command succeeded, but its JSON")
        )
        #expect(
            result(.jsonl, "1\n{").hasPrefix("Command.InvalidOutput: The command succeeded, but line 2 of its output")
        )
    }

    @Test func theErrorSaysHowItEndedAndWhatItSaid() {
        func failure(_ end: CommandReport.End, _ errorOutput: String = "", output: String = "") -> String {
            Self.text(CommandOutcome.outcome(of: Self.report(end, output: output, errorOutput: errorOutput), .text))
        }
        #expect(failure(.exited(status: 75), "busy\n") == "Command.ExitCode.75: exit status 75: busy")
        #expect(failure(.exited(status: 1), output: "said\n") == "Command.ExitCode.1: exit status 1: said")
        #expect(failure(.killed(signal: "SEGV")) == "Command.Signal.SEGV: ended by SIGSEGV")
        #expect(failure(.stopped).hasPrefix("Stepd.TaskInterrupted: it was stopped from outside"))
        #expect(failure(.timedOut) == "States.Timeout: stopped after its time was over")
    }

    @Test func aReportAndACommandComeBackAsTheyWere() throws {
        for end: CommandReport.End in [
            .exited(status: 7), .killed(signal: "KILL"), .timedOut, .stopped, .notFound("x"), .notStarted("y"),
        ] {
            let report = Self.report(end, output: "o", cutBytes: 3, errorOutput: "e")
            #expect(CommandReport(report.json) == report)
        }
        var spec = CommandSpec()
        spec.words = ["a", "b\n"]
        spec.environment = ["A": "1"]
        spec.secrets = ["s"]
        spec.credentials = ["C"]
        spec.workingDirectory = "/x"
        spec.user = "u"
        spec.group = "g"
        spec.nice = -3
        spec.memoryBytesMax = 1 << 33
        spec.timeoutSeconds = 9
        spec.fields = ["F": "v"]
        spec.usesJournal = true
        #expect(CommandSpec(spec.json) == spec)
        #expect(CommandSpec(.object([:])) == nil)
    }
}
