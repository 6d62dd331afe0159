import ArgumentParser
import Glibc
import StepJSON

/// Feeds a parser with inputs made from a seed, and keeps those that break it.
@main
struct StepfuzzCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stepfuzz",
        abstract: "Looks for inputs that crash, hang or mislead a parser, and prints one line of JSON.",
        discussion: """
            Inputs are changed copies of those in the corpus. One with a new outcome (another error, a value of another \
            shape) joins them, and is written there. What crashed, took more than a second, broke a rule of the parser \
            or wanted more than 3 GiB is written to the findings. Exit status 1 when there are findings.

              stepfuzz json --seconds 600 --seed 7
              stepfuzz asl --corpus Tests/StepfuzzTests/Fixtures/asl
            """
    )

    @Argument(help: "The parser: \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", ")).")
    var target: FuzzTarget

    @Option(help: "How long.")
    var seconds = 60.0

    @Option(help: "The same seed makes the same inputs of the same corpus.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Inputs to begin with, and where new ones go.", valueName: "dir"))
    var corpus: String?

    @Option(help: ArgumentHelp("Where inputs go that break the parser.", valueName: "dir"))
    var findings = "/var/tmp/stepfuzz-findings"

    @Flag(help: .hidden)
    var worker = false

    func run() throws {
        let corpus = InputFolder(path: corpus ?? "/var/tmp/stepfuzz-\(target.rawValue)")
        let findings = InputFolder(path: findings)
        guard mkdir(findings.path, 0o700) == 0 || errno == EEXIST,
            let shared = SharedInput(path: "\(findings.path)/.\(target.rawValue)")
        else { throw ValidationError("\(findings.path) cannot be written") }
        if worker {
            FuzzWorker(target: target, seed: seed, seconds: seconds, corpus: corpus, findings: findings).run(shared)
            return
        }
        let supervisor = FuzzSupervisor(
            target: target,
            seed: seed,
            seconds: seconds,
            corpus: corpus,
            findings: findings
        )
        let report = supervisor.run(shared)
        let kept = findings.inputs.filter { $0.name.hasPrefix("\(target.rawValue)-") }.map(\.name)
        print(
            JSONWriter.text(
                of: .object([
                    "parser": .string(target.rawValue),
                    "executions": .number(JSONNumber(Int64(report.executions))),
                    "crashes": .number(JSONNumber(report.crashes)),
                    "hangs": .number(JSONNumber(report.hangs)),
                    "corpus": .number(JSONNumber(corpus.inputs.count)),
                    "findings": .array(kept.map(JSONValue.string)),
                ])
            )
        )
        if !kept.isEmpty { throw ExitCode(1) }
    }
}

extension FuzzTarget: ExpressibleByArgument {}
