extension JobPattern {
    /// The jobs that AWS waits for, by the service and the action that begins them.
    static let all: [String: JobPattern] = [
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
        "codebuild:startBuild": codeBuild("Build", list: "Builds"),
        "codebuild:startBuildBatch": codeBuild("BuildBatch", list: "BuildBatches"),
        "codebuild:retryBuildBatch": codeBuild("BuildBatch", list: "BuildBatches"),
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
        "emr-serverless:cancelJobRun": JobPattern(
            describe: Call(
                action: "getJobRun",
                parameters: ["ApplicationId": .parameter("ApplicationId"), "JobRunId": .parameter("JobRunId")]
            ),
            status: "JobRun.State",
            successes: ["CANCELLED"],
            failures: ["SUCCESS", "FAILED"]
        ),
        "emr-serverless:createApplication": application(
            .answer("ApplicationId"),
            becomes: "CREATED",
            stop: "deleteApplication"
        ),
        "emr-serverless:startApplication": application(
            .parameter("ApplicationId"),
            becomes: "STARTED",
            stop: "stopApplication"
        ),
        "emr-serverless:stopApplication": application(.parameter("ApplicationId"), becomes: "STOPPED"),
        "emr-serverless:deleteApplication": application(.parameter("ApplicationId"), becomes: nil),
        "emr-containers:deleteVirtualCluster": JobPattern(
            describe: Call(action: "describeVirtualCluster", parameters: ["Id": .answer("Id")]),
            job: "VirtualCluster",
            status: "State",
            successes: ["TERMINATED"],
            failures: ["ARRESTED"],
            goneErrors: ["ResourceNotFoundException"]
        ),
        "elasticmapreduce:createCluster": cluster(
            .answer("ClusterId"),
            becomes: "WAITING",
            not: ["TERMINATING", "TERMINATED", "TERMINATED_WITH_ERRORS"]
        ),
        "elasticmapreduce:terminateCluster": cluster(
            .parameter("ClusterId"),
            becomes: "TERMINATED",
            not: ["TERMINATED_WITH_ERRORS"]
        ),
        "elasticmapreduce:addStep": JobPattern(
            describe: Call(
                action: "describeStep",
                parameters: ["ClusterId": .parameter("ClusterId"), "StepId": .answer("StepId")]
            ),
            status: "Step.Status.State",
            successes: ["COMPLETED"],
            failures: ["FAILED", "CANCELLED", "INTERRUPTED"],
            stop: Call(
                action: "cancelSteps",
                parameters: ["ClusterId": .parameter("ClusterId"), "StepIds": .list(.answer("StepId"))]
            ),
            kept: ["StepId"]
        ),
        "eks:createCluster": kubernetes("Cluster", ["Name"], becomes: "ACTIVE"),
        "eks:deleteCluster": kubernetes("Cluster", ["Name"], becomes: nil),
        "eks:createNodegroup": kubernetes("Nodegroup", ["ClusterName", "NodegroupName"], becomes: "ACTIVE"),
        "eks:deleteNodegroup": kubernetes("Nodegroup", ["ClusterName", "NodegroupName"], becomes: nil),
        "eks:createFargateProfile": kubernetes(
            "FargateProfile",
            ["ClusterName", "FargateProfileName"],
            becomes: "ACTIVE"
        ),
        "eks:deleteFargateProfile": kubernetes(
            "FargateProfile",
            ["ClusterName", "FargateProfileName"],
            becomes: nil
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

    /// What CodeBuild describes in a list; the sample project "Build an AWS CodeBuild project" reads the result's `Build`.
    private static func codeBuild(_ kind: String, list: String) -> JobPattern {
        JobPattern(
            describe: Call(action: "batchGet\(list)", parameters: ["Ids": .list(.answer("\(kind).Id"))]),
            job: "\(list)[0]",
            status: "\(kind)Status",
            successes: ["SUCCEEDED"],
            failures: ["FAILED", "FAULT", "STOPPED", "TIMED_OUT"],
            stop: Call(action: "stop\(kind)", parameters: ["Id": .answer("\(kind).Id")]),
            resultMember: kind
        )
    }

    /// An application of EMR Serverless; `becomes` nothing where it is to be gone.
    private static func application(_ id: Source, becomes state: String?, stop: String? = nil) -> JobPattern {
        JobPattern(
            describe: Call(action: "getApplication", parameters: ["ApplicationId": id]),
            status: "Application.State",
            successes: state.map { [$0] } ?? ["TERMINATED"],
            failures: state == nil ? [] : ["TERMINATED"],
            stop: stop.map { Call(action: $0, parameters: ["ApplicationId": id]) },
            goneErrors: state == nil ? ["ResourceNotFoundException"] : []
        )
    }

    /// A cluster of EMR, which AWS leaves running when nobody waits for it any more.
    private static func cluster(_ id: Source, becomes state: String, not failures: Set<String>) -> JobPattern {
        JobPattern(
            describe: Call(action: "describeCluster", parameters: ["ClusterId": id]),
            status: "Cluster.Status.State",
            successes: [state],
            failures: failures,
            kept: ["ClusterId"]
        )
    }

    /// A cluster of EKS or a part of one, by the members that name it; AWS leaves it when nobody waits for it any more.
    private static func kubernetes(_ kind: String, _ names: [String], becomes state: String?) -> JobPattern {
        let parameters = names.map { ($0, Source.answer("\(kind).\($0)")) }
        return JobPattern(
            describe: Call(action: "describe\(kind)", parameters: Dictionary(uniqueKeysWithValues: parameters)),
            status: "\(kind).Status",
            successes: state.map { [$0] } ?? [],
            failures: state == nil ? ["DELETE_FAILED"] : ["DELETING", "FAILED", "CREATE_FAILED"],
            goneErrors: state == nil ? ["ResourceNotFoundException"] : []
        )
    }

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
