// The operations on executions (AWS API Reference). Members and constraints are those of the API's model.

/// `StartExecution`.
package struct StartExecutionRequest: WireShape {
    package var stateMachineARN = ""
    package var name: String?
    /// JSON text; nil stands for `{}`.
    package var input: String?
    package var traceHeader: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("stateMachineArn", &stateMachineARN, .arn)
        visitor.text("name", &name, .name)
        visitor.text("input", &input, .data)
        visitor.text("traceHeader", &traceHeader, TextRule(0...256))
    }
}

/// The answer to `StartExecution`: the execution is in the database.
package struct StartExecutionResponse: WireShape {
    package var executionARN = ""
    package var startDate = WireTime(milliseconds: 0)

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("executionArn", &executionARN)
        visitor.time("startDate", &startDate)
    }
}

/// `StopExecution`.
package struct StopExecutionRequest: WireShape {
    package var executionARN = ""
    package var error: String?
    package var cause: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("executionArn", &executionARN, .arn)
        visitor.text("error", &error, TextRule(0...256, isSensitive: true))
        visitor.text("cause", &cause, TextRule(0...32_768, isSensitive: true))
    }
}

/// The answer to `StopExecution`.
package struct StopExecutionResponse: WireShape {
    package var stopDate = WireTime(milliseconds: 0)

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.time("stopDate", &stopDate)
    }
}

/// `DescribeExecution`.
package struct DescribeExecutionRequest: WireShape {
    package var executionARN = ""
    /// `ALL_DATA` or `METADATA_ONLY`; nil stands for the first.
    package var includedData: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("executionArn", &executionARN, .arn)
        visitor.text("includedData", &includedData, .includedData)
    }
}

/// The answer to `DescribeExecution`. Documents are JSON text.
package struct DescribeExecutionResponse: WireShape {
    package var executionARN = ""
    package var stateMachineARN = ""
    package var name = ""
    package var status = ""
    package var startDate = WireTime(milliseconds: 0)
    package var stopDate: WireTime?
    package var input: String?
    package var inputDetails: IncludedDetails?
    package var output: String?
    package var outputDetails: IncludedDetails?
    package var traceHeader: String?
    package var error: String?
    package var cause: String?
    package var redriveCount: Int64 = 0
    /// `REDRIVABLE` or `NOT_REDRIVABLE`.
    package var redriveStatus: String?
    package var redriveStatusReason: String?
    /// What a job's execution waits for before it begins, in words. Not AWS's: clients of AWS pass over it.
    package var waitsFor: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("executionArn", &executionARN)
        visitor.text("stateMachineArn", &stateMachineARN)
        visitor.text("name", &name)
        visitor.text("status", &status)
        visitor.time("startDate", &startDate)
        visitor.time("stopDate", &stopDate)
        visitor.text("input", &input)
        visitor.shape("inputDetails", &inputDetails)
        visitor.text("output", &output)
        visitor.shape("outputDetails", &outputDetails)
        visitor.text("traceHeader", &traceHeader)
        visitor.text("error", &error)
        visitor.text("cause", &cause)
        visitor.integer("redriveCount", &redriveCount)
        visitor.text("redriveStatus", &redriveStatus)
        visitor.text("redriveStatusReason", &redriveStatusReason)
        visitor.text("waitsFor", &waitsFor)
    }
}

/// `inputDetails` and `outputDetails` of an execution: whether the document is in the answer.
package struct IncludedDetails: WireShape {
    package var included: Bool?

    package init() {}

    package init(included: Bool) { self.included = included }

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.flag("included", &included)
    }
}

/// `ListExecutions`.
package struct ListExecutionsRequest: WireShape {
    package var stateMachineARN: String?
    package var statusFilter: String?
    /// 1 to 1,000; 0 and nil stand for 100.
    package var maxResults: Int64?
    package var nextToken: String?
    package var mapRunARN: String?
    package var redriveFilter: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("stateMachineArn", &stateMachineARN, .arn)
        visitor.text("statusFilter", &statusFilter, .executionStatus)
        visitor.integer("maxResults", &maxResults, PageSize.range)
        visitor.text("nextToken", &nextToken, TextRule(1...3096))
        visitor.text("mapRunArn", &mapRunARN, TextRule(1...2000))
        visitor.text("redriveFilter", &redriveFilter, TextRule(values: ["REDRIVEN", "NOT_REDRIVEN"]))
    }
}

/// The answer to `ListExecutions` and `Stepd.ListExecutions`, latest first.
package struct ListExecutionsResponse: WireShape {
    package var executions: [ExecutionListItem] = []
    package var nextToken: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.shapes("executions", &executions)
        visitor.text("nextToken", &nextToken)
    }
}

extension TextRule {
    /// An input or an output: JSON text.
    package static let data = TextRule(0...262_144, isSensitive: true)
}
