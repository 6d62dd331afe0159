import StepProtocol

/// Finds the execution that a ``RunReference`` means, and the machine that a job's name means.
///
/// What it asks of the daemon is handed in, so that the rules can be tested without one.
struct RunResolver {
    /// The daemon's questions that finding a run takes.
    struct Directory {
        /// What names stand for: a machine's, an execution's of any machine, or an execution's of that machine.
        var resolve: (_ stateMachine: String?, _ execution: String?) throws -> ResolveNamesResponse
        /// The job's run started last; nil where it has none.
        var latestRun: (_ job: String) throws -> ExecutionListItem?
    }

    let directory: Directory

    /// The ARN of the execution.
    ///
    /// - Throws: ``CommandError`` where there is no such run, or more than one.
    func executionARN(_ reference: RunReference) throws -> String {
        switch reference {
        case .arn(let arn): return arn
        case .named(let job, let run): return try self.run(named: run, of: job)
        case .latest(let job):
            guard let latest = try directory.latestRun(job) else {
                throw CommandError("job \(job) has no runs", hint: "Start one: stepctl start \(job)")
            }
            return latest.executionARN
        case .name(let name): return try onlyRun(named: name)
        }
    }

    /// The ARN of the state machine of a job, or of one made through the API; an ARN stands for itself.
    func stateMachineARN(named name: String) throws -> String {
        if name.hasPrefix("arn:") { return name }
        if let arn = try directory.resolve(name, nil).stateMachineARN { return arn }
        throw Self.noJob(name)
    }

    private static func noJob(_ name: String) -> CommandError {
        CommandError("there is no job \(name)", hint: "`stepctl list` shows the jobs.")
    }

    private func run(named name: String, of job: String) throws -> String {
        let found = try directory.resolve(job, name)
        // Runs outlive their job's file.
        if let arn = found.executionARNs.first { return arn }
        guard found.stateMachineARN != nil else { throw Self.noJob(job) }
        throw CommandError("job \(job) has no run \(name)", hint: "`stepctl runs \(job)` shows its runs.")
    }

    private func onlyRun(named name: String) throws -> String {
        let found = try directory.resolve(nil, name).executionARNs
        if found.count == 1 { return found[0] }
        if found.isEmpty {
            let isJob = try directory.resolve(name, nil).stateMachineARN != nil
            throw CommandError(
                "there is no run \(name)",
                hint: isJob
                    ? "It is a job: write \(name)/latest for its latest run." : "`stepctl runs` shows the runs."
            )
        }
        let names = found.map { RunReference.shortName(ofExecutionARN: $0) }.joined(separator: ", ")
        let further = found.count < ResolveNamesResponse.executionsMax ? "" : ", …"
        throw CommandError(
            "several runs are named \(name): \(names)\(further)",
            hint: "Write JOB:NAME.",
            status: .usage
        )
    }
}

extension RunResolver {
    /// A resolver that asks the daemon.
    init(_ client: APIClient) {
        directory = Directory(
            resolve: { try client.resolve(stateMachine: $0, execution: $1) },
            latestRun: { job in
                var request = ListJobExecutionsRequest()
                request.job = job
                request.maxResults = 1
                return try client.call(StepdOperation.listExecutions, request, ListExecutionsResponse.self).executions
                    .first
            }
        )
    }
}
