import StepJSON
import StepLanguage
import StepMachine
import StepTime
import Testing

/// Tasks whose end is reported apart from their call.
@Suite struct InterpreterReportTests {
    private func machine(_ resource: String, _ fields: String = "") -> String {
        #"""
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"\#(resource)",\#(fields)"End":true}}}
        """#
    }

    private static let callback = "arn:aws:states:::sqs:sendMessage.waitForTaskToken"
    private static let activity = "arn:aws:states:us-east-1:123456789012:activity:a"

    private func document(_ text: String) throws -> JSONDocument { try JSONDocument(parsing: text) }

    @Test func callIsSubmittedAndTheReportEndsTheTask() throws {
        var run = try MachineRun(machine(Self.callback, #""Parameters":{"t.$":"$$.Task.Token"},"#))
        let token = try #require(run.tasks.first).token
        let text = try #require(run.tasks.first?.parameters.value["t"]?.stringValue)
        #expect(TaskTokenText.parse(text) == token)
        try run.send(.taskStarted(token))
        try run.send(.taskEnded(token, .succeeded(try document(#"{"MessageId":"m"}"#))))
        #expect(run.result == nil)
        try run.send(.taskEnded(token, .succeeded(try document("2"))))
        #expect(run.result == nil, "a call is answered once")
        try run.send(.taskReported(token, .succeeded(try document("7"))))
        #expect(run.output == 7)
        #expect(run.story[3...5] == ["4<3 TaskStarted", "5<4 TaskSubmitted", "6<5 TaskSucceeded"])
    }

    @Test func reportBeforeTheCallIsAnsweredCountsAfterIt() throws {
        var run = try MachineRun(machine(Self.callback))
        let token = try #require(run.tasks.first).token
        try run.send(.taskStarted(token))
        try run.send(.taskReported(token, .failed(error: "E", cause: nil)))
        try run.send(.taskReported(token, .succeeded(try document("1"))))
        #expect(run.result == nil)
        try run.send(.taskEnded(token, .succeeded(try document("{}"))))
        #expect(run.result?.error == "E", "the first report counts")
        #expect(run.story[4...5] == ["5<4 TaskSubmitted", "6<5 TaskFailed"])
    }

    @Test func callThatFailsIsNotWaitedFor() throws {
        var run = try MachineRun(machine(Self.callback))
        try run.end(.failed(error: "SQS.AmazonSQSException", cause: nil))
        #expect(run.result?.error == "SQS.AmazonSQSException")
    }

    @Test func activityIsToldOfInItsOwnEvents() throws {
        var run = try MachineRun(machine(Self.activity, #""HeartbeatSeconds":5,"#), input: "[1]")
        let token = try #require(run.tasks.first).token
        try run.send(.activityStarted(token, workerName: "w"))
        try run.send(.taskReported(token, .succeeded(try document("2"))))
        #expect(run.output == 2)
        #expect(
            run.events[2].details
                == .workScheduled(
                    WorkScheduledDetails(
                        resource: Self.activity,
                        input: "[1]",
                        timeoutSeconds: nil,
                        heartbeatSeconds: 5,
                        roleARN: nil
                    )
                )
        )
        #expect(run.events[3].details == .activityStarted(workerName: "w"))
        #expect(run.events[4].type == .activitySucceeded)
    }

    @Test func missedHeartbeatCanBeCaughtByItsOwnName() throws {
        var run = try MachineRun(
            #"""
            {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"\#(Self.activity)","HeartbeatSeconds":5,"End":true,
              "Catch":[{"ErrorEquals":["States.HeartbeatTimeout"],"Next":"C"}]},"C":{"Type":"Pass","End":true}}}
            """#
        )
        #expect(run.timers.isEmpty, "nobody can send a heartbeat before a worker has the task")
        try run.send(.activityStarted(try #require(run.tasks.first).token, workerName: nil))
        try run.fireNext()
        #expect(run.output == ["Error": "States.Timeout", "Cause": ""])
        #expect(run.events.contains { $0.type == .activityTimedOut })
    }

    /// Heartbeats have no events. The replay sees that a task had sent one when it outlives a timer of another.
    @Test func heartbeatsOfATaskThatOutlivesAnotherAreReplayed() throws {
        func task(_ name: String, _ end: String) -> String {
            #"{"StartAt":"\#(name)","States":{"\#(name)":{"Type":"Task","Resource":"\#(Self.callback)","#
                + #""HeartbeatSeconds":5,\#(end)}}"#
        }
        let catching =
            #""Catch":[{"ErrorEquals":["States.ALL"],"Next":"C"}],"End":true},"#
            + #""C":{"Type":"Pass","End":true}"#
        let definition =
            #"{"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":["#
            + task("A", catching) + "," + task("B", #""End":true}"#) + "]}}}"
        let run = try MachineRun(definition)
        let tokens = run.tasks.map(\.token)
        let late = try #require(run.timers.first { $0.frame == tokens[0].frame })
        let messages: [(seconds: Double, Message)] = [
            (0, .taskStarted(tokens[0])), (0, .taskStarted(tokens[1])), (4, .taskHeartbeatReceived(tokens[1])),
            (5, .timerFired(late)), (6, .taskEnded(tokens[1], .succeeded(.emptyObject))),
            (7, .taskReported(tokens[1], .succeeded(.emptyObject))),
        ]
        var state = run.state
        var batches = run.batches
        for (seconds, message) in messages {
            let now = run.now.adding(seconds: seconds)
            let events = run.interpreter.step(&state, message, at: now).events
            guard !events.isEmpty else { continue }
            var log = ByteWriter()
            MessageLog.write(RecordedMessage(message, time: now, eventCount: events.count), to: &log)
            batches.append(HistoryBatch(messages: log.bytes, events: HistoryEventCodec.encode(events)))
        }
        #expect(state.status == .succeeded)
        #expect(try Replayer(interpreter: run.interpreter).replay(batches).status == .succeeded)
    }

    @Test func tokenOfOneKeyIsNoneOfAnother() {
        let token = TaskToken(execution: 5, frame: 1, event: 9)
        let hash: (String, [UInt8]) -> [UInt8]? = { _, bytes in Array(repeating: bytes.reduce(0, &+), count: 32) }
        let text = TaskTokenText.text(of: token, key: [1], hash: hash)
        #expect(TaskTokenText.parse(text) == token)
        #expect(text != TaskTokenText.text(of: token, key: [2], hash: hash))
        #expect(TaskTokenText.parse("no token") == nil && TaskTokenText.parse("") == nil)
    }

    @Test func runtimeErrorsCannotBeCaught() throws {
        var run = try MachineRun(
            #"""
            {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:lambda:us-east-1:1:function:f","End":true,
              "OutputPath":"$.no","Catch":[{"ErrorEquals":["States.Runtime"],"Next":"C"}]},
              "C":{"Type":"Pass","End":true}}}
            """#
        )
        try run.succeed("{}")
        #expect(run.result?.error == "States.Runtime")
        #expect(run.events.contains { $0.type == .lambdaFunctionSucceeded })
    }
}
