import StepJSON
import StepLanguage
import Testing

/// What is doubtful in a definition and no error.
@Suite struct DefinitionWarningTests {
    private static let token = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
    private static let invoke = "arn:aws:states:::lambda:invoke"

    private static func jsonata(_ fields: JSONObject) -> JSONObject {
        var state: JSONObject = ["Type": "Pass", "QueryLanguage": "JSONata", "End": true]
        for (key, value) in fields { state[key] = value }
        return state
    }

    @Test(
        arguments: [
            (["Type": "Task", "Resource": .string(token), "End": true], ["NO_TASK_TOKEN /States/X/Resource"]),
            (
                [
                    "Type": "Task", "Resource": .string(token), "End": true,
                    "Parameters": ["MessageBody": ["t.$": "$$.Task.Token"]],
                ], []
            ),
            (
                jsonata([
                    "Type": "Task", "Resource": .string(token),
                    "Arguments": ["MessageBody": "{% $states.context.Task.Token %}"],
                ]), []
            ),
            (
                [
                    "Type": "Task", "Resource": .string(invoke), "End": true,
                    "Retry": [
                        ["ErrorEquals": ["States.TaskFailedId"]], ["ErrorEquals": ["States.Http.StatusCode.404"]],
                    ],
                ], ["UNKNOWN_ERROR_NAME /States/X/Retry[0]/ErrorEquals"]
            ),
            (["Type": "Fail", "Error": "$.error"], ["NO_PATH /States/X/Error"]),
            (["Type": "Pass", "Parameters": ["a": "$.b"], "End": true], ["NO_DOLLAR /States/X/Parameters/a"]),
            (["Type": "Pass", "Result": ["a.$": "$.b"], "End": true], ["PASS_RESULT_IS_STATIC /States/X/Result"]),
            (jsonata(["Output": "{% $x %}"]), ["UNASSIGNED_VARIABLE /States/X/Output"]),
            (jsonata(["Output": "{% $x %}", "Assign": ["x": 1]]), []),
            (
                ["Type": "Pass", "Parameters": ["a.$": "$x.y"], "End": true],
                ["UNASSIGNED_VARIABLE /States/X/Parameters/a.$"]
            ),
            (jsonata(["Output": "{% $states.result %}"]), ["UNAVAILABLE_STATES_MEMBER /States/X/Output"]),
            (
                jsonata(["Output": "{% $states.input.result.errorOutput & $states.context.Execution.Name %}"]), []
            ),
            (
                jsonata([
                    "Type": "Task", "Resource": .string(invoke), "Arguments": "{% $states.result %}",
                    "Output": "{% $states.result %}", "Assign": ["x": "{% $states.errorOutput %}"],
                ]),
                ["UNAVAILABLE_STATES_MEMBER /States/X/Arguments", "UNAVAILABLE_STATES_MEMBER /States/X/Assign/x"]
            ),
        ] as [(JSONObject, [String])]
    )
    func doubtIsReported(_ state: JSONObject, _ expected: [String]) {
        let (machine, diagnostics) = StateMachine.diagnose(definition(["X": .object(state)]))
        #expect(
            diagnostics.map { "\($0.code) \($0.location == "/States/X/Parameters" ? $0.place : $0.location)" }
                == expected
        )
        #expect(diagnostics.allSatisfy { $0.severity == .warning })
        #expect(machine != nil)
    }

    @Test func aComparisonWithAPathIsReported() {
        let states: JSONObject = [
            "X": ["Type": "Choice", "Choices": [["Variable": "$.a", "StringEquals": "$.b", "Next": "Y"]]],
            "Y": ["Type": "Succeed"],
        ]
        #expect(
            StateMachine.diagnose(definition(states)).diagnostics.map { "\($0.code) \($0.location)" }
                == ["NO_PATH /States/X/Choices[0]/StringEquals"]
        )
    }

    @Test func aCatcherKnowsTheError() {
        let states: JSONObject = [
            "X": [
                "Type": "Task", "QueryLanguage": "JSONata", "Resource": .string(Self.invoke), "End": true,
                "Catch": [["ErrorEquals": ["E"], "Next": "Y", "Output": "{% $states.errorOutput %}"]],
            ],
            "Y": ["Type": "Succeed"],
        ]
        #expect(StateMachine.diagnose(definition(states)).diagnostics == [])
    }
}
