import StepJSON
import StepKeeper
import StepLanguage
import StepLauncher
import StepMachine

/// What a state gets of a command that has ended.
///
/// The result is `{"ExitCode": 0, "Stdout": …, "DurationMs": …}`, with `Json` instead of `Stdout` where the output is
/// JSON. Errors: `Command.ExitCode.N`, `Command.Signal.NAME`, `Command.NotFound`, `Command.NotStarted`,
/// `Command.Refused`, `Command.InvalidOutput`, `States.Timeout`, `Stepd.TaskInterrupted`; the cause is the end of its standard error.
enum CommandOutcome {
    private static let causeCharactersMax = 2_000

    static func outcome(of report: CommandReport, _ output: CommandRequest.Output) -> TaskOutcome {
        switch report.end {
        case .exited(0): succeeded(report, output)
        case .exited(let status): failed("Command.ExitCode.\(status)", "exit status \(status)", report)
        case .killed(let signal): failed("Command.Signal.\(signal)", "ended by SIG\(signal)", report)
        // Nobody who waits for it has stopped it: a shutdown of the machine has, or an administrator.
        case .stopped:
            failed(ErrorName.taskInterrupted, "it was stopped from outside, by systemctl or a shutdown", report)
        case .timedOut: failed(ErrorName.timeout, "stopped after its time was over", report)
        case .notFound(let reason): .failed(error: "Command.NotFound", cause: reason)
        case .notStarted(let reason): .failed(error: "Command.NotStarted", cause: reason)
        }
    }

    private static func failed(_ error: String, _ what: String, _ report: CommandReport) -> TaskOutcome {
        let said = report.errorOutput.isEmpty ? report.output : report.errorOutput
        let lines = said.split(separator: "\n", omittingEmptySubsequences: true)
        let text = String(lines.joined(separator: "\n").suffix(causeCharactersMax))
        return .failed(error: error, cause: text.isEmpty ? what : "\(what): \(text)")
    }

    private static func succeeded(_ report: CommandReport, _ output: CommandRequest.Output) -> TaskOutcome {
        var result: JSONObject = ["ExitCode": .number(JSONNumber(0))]
        switch output {
        case .none: break
        case .text:
            // As a shell has it: `$(command)` is without the line feeds at the end.
            var text = report.output[...]
            while text.last?.isNewline == true { text.removeLast() }
            result["Stdout"] = .string(String(text))
            if report.cutBytes > 0 { result["StdoutCutBytes"] = .number(JSONNumber(report.cutBytes)) }
        case .json:
            guard report.cutBytes == 0 else { return tooLong(report) }
            do {
                result["Json"] = try JSONParser.parse(report.output)
            } catch {
                return invalid("its output is no JSON: \(error)", report)
            }
        case .jsonl:
            var values: [JSONValue] = []
            for (index, line) in report.output.split(whereSeparator: \.isNewline).enumerated() {
                do {
                    values.append(try JSONParser.parse(String(line)))
                } catch {
                    return invalid("line \(index + 1) of its output is no JSON: \(error)", report)
                }
            }
            result["Json"] = .array(values)
            if report.cutBytes > 0 { result["StdoutCutBytes"] = .number(JSONNumber(report.cutBytes)) }
        }
        result["DurationMs"] = .number(JSONNumber(report.endMilliseconds - report.startMilliseconds))
        return .succeeded(JSONDocument(.object(result)))
    }

    private static func tooLong(_ report: CommandReport) -> TaskOutcome {
        let length = report.cutBytes + Int64(report.output.utf8.count)
        return invalid("its JSON has \(length) bytes, and \(CommandSpec.outputBytesDefault) are kept", report)
    }

    private static func invalid(_ reason: String, _ report: CommandReport) -> TaskOutcome {
        .failed(error: "Command.InvalidOutput", cause: "The command succeeded, but \(reason)")
    }
}
