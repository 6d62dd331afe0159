// The operations on activities and on tasks that are reported (AWS API Reference). Members and constraints are those of
// the API's model.

/// `CreateActivity`.
package struct CreateActivityRequest: WireShape {
    package var name = ""
    package var tags: [Tag] = []
    package var encryptionConfiguration: EncryptionConfiguration?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("name", &name, .name)
        visitor.shapes("tags", &tags)
        visitor.shape("encryptionConfiguration", &encryptionConfiguration)
    }
}

/// The answer to `CreateActivity`.
package struct CreateActivityResponse: WireShape {
    package var activityARN = ""
    package var creationDate = WireTime(milliseconds: 0)

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("activityArn", &activityARN)
        visitor.time("creationDate", &creationDate)
    }
}

/// `DeleteActivity` and `DescribeActivity`.
package struct ActivityRequest: WireShape {
    package var activityARN = ""

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("activityArn", &activityARN, .arn)
    }
}

/// The answer to `DescribeActivity`.
package struct DescribeActivityResponse: WireShape {
    package var activityARN = ""
    package var name = ""
    package var creationDate = WireTime(milliseconds: 0)
    package var encryptionConfiguration = EncryptionConfiguration()

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("activityArn", &activityARN)
        visitor.text("name", &name)
        visitor.time("creationDate", &creationDate)
        visitor.shape("encryptionConfiguration", &encryptionConfiguration)
    }
}

/// `ListActivities`.
package struct ListActivitiesRequest: WireShape {
    /// 1 to 1,000; 0 and nil stand for 100.
    package var maxResults: Int64?
    package var nextToken: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.integer("maxResults", &maxResults, PageSize.range)
        visitor.text("nextToken", &nextToken, .pageToken)
    }
}

/// The answer to `ListActivities`.
package struct ListActivitiesResponse: WireShape {
    package var activities: [ActivityListItem] = []
    package var nextToken: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.shapes("activities", &activities)
        visitor.text("nextToken", &nextToken)
    }
}

/// An activity in a list.
package struct ActivityListItem: WireShape {
    package var activityARN = ""
    package var name = ""
    package var creationDate = WireTime(milliseconds: 0)

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("activityArn", &activityARN)
        visitor.text("name", &name)
        visitor.time("creationDate", &creationDate)
    }
}

/// `GetActivityTask`.
package struct GetActivityTaskRequest: WireShape {
    package var activityARN = ""
    package var workerName: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("activityArn", &activityARN, .arn)
        visitor.text("workerName", &workerName, .name)
    }
}

/// The answer to `GetActivityTask`; empty when no task came.
package struct GetActivityTaskResponse: WireShape {
    package var taskToken: String?
    package var input: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("taskToken", &taskToken)
        visitor.text("input", &input)
    }
}

/// `SendTaskSuccess`.
package struct SendTaskSuccessRequest: WireShape {
    package var taskToken = ""
    /// JSON text.
    package var output = ""

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("taskToken", &taskToken, .taskToken)
        visitor.text("output", &output, TextRule(0...262_144, isSensitive: true))
    }
}

/// `SendTaskFailure`.
package struct SendTaskFailureRequest: WireShape {
    package var taskToken = ""
    package var error: String?
    package var cause: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("taskToken", &taskToken, .taskToken)
        visitor.text("error", &error, TextRule(0...256, isSensitive: true))
        visitor.text("cause", &cause, TextRule(0...32_768, isSensitive: true))
    }
}

/// `SendTaskHeartbeat`.
package struct SendTaskHeartbeatRequest: WireShape {
    package var taskToken = ""

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("taskToken", &taskToken, .taskToken)
    }
}

/// The answer of operations that say nothing but that it is done.
package struct EmptyResponse: WireShape {
    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {}
}

extension TextRule {
    /// The token of a task.
    package static let taskToken = TextRule(1...2048)
}
