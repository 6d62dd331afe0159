/// The optimized integrations of Step Functions (AWS, "Integrating optimized services with Step Functions").
///
/// Everything else that AWS has is called through `aws-sdk:`.
enum ServiceIntegration {
    /// Whether AWS has an optimized integration for `action` of `service`.
    static func exists(service: String, action: String) -> Bool { actions[service]?.contains(action) ?? false }

    private static let actions: [String: Set<String>] = [
        "apigateway": ["invoke"],
        "athena": ["getQueryExecution", "getQueryResults", "startQueryExecution", "stopQueryExecution"],
        "batch": ["submitJob"],
        "bedrock": ["createModelCustomizationJob", "invokeModel"],
        "codebuild": [
            "batchDeleteBuilds", "batchGetReports", "deleteBuildBatch", "retryBuildBatch", "startBuild",
            "startBuildBatch", "stopBuild", "stopBuildBatch",
        ],
        "databrew": ["startJobRun"],
        "dynamodb": ["deleteItem", "getItem", "putItem", "updateItem"],
        "ecs": ["runTask"],
        "eks": [
            "call", "createCluster", "createFargateProfile", "createNodegroup", "deleteCluster",
            "deleteFargateProfile", "deleteNodegroup", "runJob",
        ],
        "elasticmapreduce": [
            "addStep", "cancelStep", "createCluster", "modifyInstanceFleetByName", "modifyInstanceGroupByName",
            "setClusterTerminationProtection", "terminateCluster",
        ],
        "emr-containers": ["createVirtualCluster", "deleteVirtualCluster", "startJobRun"],
        "emr-serverless": [
            "cancelJobRun", "createApplication", "deleteApplication", "startApplication", "startJobRun",
            "stopApplication",
        ],
        "events": ["putEvents"],
        "glue": ["startJobRun"],
        "http": ["invoke"],
        "lambda": ["invoke"],
        "mediaconvert": ["createJob"],
        "sagemaker": [
            "createEndpoint", "createEndpointConfig", "createHyperParameterTuningJob", "createLabelingJob",
            "createModel", "createProcessingJob", "createTrainingJob", "createTransformJob", "updateEndpoint",
        ],
        "sns": ["publish"],
        "sqs": ["sendMessage"],
        "states": ["startExecution"],
    ]
}
