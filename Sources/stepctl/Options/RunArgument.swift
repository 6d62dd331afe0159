import ArgumentParser

extension RunReference: ExpressibleByArgument {
    /// Reads an argument; what is wrong with one that is not a run is said by the parser.
    init?(argument: String) {
        guard let reference = try? RunReference(parsing: argument) else { return nil }
        self = reference
    }
}

extension ArgumentHelp {
    /// What every command that takes a RUN says about it.
    static let run = ArgumentHelp("JOB:NAME, JOB/latest, NAME or an execution's ARN.", valueName: "run")
}

/// What shells offer where a command line names something the daemon knows; without a daemon they offer nothing.
extension CompletionKind {
    /// The names of the jobs.
    static let job = CompletionKind.shellCommand("stepctl list --names 2>/dev/null")
    /// The latest run of each job: a colon, as in JOB:NAME, divides words for bash.
    static let run = CompletionKind.shellCommand("stepctl list --names 2>/dev/null | sed s,$,/latest,")
}
