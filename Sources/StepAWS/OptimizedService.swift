package import StepJSON

/// A service that Step Functions has an optimized integration for, `arn:aws:states:::sqs:sendMessage` (AWS, "Integrating
/// optimized services with Step Functions").
///
/// These are called by the AWS SDK for Java 1.x, whose names their errors have, and their results carry the answer's
/// metadata (recorded).
package struct OptimizedService: Sendable, Equatable {
    /// In the resource: `sqs`.
    package var name: String
    /// The service's name as `aws-sdk` has it.
    package var service: String
    package var actions: Set<String>
    /// What an error begins with: `SQS`.
    package var errorPrefix: String
    /// The error of a code that the model does not list: `AmazonSQSException`.
    package var unmodelledError: String
    /// How causes name the service: `AmazonSQS`.
    package var clientName: String
    /// Parameters that the API takes as text, and a state may give as JSON.
    package var documentMembers: Set<String> = []
    /// Whether results keep the model's names, which is how these are recorded; those of the others are spelt as in
    /// `aws-sdk`.
    package var keepsModelNames = true
    /// Whether results carry the answer's metadata.
    package var showsMetadata = true
    /// What parameters are that a state leaves out or gives as null.
    package var defaults: [String: JSONValue] = [:]
    /// Actions that are not called as they are.
    package var differences: [String: ActionDifference] = [:]

    package static let lambda = OptimizedService(
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

    package static let all = [
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
        other(
            "eks",
            "EKS",
            [
                "createCluster", "createFargateProfile", "createNodegroup", "deleteCluster", "deleteFargateProfile",
                "deleteNodegroup",
            ]
        ),
        emr,
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

    /// Its actions wrap those of the API.
    private static let emr: OptimizedService = {
        let cluster = ["ClusterId": "JobFlowIds[]"]
        var service = other("elasticmapreduce", "ElasticMapReduce", [], service: "emr")
        service.differences = [
            "createCluster": ActionDifference(
                operation: "runJobFlow",
                refused: ["Steps"],
                required: ["Instances.KeepJobFlowAliveWhenNoSteps": true],
                results: ["ClusterId": "JobFlowId"]
            ),
            "terminateCluster": ActionDifference(operation: "terminateJobFlows", parameters: cluster),
            "setClusterTerminationProtection": ActionDifference(
                operation: "setTerminationProtection",
                parameters: cluster
            ),
            "addStep": ActionDifference(
                operation: "addJobFlowSteps",
                parameters: ["ClusterId": "JobFlowId", "Step": "Steps[]"],
                results: ["StepId": "StepIds[0]"]
            ),
            "cancelStep": ActionDifference(
                operation: "cancelSteps",
                parameters: ["StepId": "StepIds[]"],
                results: ["CancelStepsInfo": "CancelStepsInfoList[0]"]
            ),
            "modifyInstanceFleetByName": ActionDifference(
                operation: "modifyInstanceFleet",
                lookup: NameLookup(
                    operation: "listInstanceFleets",
                    list: "InstanceFleets",
                    nameParameter: "InstanceFleetName",
                    target: "InstanceFleet",
                    idMember: "InstanceFleetId"
                )
            ),
            "modifyInstanceGroupByName": ActionDifference(
                operation: "modifyInstanceGroups",
                parameters: ["InstanceGroup": "InstanceGroups[]"],
                lookup: NameLookup(
                    operation: "listInstanceGroups",
                    list: "InstanceGroups",
                    nameParameter: "InstanceGroupName",
                    target: "InstanceGroup",
                    idMember: "InstanceGroupId"
                )
            ),
        ]
        service.actions = Set(service.differences.keys)
        return service
    }()

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
    package static func find(_ name: String, action: String) -> OptimizedService? {
        all.first { $0.name == name && $0.actions.contains(action) }
    }

    /// The parameters of the call that a state's parameters stand for.
    package func parameters(_ value: JSONValue, originARNs: [String]) -> JSONValue {
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
