import StepAWS
import StepJSON
import StepMachine

/// How the end of what a `.sync` task begins is learnt: which call describes it, and what in its answer says how it stands.
///
/// Sources: the page of each service under "Integrating optimized services with Step Functions", and the services' own API
/// references. Paths and names are in Step Functions' spelling.
struct JobPattern: Sendable, Equatable {
    /// Where a value of a call comes from.
    enum Source: Sendable, Equatable {
        /// What the call that began answered.
        case answer(String)
        /// What it was given, by the name that its page has.
        case parameter(String)
        case text(String)
        /// The value in a list of one.
        indirect case list(Source)
    }

    /// A call about a job.
    struct Call: Sendable, Equatable {
        var action: String
        var parameters: [String: Source]
    }

    var describe: Call
    /// The job within the answer of `describe`; empty for the whole answer.
    var job = ""
    var status: String
    var successes: Set<String>
    var failures: Set<String>
    /// What ends it when nobody waits any more; nil where AWS leaves it going.
    var stop: Call?
    /// A list in the job whose elements must all have the exit code 0, for a success (ECS).
    var exitCodes: String?
    /// The errors of `describe` that say that the job is not there any more, which is what was asked for.
    var goneErrors: Set<String> = []
    /// What the result calls the job; nil for a result that is the job (CodeBuild).
    var resultMember: String?
    /// Members of what the call answered that the result has as well (EMR).
    var kept: [String] = []

    /// The pattern of an action; nil where AWS has no `.sync` for it.
    static func find(service: String, action: String) -> JobPattern? { all["\(service):\(action)"] }
}

// MARK: - Reading

extension JobPattern {
    /// How a job stands.
    enum Standing: Equatable {
        case going
        case succeeded(JSONValue)
        case failed(JSONValue)
    }

    /// How the job stands by the answer of `describe`, as the task shows it.
    func standing(_ answer: JSONValue, submitted: JSONValue) -> Standing {
        guard case .succeeded(let job) = standing(answer) else { return standing(answer) }
        var result = resultMember.map { JSONObject([($0, job)]) } ?? job.objectValue ?? JSONObject()
        for member in kept { result[member] = submitted[member] }
        return .succeeded(.object(result))
    }

    private func standing(_ answer: JSONValue) -> Standing {
        guard let job = job.isEmpty ? answer : AnswerPath(job).value(in: answer),
            let status = AnswerPath(status).value(in: job)?.stringValue
        else { return .going }
        if failures.contains(status) { return .failed(job) }
        guard successes.contains(status) else { return .going }
        guard let exitCodes else { return .succeeded(job) }
        let codes = (AnswerPath(exitCodes).value(in: job)?.arrayValue ?? []).map { $0["ExitCode"]?.integerValue }
        return codes.allSatisfy { $0 == 0 } && !codes.isEmpty ? .succeeded(job) : .failed(job)
    }
}

// MARK: - Calling

extension JobPattern.Call {
    private static let seconds = 60.0

    /// The call about `job`; nil where one of its parameters is not known.
    func call(about job: RemoteJob, of service: String) -> AWSCall? {
        func value(_ source: JobPattern.Source) -> JSONValue? {
            switch source {
            case .answer(let path): AnswerPath(path).value(in: job.submitted.value)
            case .parameter(let name): Self.parameter(name, in: job.parameters.value)
            case .text(let text): .string(text)
            case .list(let inner): value(inner).map { .array([$0]) }
            }
        }
        var object = JSONObject()
        for (name, source) in parameters.sorted(by: { $0.key < $1.key }) {
            guard let value = value(source) else { return nil }
            object[name] = value
        }
        return AWSCall(
            service: service,
            action: action,
            parameters: .object(object),
            timeoutSeconds: Self.seconds,
            idempotencyToken: "",
            roleARN: job.credentials?["RoleArn"]?.stringValue
        )
    }

    /// A parameter by its name, in whatever letter case it was given.
    private static func parameter(_ name: String, in given: JSONValue) -> JSONValue? {
        given[name] ?? given.objectValue?.first { $0.key.lowercased() == name.lowercased() }?.value
    }
}
