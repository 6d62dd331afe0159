/// An execution in a list (AWS API Reference, "ExecutionListItem"), and a little more in this daemon's own operations.
///
/// JSON: `{"executionArn", "stateMachineArn", "name", "status", "startDate", "stopDate", "redriveCount", "slot"}`.
package struct ExecutionListItem: WireShape {
    package var executionARN = ""
    package var stateMachineARN = ""
    package var name = ""
    /// `RUNNING`, `SUCCEEDED`, `FAILED`, `TIMED_OUT`, `ABORTED`.
    package var status = ""
    package var startDate = WireTime(milliseconds: 0)
    /// Nil while it runs.
    package var stopDate: WireTime?
    package var redriveCount: Int64 = 0
    /// The slot of the schedule that started it. Only in the answers of `Stepd.` operations.
    package var slot: WireTime?
    /// What it waits for before it begins, in words. Only in the answers of `Stepd.` operations.
    package var waitsFor: String?

    package init() {}

    package mutating func visit(_ visitor: inout some WireVisitor) {
        visitor.text("executionArn", &executionARN)
        visitor.text("stateMachineArn", &stateMachineARN)
        visitor.text("name", &name)
        visitor.text("status", &status)
        visitor.time("startDate", &startDate)
        visitor.time("stopDate", &stopDate)
        visitor.integer("redriveCount", &redriveCount)
        visitor.time("slot", &slot)
        visitor.text("waitsFor", &waitsFor)
    }

    /// The name of the machine, which for a job is the job's name: the last part of its ARN.
    package var stateMachineName: String {
        stateMachineARN.split(separator: ":").last.map(String.init) ?? stateMachineARN
    }
}
