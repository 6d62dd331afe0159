import StepCommands
import StepJobs

extension CommandDeclarations.Declaration {
    /// What a job file says of the job's commands.
    init(_ job: Job, file: String) {
        let secrets = job.secrets.map { ($0.name, $0.source) }
        self.init(file: file, secrets: Dictionary(secrets) { first, _ in first })
    }
}
