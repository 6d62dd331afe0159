import ArgumentParser
import Glibc
import StepEngine
import StepJSON

/// Executions of a chain of Pass states, from the first start to the last end.
struct ChainScenario: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chain",
        abstract: "E executions of M Pass states each, with 200 bytes of JSON."
    )

    @OptionGroup var options: BenchOptions

    @Option(help: "Pass states of each execution.")
    var states = 20

    @Option(help: "Requests under way at a time.")
    var width = 1_024

    func validate() throws {
        guard states > 0, width > 0 else { throw ValidationError("--states and --width must be above 0") }
    }

    func run() async throws {
        let directory = try options.preparedDirectory()
        let observer = BenchObserver()
        let engine = Engine(
            configuration: EngineConfiguration(storePath: "\(directory)/stepd.sqlite"),
            drivers: [],
            observer: observer
        )
        try engine.start()
        let machine = try await engine.createStateMachine(
            name: "chain-\(states)",
            definition: definition,
            roleARN: "arn:aws:iam::123456789012:role/bench",
            type: "STANDARD"
        )
        let input = JSONWriter.text(of: .object(["payload": .string(String(repeating: "x", count: 185))]))
        let startUse = ProcessUse.now()
        let start = monotonicSeconds()
        try await engine.startMany(machine.arn, count: options.executions, width: width, input: input)
        while observer.closed < options.executions { usleep(200) }
        let seconds = monotonicSeconds() - start
        let use = ProcessUse.now()
        let turns = engine.statistics.turns
        engine.stop()
        let transitions = options.executions * states
        let cpuMicros = (use.cpuSeconds - startUse.cpuSeconds) * 1e6 / Double(transitions)
        print(
            JSONWriter.text(
                of: .object([
                    "scenario": "chain",
                    "executions": .number(JSONNumber(options.executions)),
                    "states": .number(JSONNumber(states)),
                    "seconds": .number(JSONNumber(seconds)),
                    "transitions_per_s": .number(JSONNumber((Double(transitions) / seconds).rounded())),
                    "cpu_us_per_transition": .number(JSONNumber(cpuMicros)),
                    "turns": .number(JSONNumber(turns)),
                    "failures": .number(JSONNumber(observer.failures.count)),
                ])
            )
        )
        guard observer.failures.isEmpty else { throw ExitCode(1) }
    }

    private var definition: String {
        var all = JSONObject()
        for index in 1...states {
            var state: JSONObject = ["Type": "Pass"]
            if index == states { state["End"] = true } else { state["Next"] = .string("S\(index + 1)") }
            all["S\(index)"] = .object(state)
        }
        return JSONWriter.text(of: .object(["StartAt": "S1", "States": .object(all)]))
    }
}
