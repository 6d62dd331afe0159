import ArgumentParser
import Glibc
import StepAWS
import StepEngine
import StepJSON
import StepMachine

/// Runs the histories of a database again and compares them.
struct ReplayScenario: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Every execution of a database again from its history, byte for byte; exit status 1 at a difference.",
        discussion: """
            The daemon may be running. With --export, one execution for each sequence of event types is written to a \
            file, in the form that the tests keep.
            """
    )

    @Option(help: "The daemon's state directory.")
    var state: String

    @Option(help: "The region of the ARNs.")
    var region = "us-east-1"

    @Option(help: "The account of the ARNs.")
    var account = "123456789012"

    @Option(help: ArgumentHelp("Writes one execution of each kind here, as JSON.", valueName: "file"))
    var export: String?

    @Option(help: ArgumentHelp("Executions whose history is longer are not exported.", valueName: "bytes"))
    var exportBytesMax = 8_192

    private static let pageSize = 100
    private static let shownMax = 20

    func run() throws {
        let recorded = try RecordedExecutions(
            path: "\(state)/stepd.sqlite",
            names: ResourceNames(region: region, account: account),
            hash: HashFunctions.hash
        )
        var kinds: Set<[String]> = []
        var exported: [JSONValue] = []
        var counts = (replayed: 0, events: Int64(0), different: 0)
        var differences: [JSONValue] = []
        var last: Int64 = 0
        while let page = try? recorded.read(after: last, limit: Self.pageSize), let end = page.last {
            last = end.facts.id
            for execution in page {
                do {
                    let state = try execution.replay(hash: HashFunctions.hash)
                    counts.replayed += 1
                    counts.events += state.nextEventID - 1
                } catch {
                    counts.different += 1
                    if counts.different <= Self.shownMax {
                        differences.append(.string("\(execution.facts.arn): \(error)"))
                    }
                }
                let bytes = execution.batches.reduce(0) { $0 + $1.events.count + $1.messages.count }
                if export != nil, bytes <= exportBytesMax, kinds.insert(execution.kind).inserted {
                    exported.append(execution.json)
                }
            }
        }
        if let export { try write(exported, to: export) }
        print(
            JSONWriter.text(
                of: .object([
                    "scenario": "replay",
                    "executions": .number(JSONNumber(counts.replayed + counts.different)),
                    "events": .number(JSONNumber(counts.events)),
                    "different": .number(JSONNumber(counts.different)),
                    "differences": .array(differences),
                    "exported": .number(JSONNumber(exported.count)),
                ])
            )
        )
        if counts.different > 0 { throw ExitCode(1) }
    }

    /// One execution a line, so that a difference between two recordings can be read.
    private func write(_ executions: [JSONValue], to path: String) throws {
        guard let file = fopen(path, "w") else { throw ValidationError("\(path) cannot be written") }
        fputs("[\n" + executions.map { JSONWriter.text(of: $0) }.joined(separator: ",\n") + "\n]\n", file)
        guard fclose(file) == 0 else { throw ValidationError("\(path) cannot be written") }
    }
}

extension RecordedExecution {
    /// What makes another recording of it worth nothing more.
    fileprivate var kind: [String] {
        batches.flatMap { (try? HistoryEventCodec.decode($0.events)) ?? [] }.map(\.type.name)
    }
}
