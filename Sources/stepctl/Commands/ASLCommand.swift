import ArgumentParser
import StepJSON
import StepJobs
import StepYAML

/// `stepctl asl FILE`
struct ASLCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "asl",
        abstract: "Print the Amazon States Language that a job file is translated to.",
        discussion: """
            The definition is what the daemon runs. With --aws it is what Step Functions would be given: commands \
            become tasks of an activity (--activity), and approvals are published to a topic (--topic), with the token \
            that answers them. What is wrong with the file goes to standard error; exit status 1 then.

            Example:
              stepctl asl jobs.d/rds-snapshot.yaml
              stepctl asl jobs.d/pg-dump.yaml --aws --activity arn:aws:states:eu-central-1:111122223333:activity:host
            """
    )

    @Argument(help: "The job file; - is standard input.", completion: .file(extensions: ["yaml"]))
    var file: String

    @Option(help: "The job, where the file holds several.")
    var job: String?

    @Flag(help: "With AWS's own resources for the work of this host.")
    var aws = false

    @Option(help: ArgumentHelp("The activity that stands for commands.", valueName: "arn"))
    var activity = "arn:aws:states:us-east-1:123456789012:activity:stepd-run"

    @Option(help: ArgumentHelp("The SNS topic that approvals are published to.", valueName: "arn"))
    var topic = "arn:aws:sns:us-east-1:123456789012:stepd-approve"

    func run() throws {
        let console = Console()
        let result = JobFile.load(path: file, bytes: try FileContent.bytes(of: file), catalog: .system)
        console.writeError(result.text)
        guard !result.diagnostics.hasErrors else { throw ExitCode(ExitStatus.failure.rawValue) }
        let job = try Self.job(named: job, of: result.jobs, file: file)
        let portable = PortableDefinition(activityARN: activity, topicARN: topic)
        let definition = aws ? portable.definition(job.definition) : job.definition
        console.write(JSONWriter.prettyText(of: definition) + "\n")
    }

    /// The job that is meant.
    static func job(named name: String?, of jobs: [Job], file: String) throws(CommandError) -> Job {
        let names = jobs.map(\.name).joined(separator: ", ")
        guard let name else {
            if jobs.count == 1 { return jobs[0] }
            throw CommandError("\(file) holds several jobs: \(names)", hint: "Choose one with --job.", status: .usage)
        }
        if let job = jobs.first(where: { $0.name == name }) { return job }
        throw CommandError("\(file) holds no job \(name)", hint: "It holds: \(names)", status: .usage)
    }
}
