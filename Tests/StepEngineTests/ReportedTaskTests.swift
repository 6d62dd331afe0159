import StepEngine
import StepJSON
import StepMachine
import Testing

/// Callbacks, activities and nested executions, also over a restart of the daemon.
@Suite struct ReportedTaskTests {
    private static let callback = #"""
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:sqs:sendMessage.waitForTaskToken",
          "Parameters":{"token.$":"$$.Task.Token"},"End":true}}}
        """#
    private static let activity = #"""
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:us-east-1:123456789012:activity:a",
          "End":true}}}
        """#
    private static let child = #"{"StartAt":"W","States":{"W":{"Type":"Wait","SecondsPath":"$.s","End":true}}}"#

    private static func parent(_ pattern: String) -> String {
        #"""
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::states:startExecution\#(pattern)",
          "Parameters":{"StateMachineArn":"arn:aws:states:us-east-1:123456789012:stateMachine:child",
            "Name":"c","Input.$":"$"},"End":true}}}
        """#
    }

    private func token(_ request: TaskRequest) throws -> String {
        try #require(request.parameters.value["token"]?.stringValue)
    }

    @Test func reportEndsTheTaskAlsoAfterARestart() async throws {
        try await EngineFixture.with { fixture in
            let arn = try await fixture.start(fixture.create("m", Self.callback))
            let (request, complete) = try await fixture.driver.next()
            complete(.succeeded(JSONDocument(["MessageId": "1"])))
            let token = try token(request)
            while try await fixture.history(of: arn).last?.type != .taskSubmitted {
                try await Task.sleep(for: .milliseconds(5))
            }
            try await fixture.restarted { fixture in
                try await fixture.engine.sendTaskHeartbeat(token: token)
                try await fixture.engine.sendTaskSuccess(token: token, output: "[7]")
                #expect(try await fixture.end(of: arn).output == "[7]")
                #expect(fixture.driver.started.isEmpty, "the call is not made again")
                let error = await #expect(throws: EngineError.self) {
                    try await fixture.engine.sendTaskSuccess(token: token, output: "[8]")
                }
                #expect(error?.code == .taskTimedOut)
            }
        }
    }

    @Test func tokenThatWasNotGivenAwayIsRefused() async throws {
        try await EngineFixture.with { fixture in
            _ = try await fixture.start(fixture.create("m", Self.callback))
            _ = try await fixture.driver.next()
            for token in [
                "nonsense",
                TaskTokenText.text(of: TaskToken(execution: 1, frame: 0, event: 3), key: [1]) { $1 + $1 + $1 + $1 },
            ] {
                let error = await #expect(throws: EngineError.self) {
                    try await fixture.engine.sendTaskFailure(token: token, error: nil, cause: nil)
                }
                #expect(error?.code == .invalidTaskToken)
            }
            let error = await #expect(throws: EngineError.self) {
                try await fixture.engine.sendTaskSuccess(token: "nonsense", output: "no JSON")
            }
            #expect(error?.code == .invalidTaskToken, "of both, AWS tells of the token")
        }
    }

    @Test func reportBeforeTheAnswerIsNotLostWithTheDaemon() async throws {
        try await EngineFixture.with { fixture in
            let arn = try await fixture.start(fixture.create("m", Self.callback))
            let token = try token(try await fixture.driver.next().0)
            try await fixture.engine.sendTaskSuccess(token: token, output: "7")
            try await fixture.restarted { fixture in
                #expect(try await fixture.end(of: arn).output == "7")
                #expect(fixture.driver.started.isEmpty, "the call is not made again")
                let types = try await fixture.history(of: arn).map(\.type)
                #expect(types[2...5] == [.taskScheduled, .taskStarted, .taskSubmitted, .taskSucceeded])
            }
        }
    }

    @Test func workerGetsTheTaskThatWaitedAndTheOneThatComes() async throws {
        try await EngineFixture.with { fixture in
            let activity = try await fixture.engine.createActivity(name: "a")
            let machine = try await fixture.create("m", Self.activity)
            let first = try await fixture.start(machine, input: "1")
            let task = try #require(try await fixture.engine.activityTask(arn: activity.arn, workerName: "w"))
            #expect(task.input == "1")
            async let next = fixture.engine.activityTask(arn: activity.arn, workerName: nil)
            let second = try await fixture.start(machine, input: "2")
            let other = try #require(try await next)
            #expect(other.input == "2")
            try await fixture.engine.sendTaskSuccess(token: task.token, output: "10")
            try await fixture.engine.sendTaskFailure(token: other.token, error: "E", cause: "c")
            #expect(try await fixture.end(of: first).output == "10")
            #expect(try await fixture.end(of: second).error == "E")
        }
    }

    @Test func taskOfAnActivityWaitsOverARestart() async throws {
        try await EngineFixture.with { fixture in
            let activity = try await fixture.engine.createActivity(name: "a")
            let machine = try await fixture.create("m", Self.activity)
            let offered = try await fixture.start(machine, input: "1")
            let taken = try #require(try await fixture.engine.activityTask(arn: activity.arn, workerName: nil))
            let waiting = try await fixture.start(machine, input: "2")
            try await fixture.restarted { fixture in
                try await fixture.engine.sendTaskSuccess(token: taken.token, output: "10")
                let task = try #require(try await fixture.engine.activityTask(arn: activity.arn, workerName: nil))
                #expect(task.input == "2")
                try await fixture.engine.sendTaskSuccess(token: task.token, output: "20")
                #expect(try await fixture.end(of: offered).output == "10")
                #expect(try await fixture.end(of: waiting).output == "20")
            }
        }
    }

    @Test func activityThatIsNotThereFailsTheTask() async throws {
        try await EngineFixture.with { fixture in
            let arn = try await fixture.start(fixture.create("m", Self.activity))
            #expect(try await fixture.end(of: arn).error == "ActivityDoesNotExist")
            let error = await #expect(throws: EngineError.self) {
                try await fixture.engine.activityTask(
                    arn: "arn:aws:states:us-east-1:123456789012:activity:a",
                    workerName: nil
                )
            }
            #expect(error?.code == .activityDoesNotExist)
        }
    }

    @Test func parentEndsWithWhatItsChildGave() async throws {
        try await EngineFixture.with { fixture in
            _ = try await fixture.create("child", Self.child)
            let parent = try await fixture.start(fixture.create("p", Self.parent(".sync:2")), input: #"{"s":1}"#)
            try await fixture.restarted { fixture in
                let output = try JSONParser.parse(try #require(try await fixture.end(of: parent).output))
                #expect(output["Output"] == ["s": 1] && output["Status"] == "SUCCEEDED" && output["Name"] == "c")
                let types = try await fixture.history(of: parent).map(\.type)
                #expect(types[2...5] == [.taskScheduled, .taskStarted, .taskSubmitted, .taskSucceeded])
            }
        }
    }

    @Test func childThatFailsFailsItsTaskInText() async throws {
        try await EngineFixture.with { fixture in
            _ = try await fixture.create("child", Self.child)
            let parent = try await fixture.start(fixture.create("p", Self.parent(".sync")), input: #"{"s":"x"}"#)
            let end = try await fixture.end(of: parent)
            #expect(end.error == "States.TaskFailed")
            let cause = try JSONParser.parse(try #require(end.cause))
            #expect(cause["Error"] == "States.Runtime" && cause["Input"] == #"{"s":"x"}"#)
        }
    }

    @Test func stoppedParentStopsItsChild() async throws {
        try await EngineFixture.with { fixture in
            _ = try await fixture.create("child", Self.child)
            let parent = try await fixture.start(fixture.create("p", Self.parent(".sync")), input: #"{"s":3600}"#)
            while try await fixture.history(of: parent).last?.type != .taskSubmitted {
                try await Task.sleep(for: .milliseconds(5))
            }
            _ = try await fixture.engine.stopExecution(arn: parent, error: nil, cause: nil)
            let child = "arn:aws:states:us-east-1:123456789012:execution:child:c"
            #expect(try await fixture.end(of: child).summary.status == .aborted)
        }
    }

    @Test func onlyOneTaskWaitsForAnExecution() async throws {
        try await EngineFixture.with { fixture in
            _ = try await fixture.create("child", Self.child)
            let machine = try await fixture.create("p", Self.parent(".sync"))
            let first = try await fixture.start(machine, input: #"{"s":2}"#)
            while try await fixture.history(of: first).last?.type != .taskSubmitted {
                try await Task.sleep(for: .milliseconds(5))
            }
            let second = try await fixture.end(of: fixture.start(machine, input: #"{"s":2}"#))
            #expect(second.error == "StepFunctions.ExecutionAlreadyExistsException")
            #expect(try await fixture.end(of: first).summary.status == .succeeded)
        }
    }

    @Test func parentThatDoesNotWaitGoesOn() async throws {
        try await EngineFixture.with { fixture in
            _ = try await fixture.create("child", Self.child)
            let machine = try await fixture.create("p", Self.parent(""))
            let parent = try await fixture.start(machine, input: #"{"s":3600}"#)
            let output = try JSONParser.parse(try #require(try await fixture.end(of: parent).output))
            #expect(output["ExecutionArn"] == "arn:aws:states:us-east-1:123456789012:execution:child:c")
            let same = try await fixture.end(of: fixture.start(machine, input: #"{"s":3600}"#))
            #expect(try JSONParser.parse(try #require(same.output))["StartDate"] == output["StartDate"])
            let again = try await fixture.end(of: fixture.start(machine, input: #"{"s":3601}"#))
            #expect(again.error == "StepFunctions.ExecutionAlreadyExistsException")
            #expect(again.cause?.contains("(Service: AWSStepFunctions; Status Code: 400; Error Code:") == true)
        }
    }
}
