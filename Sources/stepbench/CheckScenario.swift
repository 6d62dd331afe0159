import ArgumentParser
import StepJSON
import StepLanguage

/// What checking a large definition costs, against reading the same bytes as JSON and nothing more.
struct CheckScenario: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "A definition of S states and B bytes, checked R times; the best time, and its ratio to plain JSON."
    )

    @Option(help: "States of the definition.")
    var states = 5_000

    @Option(help: "Bytes of the definition, about; AWS's limit is 1 MiB.")
    var bytes = 1_048_576

    @Option(help: "How often each is measured.")
    var rounds = 10

    @Flag(help: "Every state is wrong: what a thousand errors cost.")
    var broken = false

    func validate() throws {
        guard states > 1, rounds > 0 else { throw ValidationError("--states must be above 1 and --rounds above 0") }
    }

    func run() throws {
        let text = definition
        let plain = best { _ = try? JSONParser.parse(text) }
        var diagnostics = 0
        let check = best { diagnostics = StateMachine.diagnose(text: text).diagnostics.count }
        print(
            JSONWriter.text(
                of: .object([
                    "scenario": "check",
                    "states": .number(JSONNumber(states)),
                    "bytes": .number(JSONNumber(text.utf8.count)),
                    "json_ms": .number(JSONNumber(plain * 1e3)),
                    "check_ms": .number(JSONNumber(check * 1e3)),
                    "ratio": .number(JSONNumber(check / plain)),
                    "diagnostics": .number(JSONNumber(diagnostics)),
                ])
            )
        )
    }

    private func best(_ body: () -> Void) -> Double {
        (0..<rounds).map { _ in
            let start = monotonicSeconds()
            body()
            return monotonicSeconds() - start
        }.min() ?? 0
    }

    /// A chain of tasks, choices and waits in both languages, with a comment that fills each up to its share of bytes.
    private var definition: String {
        var all = JSONObject()
        for index in 0..<states {
            var state = Self.state(index, next: index + 1 == states ? nil : "S\(index + 1)")
            if broken { state["Nxt"] = 1 }
            let missing = bytes / states - JSONWriter.bytes(of: .object(state)).count
            if missing > 20 { state["Comment"] = .string(String(repeating: "c", count: missing - 20)) }
            all["S\(index)"] = .object(state)
        }
        return JSONWriter.text(of: .object(["StartAt": "S0", "States": .object(all)]))
    }

    private static func state(_ index: Int, next: String?) -> JSONObject {
        guard let next else { return ["Type": "Succeed"] }
        switch index % 3 {
        case 0:
            return [
                "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": ["a.$": "$.a[0].b"],
                "Next": .string(next), "Catch": [["ErrorEquals": ["States.ALL"], "Next": .string(next)]],
            ]
        case 1:
            return [
                "Type": "Pass", "QueryLanguage": "JSONata", "Output": "{% $states.input.a + 1 %}",
                "Assign": ["v\(index)": "{% $states.input %}"], "Next": .string(next),
            ]
        default:
            return [
                "Type": "Choice", "Default": .string(next),
                "Choices": [["Variable": "$.a", "NumericEquals": 1, "Next": .string(next)]],
            ]
        }
    }
}
