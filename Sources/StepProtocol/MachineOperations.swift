// The operations on state machines (AWS API Reference). Members and constraints are those of the API's model.

/// `CreateStateMachine`.
package struct CreateStateMachineRequest: WireShape {
    package var name = ""
    package var definition = ""
    package var roleARN = ""
    /// `STANDARD` or `EXPRESS`; nil stands for `STANDARD`.
    package var type: String?
    package var publish: Bool?
    package var versionDescription: String?
    package var loggingConfiguration: LoggingConfiguration?
    package var tracingConfiguration: TracingConfiguration?
    package var encryptionConfiguration: EncryptionConfiguration?
    package var tags: [Tag] = []

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("name", &name, .name)
        visitor.text("definition", &definition, TextRule(1...1_048_576, isSensitive: true))
        visitor.text("roleArn", &roleARN, .arn)
        visitor.text("type", &type, TextRule(values: ["STANDARD", "EXPRESS"]))
        visitor.flag("publish", &publish)
        visitor.text("versionDescription", &versionDescription, TextRule(0...256, isSensitive: true))
        visitor.shape("loggingConfiguration", &loggingConfiguration)
        visitor.shape("tracingConfiguration", &tracingConfiguration)
        visitor.shape("encryptionConfiguration", &encryptionConfiguration)
        visitor.shapes("tags", &tags)
    }
}

/// The answer to `CreateStateMachine`.
package struct CreateStateMachineResponse: WireShape {
    package var stateMachineARN = ""
    package var creationDate = WireTime(milliseconds: 0)

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("stateMachineArn", &stateMachineARN)
        visitor.time("creationDate", &creationDate)
    }
}

/// `DeleteStateMachine`.
package struct DeleteStateMachineRequest: WireShape {
    package var stateMachineARN = ""

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("stateMachineArn", &stateMachineARN, .arn)
    }
}

/// `DescribeStateMachine`.
package struct DescribeStateMachineRequest: WireShape {
    package var stateMachineARN = ""
    /// `ALL_DATA` or `METADATA_ONLY`; nil stands for the first.
    package var includedData: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("stateMachineArn", &stateMachineARN, .arn)
        visitor.text("includedData", &includedData, .includedData)
    }
}

/// The answer to `DescribeStateMachine`.
package struct DescribeStateMachineResponse: WireShape {
    package var stateMachineARN = ""
    package var name = ""
    package var status = ""
    /// The text it was created with; `{}` when only metadata was asked for.
    package var definition = ""
    package var roleARN = ""
    package var type = ""
    package var creationDate = WireTime(milliseconds: 0)
    package var loggingConfiguration = LoggingConfiguration()
    package var tracingConfiguration = TracingConfiguration()
    package var encryptionConfiguration = EncryptionConfiguration()
    /// Nil for a machine that was never updated.
    package var revisionID: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("stateMachineArn", &stateMachineARN)
        visitor.text("name", &name)
        visitor.text("status", &status)
        visitor.text("definition", &definition)
        visitor.text("roleArn", &roleARN)
        visitor.text("type", &type)
        visitor.time("creationDate", &creationDate)
        visitor.shape("loggingConfiguration", &loggingConfiguration)
        visitor.shape("tracingConfiguration", &tracingConfiguration)
        visitor.shape("encryptionConfiguration", &encryptionConfiguration)
        visitor.text("revisionId", &revisionID)
    }
}

/// `DescribeStateMachineForExecution`.
package struct DescribeStateMachineForExecutionRequest: WireShape {
    package var executionARN = ""
    /// `ALL_DATA` or `METADATA_ONLY`; nil stands for the first.
    package var includedData: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("executionArn", &executionARN, .arn)
        visitor.text("includedData", &includedData, .includedData)
    }
}

/// The answer to `DescribeStateMachineForExecution`: the machine as it was when the execution began.
package struct DescribeStateMachineForExecutionResponse: WireShape {
    package var stateMachineARN = ""
    package var name = ""
    /// `{}` when only metadata was asked for.
    package var definition = ""
    package var roleARN = ""
    /// When that revision was made.
    package var updateDate = WireTime(milliseconds: 0)
    package var loggingConfiguration = LoggingConfiguration()
    package var tracingConfiguration = TracingConfiguration()
    package var encryptionConfiguration = EncryptionConfiguration()
    /// Nil for a machine that was not updated before.
    package var revisionID: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("stateMachineArn", &stateMachineARN)
        visitor.text("name", &name)
        visitor.text("definition", &definition)
        visitor.text("roleArn", &roleARN)
        visitor.time("updateDate", &updateDate)
        visitor.shape("loggingConfiguration", &loggingConfiguration)
        visitor.shape("tracingConfiguration", &tracingConfiguration)
        visitor.shape("encryptionConfiguration", &encryptionConfiguration)
        visitor.text("revisionId", &revisionID)
    }
}

/// `ListStateMachines`.
package struct ListStateMachinesRequest: WireShape {
    /// 1 to 1,000; 0 and nil stand for 100.
    package var maxResults: Int64?
    package var nextToken: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.integer("maxResults", &maxResults, PageSize.range)
        visitor.text("nextToken", &nextToken, .pageToken)
    }
}

/// The answer to `ListStateMachines`.
package struct ListStateMachinesResponse: WireShape {
    package var stateMachines: [StateMachineListItem] = []
    package var nextToken: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.shapes("stateMachines", &stateMachines)
        visitor.text("nextToken", &nextToken)
    }
}

/// A state machine in a list.
package struct StateMachineListItem: WireShape {
    package var stateMachineARN = ""
    package var name = ""
    package var type = ""
    package var creationDate = WireTime(milliseconds: 0)

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("stateMachineArn", &stateMachineARN)
        visitor.text("name", &name)
        visitor.text("type", &type)
        visitor.time("creationDate", &creationDate)
    }
}
