import ArgumentParser
import Glibc
import StepProtocol
import StepYAML

/// `stepctl init`
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Write a job file from an example, with comments, into this folder.",
        discussion: """
            Without EXAMPLE it lists the examples. The file is named after the example, or after --name, which is the \
            job's name then. Its schedule is written as a comment, so that a file in /etc/stepd/jobs.d starts nothing \
            by itself before it is right. Nothing that is there is written over.

            Example:
              stepctl init
              cd /etc/stepd/jobs.d && stepctl init rds-snapshot --name orders -p instance=orders-prod
            """
    )

    @Argument(help: "The example.", completion: .shellCommand("stepctl init --names 2>/dev/null"))
    var example: String?

    @Option(help: "The job's name, which the file gets. Default: the example's.")
    var name: String?

    @Option(
        name: [.short, .customLong("param")],
        help: ArgumentHelp("The default of one of the job's parameters.", valueName: "k=v")
    )
    var parameters: [String] = []

    @Flag(help: "Leave the schedule in force.")
    var scheduled = false

    @Flag(help: "Write to standard output.")
    var stdout = false

    @Flag(help: .hidden)
    var names = false

    func validate() throws {
        guard name.map({ !$0.isEmpty && !$0.contains("/") && !$0.hasPrefix(".") }) ?? true else {
            throw ValidationError("--name is the name of a job, without a folder")
        }
    }

    func run() throws {
        let console = Console()
        guard let example else { return try list(console) }
        guard try JobTemplate.names().contains(example) else {
            throw CommandError("there is no example `\(example)`", hint: "stepctl init lists them.", status: .usage)
        }
        var template = try JobTemplate(named: example)
        try template.change(parameters: parameters, isScheduled: scheduled)
        let file = "\(name ?? example).yaml"
        var check = JobFileCheck(catalog: .system)
        check.add(path: file, bytes: Array(template.text.utf8))
        guard !check.diagnostics.hasErrors else {
            console.writeError(check.text)
            throw ExitCode(ExitStatus.failure.rawValue)
        }
        guard !stdout else { return console.write(template.text) }
        try FileContent.writeNew(template.text, to: file)
        console.write(
            """
            \(file) is written: \(template.description)

            Read it, and change what is not so on this machine\(scheduled ? "" : "; its schedule is a comment so far"). Then:
              stepctl check \(file)
              stepctl start \(name ?? example) --wait     once it is in /etc/stepd/jobs.d, as a file of root's

            """
        )
    }

    private func list(_ console: Console) throws {
        let examples = try JobTemplate.names()
        guard !names else { return console.write(examples.map { $0 + "\n" }.joined()) }
        var table = TextTable([.init("EXAMPLE"), .init("DESCRIPTION")])
        for example in examples {
            table.append([.init(example, .heading), .init(try JobTemplate(named: example).description)])
        }
        console.write(table, hasLegend: true, footer: "stepctl init EXAMPLE writes one into this folder.")
    }
}
