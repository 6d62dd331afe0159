import StepJSON
import StepLanguage
import StepMachine
import StepTime
import Testing

@Suite struct InterpreterTaskTests {
    private func task(_ fields: String) -> String {
        #"""
        {"StartAt":"T","States":{
          "T":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:rds:describeDBSnapshots",\#(fields) "Next":"After"},
          "After":{"Type":"Pass","End":true}\#(fields.contains("Caught") ? caught : "")}}
        """#
    }

    /// A state that nobody reaches is refused.
    private let caught = #","Caught":{"Type":"Pass","End":true}"#

    @Test func resultGoesThroughSelectorResultPathAndOutputPath() throws {
        var run = try MachineRun(
            task(
                #""InputPath":"$.a","Parameters":{"P.$":"$.b"},"ResultSelector":{"S.$":"$.R"},"ResultPath":"$.out","OutputPath":"$.out","#
            ),
            input: #"{"a":{"b":[1,2]}}"#
        )
        #expect(run.tasks.first?.parameters.text == #"{"P":[1,2]}"#)
        try run.succeed(#"{"R":3,"more":4}"#)
        #expect(run.output == ["S": 3])
    }

    @Test func retriesBackOffUntilTheirAttemptsAreUsedUp() throws {
        var run = try MachineRun(
            task(
                #""Retry":[{"ErrorEquals":["E"],"IntervalSeconds":2,"MaxAttempts":3,"BackoffRate":3,"MaxDelaySeconds":10}],"#
            )
        )
        var delays: [Int64] = []
        for _ in 0..<3 {
            try run.end(.failed(error: "E", cause: "c"))
            delays.append(try #require(run.timers.first).due.milliseconds - run.now.milliseconds)
            try run.fireNext()
        }
        #expect(delays == [2_000, 6_000, 10_000])
        try run.end(.failed(error: "E", cause: "c"))
        #expect(run.result == ExecutionResult(status: .failed, error: "E", cause: "c", state: "T"))
        #expect(run.events.count { $0.type == .taskScheduled } == 4)
    }

    @Test func retriersCountApart() throws {
        var run = try MachineRun(
            task(#""Retry":[{"ErrorEquals":["A"],"MaxAttempts":1},{"ErrorEquals":["States.ALL"],"MaxAttempts":1}],"#)
        )
        for error in ["A", "B"] {
            try run.end(.failed(error: error, cause: nil))
            try run.fireNext()
        }
        try run.end(.failed(error: "A", cause: nil))
        #expect(run.result?.error == "A")
    }

    @Test func catcherPutsTheErrorWhereItsResultPathSays() throws {
        var run = try MachineRun(
            task(
                #""Catch":[{"ErrorEquals":["X"],"Next":"After"},{"ErrorEquals":["States.TaskFailed"],"ResultPath":"$.error","Next":"Caught"}],"#
            ),
            input: #"{"k":1}"#
        )
        try run.end(.failed(error: "E", cause: "c"))
        #expect(run.output == ["k": 1, "error": ["Error": "E", "Cause": "c"]])
        #expect(
            run.story.suffix(4) == [
                "6<5 TaskStateExited", "7<6 PassStateEntered", "8<7 PassStateExited", "9<8 ExecutionSucceeded",
            ]
        )
    }

    @Test func timeoutIsNoTaskFailure() throws {
        var run = try MachineRun(
            task(
                #""TimeoutSeconds":5,"Catch":[{"ErrorEquals":["States.TaskFailed"],"Next":"After"},{"ErrorEquals":["States.Timeout"],"Next":"Caught"}],"#
            )
        )
        try run.send(.taskStarted(try #require(run.tasks.first).token))
        let start = run.now
        try run.fireNext()
        #expect(run.now.milliseconds - start.milliseconds == 5_000)
        #expect(run.events.contains { $0.type == .taskTimedOut })
        #expect(run.output == ["Error": "States.Timeout", "Cause": ""])
    }

    @Test func heartbeatsPutTheirTimeoutOff() throws {
        var run = try MachineRun(task(#""HeartbeatSeconds":5,"TimeoutSeconds":100,"#))
        let token = try #require(run.tasks.first).token
        try run.send(.taskStarted(token))
        run.now = run.now.adding(seconds: 4)
        try run.send(.taskHeartbeatReceived(token))
        run.now = run.now.adding(seconds: 4)
        #expect(run.result == nil)
        try run.fireNext()
        #expect(run.result?.error == ErrorName.timeout)
    }

    @Test func staleAnswersAndTimersChangeNothing() throws {
        var run = try MachineRun(task(#""TimeoutSeconds":9,"Retry":[{"ErrorEquals":["States.ALL"]}],"#))
        let first = try #require(run.tasks.first).token
        let firstTimeout = try #require(run.timers.first)
        try run.end(.failed(error: "E", cause: nil))
        try run.fireNext()
        let count = run.events.count
        try run.send(.taskEnded(first, .succeeded(.emptyObject)))
        try run.send(.taskStarted(first))
        try run.send(.timerFired(firstTimeout))
        #expect(run.events.count == count)
        try run.succeed("{}")
        #expect(run.result?.status == .succeeded)
    }

    @Test func resultsPastTheQuotaFailTheTask() throws {
        var run = try MachineRun(task(""), limits: InterpreterLimits(payloadBytesMax: 100))
        try run.succeed("\"\(String(repeating: "x", count: 100))\"")
        #expect(run.result?.error == ErrorName.dataLimitExceeded)
    }

    @Test func catchAllDoesNotCatchRuntimeErrors() throws {
        var run = try MachineRun(task(#""Catch":[{"ErrorEquals":["States.ALL"],"Next":"Caught"}],"#))
        try run.end(.failed(error: ErrorName.runtime, cause: "c"))
        #expect(run.result?.status == .failed)
    }

    @Test func outboxRowsGiveTheirRequestBack() throws {
        let run = try MachineRun(task(#""TimeoutSeconds":9,"Parameters":{"A":"é"},"#))
        let request = try #require(run.tasks.first)
        let read = try TaskRequestCodec.decode(
            TaskRequestCodec.encode(request),
            execution: 7,
            event: request.token.event,
            state: run.state,
            machine: run.interpreter.machine
        )
        #expect(read.token == request.token && read.parameters == request.parameters)
        #expect(read.resource == request.resource && read.timeoutSeconds == 9 && read.stateName == "T")
    }
}
