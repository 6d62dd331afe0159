import StepEngine
import StepProtocol

/// The operations of workers: on activities, and on tasks that are reported.
struct TaskHandler: Sendable {
    let engine: Engine

    func createActivity(_ request: CreateActivityRequest) async throws(AWSError) -> CreateActivityResponse {
        guard request.tags.isEmpty else { throw .validation("This version of stepd does not support tags") }
        if let key = request.encryptionConfiguration?.type, key != "AWS_OWNED_KEY" {
            throw .validation("This version of stepd does not support encryption with \(key)")
        }
        let activity = try await AWSError.translating { () async throws(EngineError) in
            try await engine.createActivity(name: request.name)
        }
        var response = CreateActivityResponse()
        response.activityARN = activity.arn
        response.creationDate = WireTime(activity.creationDate)
        return response
    }

    func deleteActivity(_ request: ActivityRequest) async throws(AWSError) -> EmptyResponse {
        try await AWSError.translating { () async throws(EngineError) in
            try await engine.deleteActivity(arn: request.activityARN)
        }
        return EmptyResponse()
    }

    func describeActivity(_ request: ActivityRequest) async throws(AWSError) -> DescribeActivityResponse {
        let activity = try await AWSError.translating { () async throws(EngineError) in
            try await engine.describeActivity(arn: request.activityARN)
        }
        var response = DescribeActivityResponse()
        response.activityARN = activity.arn
        response.name = activity.name
        response.creationDate = WireTime(activity.creationDate)
        return response
    }

    func listActivities(_ request: ListActivitiesRequest) async throws(AWSError) -> ListActivitiesResponse {
        let page = try await AWSError.translating { () async throws(EngineError) in
            try await engine.listActivities(
                maxResults: PageSize.items(request.maxResults),
                nextToken: request.nextToken
            )
        }
        var response = ListActivitiesResponse()
        response.activities = page.items.map { activity in
            var item = ActivityListItem()
            item.activityARN = activity.arn
            item.name = activity.name
            item.creationDate = WireTime(activity.creationDate)
            return item
        }
        response.nextToken = page.nextToken
        return response
    }

    /// Waits for up to a minute.
    func activityTask(_ request: GetActivityTaskRequest) async throws(AWSError) -> GetActivityTaskResponse {
        let task = try await AWSError.translating { () async throws(EngineError) in
            try await engine.activityTask(arn: request.activityARN, workerName: request.workerName)
        }
        var response = GetActivityTaskResponse()
        response.taskToken = task?.token
        response.input = task?.input
        return response
    }

    func sendSuccess(_ request: SendTaskSuccessRequest) async throws(AWSError) -> EmptyResponse {
        try await AWSError.translating { () async throws(EngineError) in
            try await engine.sendTaskSuccess(token: request.taskToken, output: request.output)
        }
        return EmptyResponse()
    }

    func sendFailure(_ request: SendTaskFailureRequest) async throws(AWSError) -> EmptyResponse {
        try await AWSError.translating { () async throws(EngineError) in
            try await engine.sendTaskFailure(token: request.taskToken, error: request.error, cause: request.cause)
        }
        return EmptyResponse()
    }

    func sendHeartbeat(_ request: SendTaskHeartbeatRequest) async throws(AWSError) -> EmptyResponse {
        try await AWSError.translating { () async throws(EngineError) in
            try await engine.sendTaskHeartbeat(token: request.taskToken)
        }
        return EmptyResponse()
    }
}
