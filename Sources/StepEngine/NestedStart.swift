import StepJSON
import StepMachine
import StepTime

/// The parameters of a `states:startExecution` task, read.
struct NestedStart {
    var machine: String
    var name: String?
    var input: JSONDocument
    var traceHeader: String?

    /// - Throws: what StartExecution would answer.
    init(_ request: TaskRequest, _ names: ResourceNames) throws(EngineError) {
        let parameters = request.parameters.value
        machine = try names.machineName(ofARN: parameters["StateMachineArn"]?.stringValue ?? "")
        name = parameters["Name"]?.stringValue
        traceHeader = parameters["TraceHeader"]?.stringValue
        if let name { try ResourceNames.check(name: name) }
        input = try ExecutionInput.document(parameters["Input"])
    }

    /// An error of StartExecution as the task fails with it: `StepFunctions.StateMachineDoesNotExistException`, in the
    /// words of the AWS SDK for Java 1.x (recorded).
    static func fault(_ error: EngineError, requestID: String) -> (error: String, cause: String) {
        let (code, status): (String, Int) =
            switch error.code {
            case .stateMachineDoesNotExist: ("StateMachineDoesNotExist", 400)
            case .executionAlreadyExists: ("ExecutionAlreadyExists", 400)
            case .executionLimitExceeded: ("ExecutionLimitExceeded", 400)
            case .invalidArn: ("InvalidArn", 400)
            case .invalidName: ("InvalidName", 400)
            case .invalidExecutionInput: ("InvalidExecutionInput", 400)
            default: ("AWSStepFunctions", 500)
            }
        let cause =
            "\(error.message) (Service: AWSStepFunctions; Status Code: \(status); Error Code: \(code); "
            + "Request ID: \(requestID); Proxy: null)"
        return ("StepFunctions.\(code)Exception", cause)
    }
}

/// An execution as the task that waited for it gets it: DescribeExecution in Step Functions' spelling (recorded).
struct NestedDescription {
    let facts: ExecutionFacts
    let result: ExecutionResult
    let stop: Timestamp
    /// Whether input and output are JSON (`.sync:2`) or JSON text (`.sync`).
    let isJSON: Bool

    var value: JSONValue {
        var object = JSONObject()
        object["Cause"] = result.cause.map { .string($0) }
        object["Error"] = result.error.map { .string($0) }
        object["ExecutionArn"] = .string(facts.arn)
        object["Input"] = document(facts.input)
        object["InputDetails"] = ["Included": true]
        object["Name"] = .string(facts.name)
        if let output = result.output {
            object["Output"] = document(output)
            object["OutputDetails"] = ["Included": true]
        }
        object["RedriveCount"] = 0
        if result.status == .succeeded {
            object["RedriveStatus"] = "NOT_REDRIVABLE"
            object["RedriveStatusReason"] = "Execution is SUCCEEDED and cannot be redriven"
        } else {
            object["RedriveStatus"] = "REDRIVABLE"
        }
        object["StartDate"] = .number(JSONNumber(facts.startTime.milliseconds))
        object["StateMachineArn"] = .string(facts.stateMachineARN)
        object["Status"] = .string(result.status.name)
        object["StopDate"] = .number(JSONNumber(stop.milliseconds))
        return .object(object)
    }

    private func document(_ document: JSONDocument) -> JSONValue {
        isJSON ? document.value : .string(document.text)
    }
}
