import ArgumentParser
import Glibc
import StepEngine
import StepJSON

/// Executions that wait: what they cost in memory, what a restart costs with them, and how punctual a Wait is beside
/// them.
struct ParkedScenario: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parked",
        abstract: "E executions in a Wait of an hour; memory, restart, and the lag of short Waits among them."
    )

    @OptionGroup var options: BenchOptions

    @Option(help: "Executions with a Wait of one second, started after the others.")
    var short = 50

    func run() async throws {
        let directory = try options.preparedDirectory()
        let path = "\(directory)/stepd.sqlite"
        let first = try await begin(path)
        let restart = try await resume(path)
        print(
            JSONWriter.text(
                of: .object([
                    "scenario": "parked",
                    "executions": .number(JSONNumber(options.executions)),
                    "idle_bytes": .number(JSONNumber(first.idleBytes)),
                    "parked_bytes_more": .number(JSONNumber(first.parkedBytes - first.idleBytes)),
                    "starts_per_s": .number(JSONNumber(first.startsPerSecond.rounded())),
                    "restart_seconds": .number(JSONNumber(restart.seconds)),
                    "restart_bytes": .number(JSONNumber(restart.bytes)),
                    "running_after_restart": .number(JSONNumber(restart.running)),
                    "short_waits": .number(JSONNumber(restart.lags.count)),
                    "wait_lag_ms_max": .number(JSONNumber(restart.lags.max() ?? -1)),
                ])
            )
        )
    }

    private func begin(_ path: String) async throws -> (idleBytes: Int, parkedBytes: Int, startsPerSecond: Double) {
        let engine = Engine(
            configuration: EngineConfiguration(storePath: path),
            drivers: [],
            observer: BenchObserver()
        )
        try engine.start()
        let role = "arn:aws:iam::123456789012:role/bench"
        let machine = try await engine.createStateMachine(
            name: "parked",
            definition: Self.wait(seconds: 3_600),
            roleARN: role,
            type: "STANDARD"
        )
        _ = try await engine.createStateMachine(
            name: "short",
            definition: Self.wait(seconds: 1),
            roleARN: role,
            type: "STANDARD"
        )
        let idle = ProcessUse.now().residentBytes
        let start = monotonicSeconds()
        try await engine.startMany(machine.arn, count: options.executions, width: 1_024, input: "{}")
        let seconds = monotonicSeconds() - start
        let parked = ProcessUse.now().residentBytes
        engine.stop()
        return (idle, parked, Double(options.executions) / seconds)
    }

    private func resume(
        _ path: String
    ) async throws -> (seconds: Double, bytes: Int, running: Int64, lags: [Int64]) {
        let observer = BenchObserver()
        let engine = Engine(configuration: EngineConfiguration(storePath: path), drivers: [], observer: observer)
        let start = monotonicSeconds()
        try engine.start()
        let seconds = monotonicSeconds() - start
        let bytes = ProcessUse.now().residentBytes
        let running = try await countRunning(engine)
        let arn = engine.names.stateMachineARN("short")
        for _ in 0..<short {
            _ = try await engine.startExecution(stateMachineARN: arn, name: nil, input: "{}", traceHeader: nil)
            usleep(7_000)
        }
        while observer.closed < short { usleep(1_000) }
        engine.stop()
        return (seconds, bytes, running, observer.waitLags.map { $0 - 1_000 })
    }

    private func countRunning(_ engine: Engine) async throws -> Int64 {
        let machines = try await engine.listStateMachines(maxResults: 100, nextToken: nil)
        return machines.items.reduce(0) { $0 + $1.runningExecutions }
    }

    private static func wait(seconds: Int) -> String {
        #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":\#(seconds),"End":true}}}"#
    }
}
