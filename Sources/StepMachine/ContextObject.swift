import StepJSON
import StepLanguage
import StepTime

/// The Context Object: `$$` in JSONPath, `$states.context` in JSONata (AWS, "Accessing execution data from the Context
/// object"). Members stand in the order AWS writes them.
struct ContextObject {
    let facts: ExecutionFacts
    let state: State
    let frame: Frame

    var value: JSONValue {
        var current: JSONObject = [
            "Name": .string(state.name),
            "EnteredTime": .string(frame.entry.time.rfc3339),
        ]
        if case .task = state.kind {
            current["RetryCount"] = .number(JSONNumber(frame.retries.reduce(0, +)))
        }
        return .object([
            "Execution": .object([
                "Id": .string(facts.arn),
                "Input": facts.input.value,
                "StartTime": .string(facts.startTime.rfc3339),
                "Name": .string(facts.name),
                "RoleArn": .string(facts.roleARN),
                "RedriveCount": 0,
            ]),
            "StateMachine": .object([
                "Id": .string(facts.stateMachineARN),
                "Name": .string(facts.stateMachineName),
            ]),
            "State": .object(current),
        ])
    }
}
