import StepJSON
import StepLanguage
import Testing

@Suite struct StateMachineCompileTests {
    private static let pass: JSONValue = ["Type": "Pass", "End": true]

    @Test func statesKeepTheirOrderAndNameEachOtherByIndex() throws {
        let machine = try StateMachine.compile(
            definition(
                [
                    "Done": ["Type": "Succeed"],
                    "Ask": [
                        "Type": "Choice", "Choices": [["Variable": "$.a", "IsNull": true, "Next": "Done"]],
                        "Default": "Stay",
                    ],
                    "Stay": ["Type": "Wait", "Seconds": 1, "Next": "Ask"],
                ],
                ["StartAt": "Ask", "Comment": "c", "TimeoutSeconds": 9, "Version": "1.0"]
            )
        )
        #expect(machine.states.map(\.name) == ["Done", "Ask", "Stay"])
        #expect(machine.startAt == 1)
        #expect(machine.comment == "c")
        #expect(machine.timeoutSeconds == 9)
        guard case .choice(let choice) = machine.states[1].kind, case .wait(let wait) = machine.states[2].kind else {
            Issue.record("other kinds")
            return
        }
        #expect(choice.rules[0].next == 0)
        #expect(choice.defaultNext == 2)
        #expect(wait.successor == .next(1))
    }

    @Test func everythingWrongIsReportedAtOnceAsAWSJoinsIt() {
        let machine = definition(["pass1": ["Type": "Pass", "Next": "pass3"], "pass2": Self.pass])
        #expect(throws: DefinitionError.self) { try StateMachine.compile(machine) }
        #expect(
            DefinitionError(diagnostics: StateMachine.diagnose(machine).diagnostics).awsMessage
                == "Invalid State Machine Definition: 'MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3 at "
                + "/States/pass1/Next, MISSING_TRANSITION_TARGET: State \"pass2\" is not reachable. at /States/pass2'"
        )
    }

    @Test func endlessMachineIsRefused() {
        let machine = definition(["A": ["Type": "Pass", "Next": "B"], "B": ["Type": "Pass", "Next": "A"]])
        #expect(
            DefinitionError(diagnostics: StateMachine.diagnose(machine).diagnostics).awsMessage
                == "Invalid State Machine Definition: 'MISSING_END_STATE: Workflow has no terminal state at null'"
        )
    }

    @Test(
        arguments: [
            ([], "Expected value of type Object at /"),
            (["StartAt": "A"], "These fields are required: [States] at /"),
            (["States": ["A": pass]], "These fields are required: [StartAt] at /"),
            ([:], "These fields are required: [StartAt, States] at /"),
            (["StartAt": "A", "States": [:]], "Value cannot be empty at /States"),
            (["StartAt": "B", "States": ["A": pass]], "Missing 'StartAt' target: B at /StartAt"),
            (["StartAt": 1, "States": ["A": pass]], "Expected value of type String at /StartAt"),
            (["StartAt": "A", "States": ["A": pass], "Stats": 1], "Field 'Stats' is not supported at /"),
            (
                ["StartAt": "A", "States": ["A": pass], "Version": "2.0"],
                "The field 'Version' should have one of these values: [1.0] at /Version"
            ),
            (
                ["StartAt": "A", "States": ["A": pass], "TimeoutSeconds": 0],
                "Value must be between 1 and 99999999 at /TimeoutSeconds"
            ),
            (["StartAt": "A", "States": ["A": "Pass"]], "Expected value of type Object at /States/A"),
            (
                ["StartAt": "A", "States": ["A": pass], "QueryLanguage": "jq"],
                "The field 'QueryLanguage' should have one of these values: [JSONPath, JSONata] at /QueryLanguage"
            ),
        ] as [(JSONValue, String)]
    )
    func faultOfTheMachineIsReported(_ machine: JSONValue, _ fault: String) {
        #expect(faults(machine) == [fault])
    }

    private static let task: JSONObject = ["Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true]

    private static func task(_ fields: JSONObject) -> JSONObject {
        var state = task
        for (key, value) in fields { state[key] = value }
        return state
    }

    private static func task(retry: JSONObject) -> JSONObject {
        var retrier: JSONObject = ["ErrorEquals": ["E"]]
        for (key, value) in retry { retrier[key] = value }
        return task(["Retry": [.object(retrier)]])
    }

    @Test(
        arguments: [
            (["End": true], "These fields are required: [Type] at /States/X"),
            (
                ["Type": "Pas"],
                "The field 'Type' should have one of these values: [Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map] "
                    + "at /States/X/Type"
            ),
            (["Type": "Pass"], "One of these fields is required: [Next, End] at /States/X"),
            (["Type": "Pass", "End": false], "One of these fields is required: [Next, End] at /States/X"),
            (
                ["Type": "Pass", "End": true, "Next": "X"],
                "Only one of these fields may be set: [Next, End] at /States/X"
            ),
            (["Type": "Pass", "End": "yes"], "Expected value of type Boolean at /States/X/End"),
            (["Type": "Pass", "End": true, "Comment": 1], "Expected value of type String at /States/X/Comment"),
            (["Type": "Pass", "End": true, "Catch": []], "Field 'Catch' is not supported at /States/X"),
            (["Type": "Succeed", "End": true], "Field 'End' is not supported at /States/X"),
            (
                ["Type": "Pass", "End": true, "Output": 1],
                "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage "
                    + "at /States/X"
            ),
            (
                ["Type": "Pass", "End": true, "QueryLanguage": "JSONata", "Parameters": [:]],
                "The QueryLanguage is set to 'JSONata', but field 'Parameters' is only supported for the 'JSONPath' "
                    + "QueryLanguage at /States/X"
            ),
            (["Type": "Pass", "End": true, "InputPath": "a"], "Value is not a valid JSONPath at /States/X/InputPath"),
            (
                ["Type": "Pass", "End": true, "ResultPath": "$.a[*]"],
                "Value is not a Reference Path at /States/X/ResultPath"
            ),
            (
                ["Type": "Pass", "End": true, "Parameters": "x"],
                "Expected value of type Object at /States/X/Parameters"
            ),
            (
                ["Type": "Pass", "End": true, "Assign": ["states": 1]],
                "The variable 'states' is reserved at /States/X/Assign"
            ),
            (
                ["Type": "Pass", "End": true, "Assign": ["1a.$": "$.b"]],
                "The variable '1a' is not a valid variable name: letters, digits and '_', not beginning with a digit "
                    + "at /States/X/Assign"
            ),
            (
                ["Type": "Wait", "End": true],
                "One of these fields is required: [Seconds, Timestamp, SecondsPath, TimestampPath] at /States/X"
            ),
            (
                ["Type": "Wait", "End": true, "Seconds": 1, "SecondsPath": "$.s"],
                "Only one of these fields may be set: [Seconds, SecondsPath] at /States/X"
            ),
            (
                ["Type": "Wait", "End": true, "Seconds": -1],
                "Value must be between 0 and 99999999 at /States/X/Seconds"
            ),
            (["Type": "Wait", "End": true, "Seconds": 1.5], "Expected value of type Integer at /States/X/Seconds"),
            (
                ["Type": "Wait", "End": true, "Timestamp": "2016-13-05T21:29:29Z"],
                "String does not match RFC3339 timestamp at /States/X/Timestamp"
            ),
            (
                ["Type": "Fail", "Error": "E", "ErrorPath": "$.e"],
                "Only one of these fields may be set: [Error, ErrorPath] at /States/X"
            ),
            (["Type": "Choice"], "These fields are required: [Choices] at /States/X"),
            (["Type": "Choice", "Choices": []], "Value cannot be empty at /States/X/Choices"),
            (["Type": "Task", "End": true], "These fields are required: [Resource] at /States/X"),
            (task(["Resource": "create"]), "Value is not a valid resource ARN at /States/X/Resource"),
            (
                task(["Resource": "arn:aws:states:::dynamodb:query"]),
                "The resource provided arn:aws:states:::dynamodb:query is not recognized. The value is not a valid resource ARN, "
                    + "or the resource is not available in this region. at /States/X/Resource"
            ),
            (task(["TimeoutSeconds": 0]), "Value must be between 1 and 99999999 at /States/X/TimeoutSeconds"),
            (
                task(["TimeoutSeconds": 5, "HeartbeatSeconds": 5]),
                "HeartbeatSeconds must be smaller than TimeoutSeconds at /States/X/HeartbeatSeconds"
            ),
            (
                task(["Credentials": ["X": 1]]),
                "The field 'RoleArn' is required but was missing at /States/X/Credentials"
            ),
            (task(["Retry": [[:]]]), "These fields are required: [ErrorEquals] at /States/X/Retry[0]"),
            (task(["Retry": [["ErrorEquals": []]]]), "Value cannot be empty at /States/X/Retry[0]/ErrorEquals"),
            (
                task(retry: ["IntervalSeconds": 0]),
                "Value must be between 1 and 99999999 at /States/X/Retry[0]/IntervalSeconds"
            ),
            (
                task(retry: ["MaxAttempts": -1]),
                "Value must be between 0 and 99999999 at /States/X/Retry[0]/MaxAttempts"
            ),
            (
                task(retry: ["BackoffRate": 0.5]),
                "Value must be greater than or equal to 1.0 at /States/X/Retry[0]/BackoffRate"
            ),
            (
                task(retry: ["JitterStrategy": "HALF"]),
                "The field 'JitterStrategy' should have one of these values: [NONE, FULL] at /States/X/Retry[0]/JitterStrategy"
            ),
            (task(retry: ["Retries": 1]), "Field 'Retries' is not supported at /States/X/Retry[0]"),
            (
                task(["Retry": [["ErrorEquals": ["States.ALL", "E"]]]]),
                "States.ALL must stand alone and in the last element at /States/X/Retry[0]/ErrorEquals"
            ),
            (
                task(["Retry": [["ErrorEquals": ["States.ALL"]], ["ErrorEquals": ["E"]]]]),
                "States.ALL must stand alone and in the last element at /States/X/Retry[0]/ErrorEquals"
            ),
            (task(["Catch": [["ErrorEquals": ["E"]]]]), "These fields are required: [Next] at /States/X/Catch[0]"),
            (
                task(["Catch": [["ErrorEquals": ["E"], "Next": "Q"]]]),
                "Missing 'Next' target: Q at /States/X/Catch[0]/Next"
            ),
            (
                ["Type": "Parallel", "Branches": [], "End": true],
                "Value cannot be empty at /States/X/Branches"
            ),
            (
                ["Type": "Map", "End": true],
                "One of these fields is required: [ItemProcessor, Iterator] at /States/X"
            ),
        ] as [(JSONObject, String)]
    )
    func faultOfAStateIsReported(_ state: JSONObject, _ fault: String) {
        #expect(faults(definition(["X": .object(state)])) == [fault])
    }

    @Test func jsonataMachineHasNoJSONPathStates() {
        let machine = definition(
            ["X": ["Type": "Pass", "End": true, "QueryLanguage": "JSONPath"]],
            ["QueryLanguage": "JSONata"]
        )
        #expect(
            faults(machine)
                == ["'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/X"]
        )
    }

    @Test func statesBehindOneOfUnknownSuccessorsAreNotCalledUnreachable() {
        let machine = definition(["X": ["Type": "Pass"], "Y": Self.pass])
        #expect(faults(machine) == ["One of these fields is required: [Next, End] at /States/X"])
    }

    @Test func nameOfAStateIsBounded() {
        let name = String(repeating: "n", count: 81)
        #expect(
            faults(definition([name: Self.pass])) == ["A state name must have 1 to 80 characters at /States/\(name)"]
        )
    }

    @Test func retriersAndCatchersCarryTheirFields() throws {
        let state = try compiledState(
            Self.task([
                "Retry": [
                    ["ErrorEquals": ["A"]],
                    [
                        "ErrorEquals": ["B", "C"], "IntervalSeconds": 3, "MaxAttempts": 0, "BackoffRate": 1.5,
                        "MaxDelaySeconds": 60, "JitterStrategy": "FULL",
                    ],
                ],
                "Catch": [
                    ["ErrorEquals": ["B"], "Next": "Y", "ResultPath": "$.e"],
                    ["ErrorEquals": ["States.ALL"], "Next": "Y"],
                ],
            ]),
            others: ["Y"]
        )
        guard case .task(let task) = state.kind else {
            Issue.record("no task")
            return
        }
        #expect(task.completion.retriers[0].intervalSeconds == 1)
        #expect(task.completion.retriers[0].maxAttempts == 3)
        #expect(task.completion.retriers[0].backoffRate == 2)
        #expect(task.completion.retriers[1].errorEquals == ["B", "C"])
        #expect(task.completion.retriers[1].maxAttempts == 0)
        #expect(task.completion.retriers[1].maxDelaySeconds == 60)
        #expect(task.completion.retriers[1].jitterStrategy == .full)
        #expect(task.completion.catchers.map(\.next) == [1, 1])
        #expect(try task.completion.catchers[0].resultPath.place("x", in: [:]) == ["e": "x"])
        #expect(try task.completion.catchers[1].resultPath.place("x", in: [:]) == "x")
    }

    @Test(arguments: [
        ("arn:aws:states:::aws-sdk:rds:createDBSnapshot", "aws-sdk:rds", "createDBSnapshot"),
        ("arn:aws:states:::states:startExecution.sync:2", "states", "startExecution.sync:2"),
        ("arn:aws-cn:states:::sqs:sendMessage.waitForTaskToken", "sqs", "sendMessage.waitForTaskToken"),
        ("stepd:run", "stepd", "run"),
        (
            "arn:aws:lambda:us-east-1:123456789012:function:f:PROD", "lambda",
            "arn:aws:lambda:us-east-1:123456789012:function:f:PROD"
        ),
        (
            "arn:aws:states:us-east-1:123456789012:activity:a", "activity",
            "arn:aws:states:us-east-1:123456789012:activity:a"
        ),
    ])
    func resourceSaysWhoDoesTheWork(_ text: String, _ type: String, _ name: String) throws {
        let resource = try TaskResource(text)
        #expect(resource.resourceType == type)
        #expect(resource.resourceName == name)
    }

    @Test(arguments: [
        "", "stepd:", "stepd:run.sync", "arn:aws:states:::lambda", "arn:aws:states:::nope:invoke",
        "arn:aws:states:::aws-sdk:rds", "arn:aws:states:::aws-sdk:rds:describe.sync", "arn:aws:s3:::bucket",
    ])
    func otherResourcesAreRefused(_ text: String) {
        #expect(throws: TaskResource.Fault.self) { try TaskResource(text) }
    }
}
