import StepAWS
import StepJSON
import StepJobs
import StepProtocol
import StepYAML

/// Where in its job file the state stands that a run failed in.
///
/// The file is read here, since the API has no words for it: only where it still gives the definition that the daemon
/// has does it say anything, and what cannot be found is simply not said.
struct FailurePlace {
    let client: APIClient

    /// `orders.yaml:12:5`; nil for a run that did not fail or whose state is in no job file.
    func text(of run: DescribeExecutionResponse, _ timeline: Timeline) -> String? {
        guard run.status == "FAILED" || run.status == "TIMED_OUT", let state = Self.state(of: timeline) else {
            return nil
        }
        let parts = run.stateMachineARN.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 5, let file = client.job(ofMachine: run.stateMachineARN)?.jobFile,
            let bytes = try? FileContent.bytes(of: file)
        else { return nil }
        // A template's own names hold region and account, and those are the daemon's.
        let environment = TemplateEnvironment(region: parts[3], account: parts[4])
        let result = JobFile.load(path: file, bytes: bytes, catalog: .system, environment: environment)
        guard let job = result.jobs.first(where: { run.stateMachineARN.hasSuffix(":\($0.name)") }),
            job.definition == definition(of: run.stateMachineARN), let range = job.sourceMap.range(ofState: state)
        else { return nil }
        return "\(file):\(range.start.line):\(range.start.column)"
    }

    /// The state to blame: the one that went to a Fail state, else the one that failed itself.
    static func state(of timeline: Timeline) -> String? {
        guard let last = timeline.visits.last else { return nil }
        if last.kind == "Fail", let before = timeline.visits.dropLast().last { return before.name }
        return timeline.visits.last { $0.outcome == .failed || $0.outcome == .timedOut }?.name
    }

    private func definition(of machineARN: String) -> JSONValue? {
        let machine = try? client.describe(stateMachineARN: machineARN)
        return machine.flatMap { try? JSONParser.parse($0.definition) }
    }
}
