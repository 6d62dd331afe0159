import ArgumentParser
import StepJSON
import StepJobs

/// `stepctl schema`
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Print the JSON Schema of job files, for editors.",
        discussion: """
            With it an editor completes keys and marks mistakes while a job file is written. Its first line says where \
            the schema is:

              # yaml-language-server: $schema=/usr/share/stepd/job.schema.json

            `stepctl check` sees more: expressions, names of steps, calls of AWS and schedules. --format man prints \
            the same keys as the manual page stepd-job(5).

            Example:
              stepctl schema > job.schema.json
            """
    )

    enum Format: String, ExpressibleByArgument, CaseIterable { case json, man }

    enum Subject: String, ExpressibleByArgument, CaseIterable { case jobs, tests }

    @Option(help: "jobs, or tests for the files with tests beside them.")
    var of = Subject.jobs

    @Option(help: "json, or man for the source of the manual page.")
    var format = Format.json

    func run() throws {
        switch format {
        case .json:
            let schema = of == .jobs ? JobSchema.json : JobSchema.testsJSON
            Console().write(JSONWriter.prettyText(of: schema) + "\n")
        case .man: Console().write(JobManualPage.text)
        }
    }
}
