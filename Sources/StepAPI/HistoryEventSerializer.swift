import StepMachine
import StepProtocol

/// Writes history events as `GetExecutionHistory` answers them (AWS API Reference, "HistoryEvent").
struct HistoryEventSerializer {
    /// Whether inputs, outputs, parameters and variables are written; errors and causes are in any case.
    let includesData: Bool

    func write(_ event: HistoryEvent, to writer: inout WireWriter) {
        writer.beginObject()
        writer.key("timestamp")
        writer.write(WireTime(event.timestamp))
        let type = event.type.name
        text("type", type, &writer)
        number("id", event.id, &writer)
        number("previousEventId", event.previousID, &writer)
        if event.details != .none, let member = HistoryEventRecord.detailsMember(ofType: type) {
            writer.key(member)
            writer.beginObject()
            write(event.details, to: &writer)
            writer.endObject()
        }
        writer.endObject()
    }

    private func write(_ details: HistoryEventDetails, to writer: inout WireWriter) {
        switch details {
        case .none: break
        case .executionStarted(let input, let roleARN):
            document("input", input, &writer)
            text("roleArn", roleARN, &writer)
        case .executionSucceeded(let output):
            document("output", output, &writer)
        case .executionEnded(let error, let cause):
            text("error", error, &writer)
            text("cause", cause, &writer)
        case .stateEntered(let name, let input):
            text("name", name, &writer)
            document("input", input, &writer)
        case .stateExited(let name, let output, let variables):
            text("name", name, &writer)
            document("output", output, &writer)
            write(variables, to: &writer)
        case .taskScheduled(let details):
            write(details, to: &writer)
        case .taskStarted(let resourceType, let resource):
            task(resourceType, resource, &writer)
        case .taskOutput(let resourceType, let resource, let output):
            task(resourceType, resource, &writer)
            document("output", output, &writer)
        case .taskFailed(let resourceType, let resource, let error, let cause):
            task(resourceType, resource, &writer)
            text("error", error, &writer)
            text("cause", cause, &writer)
        case .evaluationFailed(let error, let cause, let location, let state):
            text("error", error, &writer)
            text("cause", cause, &writer)
            text("location", location, &writer)
            text("state", state, &writer)
        case .workScheduled(let details):
            write(details, to: &writer)
        case .activityStarted(let workerName):
            text("workerName", workerName, &writer)
        case .workOutput(let output):
            document("output", output, &writer)
        case .workFailed(let error, let cause):
            text("error", error, &writer)
            text("cause", cause, &writer)
        case .mapStateStarted(let length):
            number("length", length, &writer)
        case .mapIteration(let name, let index):
            text("name", name, &writer)
            number("index", index, &writer)
        }
    }

    private func write(_ details: TaskScheduledDetails, to writer: inout WireWriter) {
        task(details.resourceType, details.resource, &writer)
        text("region", details.region, &writer)
        if includesData { text("parameters", details.parameters, &writer) }
        number("timeoutInSeconds", details.timeoutSeconds, &writer)
        number("heartbeatInSeconds", details.heartbeatSeconds, &writer)
        credentials(details.roleARN, &writer)
    }

    private func write(_ details: WorkScheduledDetails, to writer: inout WireWriter) {
        text("resource", details.resource, &writer)
        document("input", details.input, &writer)
        number("timeoutInSeconds", details.timeoutSeconds, &writer)
        number("heartbeatInSeconds", details.heartbeatSeconds, &writer)
        credentials(details.roleARN, &writer)
    }

    private func credentials(_ roleARN: String?, _ writer: inout WireWriter) {
        guard let roleARN else { return }
        writer.key("taskCredentials")
        writer.beginObject()
        text("roleArn", roleARN, &writer)
        writer.endObject()
    }

    private func write(_ variables: [AssignedVariable], to writer: inout WireWriter) {
        guard includesData, !variables.isEmpty else { return }
        writer.key("assignedVariables")
        writer.beginObject()
        for variable in variables { text(variable.name, variable.value, &writer) }
        writer.endObject()
        truncation("assignedVariables", &writer)
    }

    /// An input or output with its `…Details`.
    private func document(_ name: String, _ text: String, _ writer: inout WireWriter) {
        guard includesData else { return }
        self.text(name, text, &writer)
        truncation(name, &writer)
    }

    /// `"inputDetails":{"truncated":false}`: nothing is ever truncated in answers of the API.
    private func truncation(_ name: String, _ writer: inout WireWriter) {
        writer.key(name + "Details")
        writer.beginObject()
        writer.key("truncated")
        writer.write(false)
        writer.endObject()
    }

    private func task(_ resourceType: String, _ resource: String, _ writer: inout WireWriter) {
        text("resourceType", resourceType, &writer)
        text("resource", resource, &writer)
    }

    private func text(_ name: String, _ value: String?, _ writer: inout WireWriter) {
        guard let value else { return }
        writer.key(name)
        writer.write(value)
    }

    private func number(_ name: String, _ value: Int64?, _ writer: inout WireWriter) {
        guard let value else { return }
        writer.key(name)
        writer.write(value)
    }
}
