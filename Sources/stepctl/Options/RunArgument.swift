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
