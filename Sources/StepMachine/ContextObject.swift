import StepJSON
import StepLanguage
import StepTime

/// The Context Object: `$$` in JSONPath, `$states.context` in JSONata (AWS, "Accessing execution data from the Context
/// object"). Members stand in the order AWS writes them.
struct ContextObject {
    let facts: ExecutionFacts
    let state: State
    let frame: Frame
    /// What the innermost iteration is for.
    let item: MapItem?
    /// While the arguments of a task are evaluated whose end is reported.
    let taskToken: String?

    var value: JSONValue {
        var current: JSONObject = [
            "Name": .string(state.name),
            "EnteredTime": .string(frame.entry.time.rfc3339),
        ]
        if case .task = state.kind {
            current["RetryCount"] = .number(JSONNumber(frame.retries.reduce(0, +)))
        }
        var context: JSONObject = [
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
        ]
        if let taskToken { context["Task"] = .object(["Token": .string(taskToken)]) }
        if let item {
            var members: JSONObject = ["Index": .number(JSONNumber(Int64(item.index))), "Value": item.value.value]
            if let key = item.key { members["Key"] = .string(key) }
            context["Map"] = .object(["Item": .object(members)])
        }
        return .object(context)
    }
}
