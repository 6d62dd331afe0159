import ArgumentParser

/// Measures the engine without the network in front of it.
@main
struct StepbenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stepbench",
        abstract: "Runs one load scenario against the engine, or the checks before it, and prints one line of JSON.",
        discussion: """
            The engine is the daemon's, on a real file with synchronous=FULL; only HTTP and the journal are left out.
            Compare the rates with what SQLite itself allows on the same disk, measured in the same minute.

              stepbench chain --executions 20000 --states 20
              stepbench parked --executions 100000
              stepbench replay --state /var/lib/stepd
              stepbench check --states 5000 --bytes 1048576
            """,
        subcommands: [ChainScenario.self, ParkedScenario.self, ReplayScenario.self, CheckScenario.self]
    )
}
