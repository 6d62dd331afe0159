import StepJSON

/// A service that Step Functions has an optimized integration for, `arn:aws:states:::sqs:sendMessage` (AWS, "Integrating
/// optimized services with Step Functions").
///
/// These are called by the AWS SDK for Java 1.x, whose names their errors have, and their results carry the answer's
/// metadata (recorded).
struct OptimizedService: Sendable, Equatable {
    /// In the resource: `sqs`.
    var name: String
    /// The service's name as `aws-sdk` has it.
    var service: String
    /// The actions that are called as they are.
    var actions: Set<String>
    /// What an error begins with: `SQS`.
    var errorPrefix: String
    /// The error of a code that the model does not list: `AmazonSQSException`.
    var unmodelledError: String
    /// How causes name the service: `AmazonSQS`.
    var clientName: String
    /// Parameters that the API takes as text, and a state may give as JSON.
    var documentMembers: Set<String> = []
    /// Whether results keep the model's names, which is how these are recorded; those of the others are spelt as in
    /// `aws-sdk`.
    var keepsModelNames = true
    /// Whether results carry the answer's metadata.
    var showsMetadata = true
    /// What parameters are that a state leaves out or gives as null.
    var defaults: [String: JSONValue] = [:]

    static let lambda = OptimizedService(
        name: "lambda",
        service: "lambda",
        actions: ["invoke"],
        errorPrefix: "Lambda",
        unmodelledError: "AWSLambdaException",
        clientName: "AWSLambda",
        documentMembers: ["Payload"],
        // A function that is given nothing gets an empty event.
        defaults: ["Payload": "{}"]
    )

    static let all = [
        lambda,
        OptimizedService(
            name: "sqs",
            service: "sqs",
            actions: ["sendMessage"],
            errorPrefix: "SQS",
            unmodelledError: "AmazonSQSException",
            clientName: "AmazonSQS",
            documentMembers: ["MessageBody"]
        ),
        OptimizedService(
            name: "sns",
            service: "sns",
            actions: ["publish"],
            errorPrefix: "SNS",
            unmodelledError: "AmazonSNSException",
            clientName: "AmazonSNS",
            documentMembers: ["Message"]
        ),
        OptimizedService(
            name: "dynamodb",
            service: "dynamodb",
            actions: ["getItem", "putItem", "updateItem", "deleteItem"],
            errorPrefix: "DynamoDB",
            unmodelledError: "AmazonDynamoDBException",
            clientName: "AmazonDynamoDBv2"
        ),
        OptimizedService(
            name: "events",
            service: "eventbridge",
            actions: ["putEvents"],
            errorPrefix: "EventBridge",
            unmodelledError: "AmazonEventBridgeException",
            clientName: "AmazonEventBridge",
            showsMetadata: false
        ),
        other(
            "athena",
            "Athena",
            ["getQueryExecution", "getQueryResults", "startQueryExecution", "stopQueryExecution"]
        ),
        other("batch", "Batch", ["submitJob"]),
        other("bedrock", "Bedrock", ["createModelCustomizationJob"]),
        other("bedrock", "Bedrock", ["invokeModel"], service: "bedrockruntime"),
        other(
            "codebuild",
            "CodeBuild",
            [
                "batchDeleteBuilds", "batchGetReports", "deleteBuildBatch", "retryBuildBatch", "startBuild",
                "startBuildBatch", "stopBuild", "stopBuildBatch",
            ]
        ),
        other("databrew", "DataBrew", ["startJobRun"]),
        other("ecs", "ECS", ["runTask"]),
        other("emr-containers", "EMRContainers", ["createVirtualCluster", "deleteVirtualCluster", "startJobRun"]),
        other(
            "emr-serverless",
            "EMRServerless",
            [
                "cancelJobRun", "createApplication", "deleteApplication", "startApplication", "startJobRun",
                "stopApplication",
            ]
        ),
        other("glue", "Glue", ["startJobRun"]),
        other("mediaconvert", "MediaConvert", ["createJob"]),
        other(
            "sagemaker",
            "SageMaker",
            [
                "createEndpoint", "createEndpointConfig", "createHyperParameterTuningJob", "createLabelingJob",
                "createModel", "createProcessingJob", "createTrainingJob", "createTransformJob", "updateEndpoint",
            ]
        ),
    ]

    /// A service that nothing is recorded of: its errors are named by the rule that the recorded ones follow.
    private static func other(
        _ name: String,
        _ prefix: String,
        _ actions: Set<String>,
        service: String? = nil
    ) -> OptimizedService {
        OptimizedService(
            name: name,
            service: service ?? String(name.filter { $0 != "-" }),
            actions: actions,
            errorPrefix: prefix,
            unmodelledError: "AWS\(prefix)Exception",
            clientName: "AWS\(prefix)",
            keepsModelNames: false
        )
    }

    /// The service of `arn:aws:states:::<name>:<action>`; nil for any other.
    static func find(_ name: String, action: String) -> OptimizedService? {
        all.first { $0.name == name && $0.actions.contains(action) }
    }

    /// The parameters of the call that a state's parameters stand for.
    func parameters(_ value: JSONValue, originARNs: [String]) -> JSONValue {
        guard case .object(var object) = value else { return value }
        if name == "events", case .array(let entries)? = object["Entries"] {
            object["Entries"] = .array(entries.map { Self.event($0, originARNs) })
        }
        for member in documentMembers { Self.makeText(member, in: &object) }
        for (member, value) in defaults where object[member] ?? .null == .null { object[member] = value }
        return .object(object)
    }

    /// A member that may be given as JSON becomes text; what is null is as if it were absent (recorded).
    private static func makeText(_ member: String, in object: inout JSONObject) {
        guard let given = object[member], given != .null, given.stringValue == nil else { return }
        object[member] = .string(JSONWriter.text(of: given))
    }

    /// An event as the API wants it: its detail, which may be given as JSON, as text; and among its resources the machine
    /// and the execution that it comes from (recorded).
    private static func event(_ entry: JSONValue, _ originARNs: [String]) -> JSONValue {
        guard case .object(var object) = entry else { return entry }
        makeText("Detail", in: &object)
        let own = object["Resources"]?.arrayValue ?? []
        object["Resources"] = .array(own + originARNs.map { .string($0) })
        return .object(object)
    }
}
