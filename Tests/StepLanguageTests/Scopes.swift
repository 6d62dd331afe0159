import StepJSON
import StepJSONata
import StepLanguage

/// What expressions of these tests read.
func scope(
    _ input: JSONValue = [:],
    states: JSONObject = [:],
    variables: JSONObject = [:],
    context: JSONValue = ["Execution": ["Name": "run-1"]],
    seed: UInt64 = 7
) -> EvaluationScope {
    EvaluationScope(
        input: input,
        states: states,
        variables: variables,
        environment: JSONataEnvironment(nowMilliseconds: 1_700_000_000_000, seed: seed) { algorithm, bytes in
            algorithm == "MD5" ? [UInt8(bytes.count), 0xAB] : nil
        }
    ) { context }
}

/// The machine of `states`, which begins with the first one.
func definition(_ states: JSONObject, _ fields: JSONObject = [:]) -> JSONValue {
    var definition = fields
    definition["StartAt"] = definition["StartAt"] ?? .string(states.keys.first ?? "")
    definition["States"] = .object(states)
    return .object(definition)
}

/// `message at location` of every error in `definition`.
func faults(_ definition: JSONValue) -> [String] {
    StateMachine.diagnose(definition).diagnostics.filter { $0.severity == .error }.map {
        "\($0.message) at \($0.location)"
    }
}

/// The state `X` of `fields`, in a machine of it and of the Succeed states that it goes to.
func compiledState(_ fields: JSONObject, others: [String] = []) throws -> State {
    var states: JSONObject = ["X": .object(fields)]
    for name in others { states[name] = ["Type": "Succeed"] }
    return try StateMachine.compile(definition(states)).states[0]
}
