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
        /// What it was given.
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

    /// The pattern of an action; nil where AWS has no `.sync` for it.
    static func find(service: String, action: String) -> JobPattern? { all["\(service):\(action)"] }

    private static let all: [String: JobPattern] = [
        "batch:submitJob": JobPattern(
            describe: Call(action: "describeJobs", parameters: ["Jobs": .list(.answer("JobId"))]),
            job: "Jobs[0]",
            status: "Status",
            successes: ["SUCCEEDED"],
            failures: ["FAILED"],
            stop: Call(
                action: "terminateJob",
                parameters: ["JobId": .answer("JobId"), "Reason": .text("The Step Functions task ended.")]
            )
        ),
        "ecs:runTask": JobPattern(
            describe: Call(
                action: "describeTasks",
                parameters: ["Cluster": .answer("Tasks[0].ClusterArn"), "Tasks": .list(.answer("Tasks[0].TaskArn"))]
            ),
            job: "Tasks[0]",
            status: "LastStatus",
            successes: ["STOPPED"],
            failures: [],
            stop: Call(
                action: "stopTask",
                parameters: ["Cluster": .answer("Tasks[0].ClusterArn"), "Task": .answer("Tasks[0].TaskArn")]
            ),
            exitCodes: "Containers"
        ),
        "glue:startJobRun": JobPattern(
            describe: Call(
                action: "getJobRun",
                parameters: ["JobName": .parameter("JobName"), "RunId": .answer("JobRunId")]
            ),
            job: "JobRun",
            status: "JobRunState",
            successes: ["SUCCEEDED"],
            failures: ["FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED"],
            stop: Call(
                action: "batchStopJobRun",
                parameters: ["JobName": .parameter("JobName"), "JobRunIds": .list(.answer("JobRunId"))]
            )
        ),
        "codebuild:startBuild": JobPattern(
            describe: Call(action: "batchGetBuilds", parameters: ["Ids": .list(.answer("Build.Id"))]),
            job: "Builds[0]",
            status: "BuildStatus",
            successes: ["SUCCEEDED"],
            failures: ["FAILED", "FAULT", "STOPPED", "TIMED_OUT"],
            stop: Call(action: "stopBuild", parameters: ["Id": .answer("Build.Id")])
        ),
        "athena:startQueryExecution": JobPattern(
            describe: Call(action: "getQueryExecution", parameters: ["QueryExecutionId": .answer("QueryExecutionId")]),
            status: "QueryExecution.Status.State",
            successes: ["SUCCEEDED"],
            failures: ["FAILED", "CANCELLED"],
            stop: Call(action: "stopQueryExecution", parameters: ["QueryExecutionId": .answer("QueryExecutionId")])
        ),
        "databrew:startJobRun": JobPattern(
            describe: Call(
                action: "describeJobRun",
                parameters: ["Name": .parameter("Name"), "RunId": .answer("RunId")]
            ),
            status: "State",
            successes: ["SUCCEEDED"],
            failures: ["FAILED", "STOPPED", "TIMEOUT"],
            stop: Call(action: "stopJobRun", parameters: ["Name": .parameter("Name"), "RunId": .answer("RunId")])
        ),
        "emr-serverless:startJobRun": JobPattern(
            describe: Call(
                action: "getJobRun",
                parameters: ["ApplicationId": .answer("ApplicationId"), "JobRunId": .answer("JobRunId")]
            ),
            status: "JobRun.State",
            successes: ["SUCCESS"],
            failures: ["FAILED", "CANCELLED"],
            stop: Call(
                action: "cancelJobRun",
                parameters: ["ApplicationId": .answer("ApplicationId"), "JobRunId": .answer("JobRunId")]
            )
        ),
        "emr-containers:startJobRun": JobPattern(
            describe: Call(
                action: "describeJobRun",
                parameters: ["VirtualClusterId": .answer("VirtualClusterId"), "Id": .answer("Id")]
            ),
            job: "JobRun",
            status: "State",
            successes: ["COMPLETED"],
            failures: ["FAILED", "CANCELLED"],
            stop: Call(
                action: "cancelJobRun",
                parameters: ["VirtualClusterId": .answer("VirtualClusterId"), "Id": .answer("Id")]
            )
        ),
        "mediaconvert:createJob": JobPattern(
            describe: Call(action: "getJob", parameters: ["Id": .answer("Job.Id")]),
            status: "Job.Status",
            successes: ["COMPLETE"],
            failures: ["ERROR", "CANCELED"],
            stop: Call(action: "cancelJob", parameters: ["Id": .answer("Job.Id")])
        ),
        "bedrock:createModelCustomizationJob": JobPattern(
            describe: Call(action: "getModelCustomizationJob", parameters: ["JobIdentifier": .answer("JobArn")]),
            status: "Status",
            successes: ["Completed"],
            failures: ["Failed", "Stopped"],
            stop: Call(action: "stopModelCustomizationJob", parameters: ["JobIdentifier": .answer("JobArn")])
        ),
        "sagemaker:createTrainingJob": sageMaker("TrainingJob"),
        "sagemaker:createProcessingJob": sageMaker("ProcessingJob"),
        "sagemaker:createTransformJob": sageMaker("TransformJob"),
        "sagemaker:createHyperParameterTuningJob": sageMaker("HyperParameterTuningJob"),
        "sagemaker:createLabelingJob": sageMaker("LabelingJob"),
    ]

    private static func sageMaker(_ kind: String) -> JobPattern {
        let name = ["\(kind)Name": Source.parameter("\(kind)Name")]
        return JobPattern(
            describe: Call(action: "describe\(kind)", parameters: name),
            status: "\(kind)Status",
            successes: ["Completed"],
            failures: ["Failed", "Stopped"],
            stop: Call(action: "stop\(kind)", parameters: name)
        )
    }
}

// MARK: - Reading

extension JobPattern {
    /// How a job stands.
    enum Standing: Equatable {
        case going
        case succeeded(JSONValue)
        case failed(JSONValue)
    }

    /// How the job stands by the answer of `describe`.
    func standing(_ answer: JSONValue) -> Standing {
        guard let job = job.isEmpty ? answer : Self.find(job, in: answer),
            let status = Self.find(status, in: job)?.stringValue
        else { return .going }
        if failures.contains(status) { return .failed(job) }
        guard successes.contains(status) else { return .going }
        guard let exitCodes else { return .succeeded(job) }
        let codes = (Self.find(exitCodes, in: job)?.arrayValue ?? []).map { $0["ExitCode"]?.integerValue }
        return codes.allSatisfy { $0 == 0 } && !codes.isEmpty ? .succeeded(job) : .failed(job)
    }

    /// The value at `A.B[0].C`.
    fileprivate static func find(_ path: String, in value: JSONValue) -> JSONValue? {
        var found = value
        for step in path.split(separator: ".") {
            let name = step.prefix { $0 != "[" }
            guard let next = found[String(name)] else { return nil }
            found = next
            guard name.count < step.count else { continue }
            let index = step.dropFirst(name.count + 1).dropLast()
            guard let place = Int(index), let element = found[place] else { return nil }
            found = element
        }
        return found
    }
}

// MARK: - Calling

extension JobPattern.Call {
    private static let seconds = 60.0

    /// The call about `job`; nil where one of its parameters is not known.
    func call(about job: RemoteJob, of service: String) -> AWSCall? {
        func value(_ source: JobPattern.Source) -> JSONValue? {
            switch source {
            case .answer(let path): JobPattern.find(path, in: job.submitted.value)
            case .parameter(let name): job.parameters.value[name]
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
}
