import StepProtocol

/// Finds the execution that a ``RunReference`` means, and the machine that a job's name means.
///
/// What it asks of the daemon is handed in, so that the rules can be tested without one.
struct RunResolver {
    /// The daemon's questions that finding a run takes.
    struct Directory {
        /// Every state machine: name and ARN.
        var machines: () throws -> [StateMachineListItem]
        /// The job's run started last; nil where it has none.
        var latestRun: (_ job: String) throws -> ExecutionListItem?
        /// Whether there is an execution of that ARN.
        var exists: (_ executionARN: String) throws -> Bool
    }

    /// Machines that a search by name asks (AWS allows an account as many).
    static let machinesMax = 10_000

    let directory: Directory

    /// The ARN of the execution.
    ///
    /// - Throws: ``CommandError`` where there is no such run, or more than one.
    func executionARN(_ reference: RunReference) throws -> String {
        switch reference {
        case .arn(let arn): return arn
        case .named(let job, let run):
            return RunReference.executionARN(ofMachine: try machine(named: job).stateMachineARN, name: run)
        case .latest(let job):
            guard let latest = try directory.latestRun(job) else {
                throw CommandError("job \(job) has no runs", hint: "Start one: stepctl start \(job)")
            }
            return latest.executionARN
        case .name(let name): return try onlyRun(named: name)
        }
    }

    /// The state machine of a job, or one made through the API.
    func machine(named name: String) throws -> StateMachineListItem {
        let machines = try directory.machines()
        if let machine = machines.first(where: { $0.name == name || $0.stateMachineARN == name }) { return machine }
        throw CommandError("there is no job \(name)", hint: "`stepctl list` shows the jobs.")
    }

    private func onlyRun(named name: String) throws -> String {
        let machines = try directory.machines()
        let found = try machines.prefix(Self.machinesMax)
            .map { RunReference.executionARN(ofMachine: $0.stateMachineARN, name: name) }
            .filter(directory.exists)
        if found.count == 1 { return found[0] }
        if found.isEmpty {
            let isJob = machines.contains { $0.name == name }
            throw CommandError(
                "there is no run \(name)",
                hint: isJob
                    ? "It is a job: write \(name)/latest for its latest run." : "`stepctl runs` shows the runs."
            )
        }
        let names = found.map { RunReference.shortName(ofExecutionARN: $0) }.joined(separator: ", ")
        throw CommandError("several runs are named \(name): \(names)", hint: "Write JOB:NAME.", status: .usage)
    }
}

extension RunResolver {
    /// A resolver that asks the daemon.
    init(_ client: APIClient) {
        directory = Directory(
            machines: { try client.stateMachines() },
            latestRun: { job in
                var request = ListJobExecutionsRequest()
                request.job = job
                request.maxResults = 1
                return try client.call(StepdOperation.listExecutions, request, ListExecutionsResponse.self).executions
                    .first
            },
            exists: { arn in
                do {
                    _ = try client.describe(executionARN: arn, hasData: false)
                    return true
                } catch let error as AWSError where error.name == "ExecutionDoesNotExist" {
                    return false
                }
            }
        )
    }
}
