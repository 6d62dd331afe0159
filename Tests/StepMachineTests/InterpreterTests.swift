import StepJSON
import StepLanguage
import StepMachine
import StepTime
import Testing

@Suite struct InterpreterTests {
    /// The article's machine, its two functions replaced by calls whose result is reached by the same path.
    static let article = #"""
        {"StartAt": "Create snapshot", "States": {
          "Create snapshot": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:rds:createDBSnapshot",
            "Next": "Wait 1 minute"},
          "Wait 1 minute": {"Type": "Wait", "Seconds": 60, "Next": "Get snapshot status"},
          "Get snapshot status": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:rds:describeDBSnapshots",
            "Next": "Snapshot completed?"},
          "Snapshot completed?": {"Type": "Choice", "Choices": [
            {"Variable": "$.DBSnapshot.Status", "StringEquals": "available", "Next": "Done"},
            {"Variable": "$.DBSnapshot.Status", "StringEquals": "failed", "Next": "Failed"}],
            "Default": "Wait 1 minute"},
          "Done": {"Type": "Pass", "End": true},
          "Failed": {"Type": "Pass", "End": true}}}
        """#

    @Test func articlePollsUntilTheSnapshotIsAvailable() throws {
        var run = try MachineRun(Self.article)
        try run.succeed(#"{"DBSnapshot":{"Status":"creating"}}"#)
        #expect(run.timers.map { $0.due.milliseconds } == [run.now.milliseconds + 60_000])
        try run.fireNext()
        try run.succeed(#"{"DBSnapshot":{"Status":"creating"}}"#)
        try run.fireNext()
        try run.succeed(#"{"DBSnapshot":{"Status":"available"}}"#)
        #expect(run.output == ["DBSnapshot": ["Status": "available"]])
        #expect(
            run.story == [
                "1<0 ExecutionStarted", "2<0 TaskStateEntered", "3<2 TaskScheduled", "4<3 TaskStarted",
                "5<4 TaskSucceeded", "6<5 TaskStateExited", "7<6 WaitStateEntered", "8<7 WaitStateExited",
                "9<8 TaskStateEntered", "10<9 TaskScheduled", "11<10 TaskStarted", "12<11 TaskSucceeded",
                "13<12 TaskStateExited", "14<13 ChoiceStateEntered", "15<14 ChoiceStateExited",
                "16<15 WaitStateEntered", "17<16 WaitStateExited", "18<17 TaskStateEntered", "19<18 TaskScheduled",
                "20<19 TaskStarted", "21<20 TaskSucceeded", "22<21 TaskStateExited", "23<22 ChoiceStateEntered",
                "24<23 ChoiceStateExited", "25<24 PassStateEntered", "26<25 PassStateExited",
                "27<26 ExecutionSucceeded",
            ]
        )
    }

    @Test func failStateEndsWithItsErrorAndCause() throws {
        let run = try MachineRun(#"{"StartAt":"F","States":{"F":{"Type":"Fail","Error":"Oops","Cause":"why"}}}"#)
        #expect(run.story == ["1<0 ExecutionStarted", "2<0 FailStateEntered", "3<2 ExecutionFailed"])
        #expect(run.result == ExecutionResult(status: .failed, error: "Oops", cause: "why", state: "F"))
    }

    @Test func variablesAreSetAllAtOnceFromValuesAtEntry() throws {
        let run = try MachineRun(
            #"""
            {"QueryLanguage":"JSONata","StartAt":"A","States":{
              "A":{"Type":"Pass","Assign":{"x":1,"y":2},"Next":"B"},
              "B":{"Type":"Pass","Assign":{"x":"{% $y %}","y":"{% $x %}"},"Next":"C"},
              "C":{"Type":"Succeed","Output":{"x":"{% $x %}","y":"{% $y %}","in":"{% $states.input.k %}"}}}}
            """#,
            input: #"{"k":"v"}"#
        )
        #expect(run.output == ["x": 2, "y": 1, "in": "v"])
        let assigned = run.events.compactMap { event -> [AssignedVariable]? in
            guard case .stateExited("B", _, let variables) = event.details else { return nil }
            return variables
        }
        #expect(assigned == [[AssignedVariable(name: "x", value: "2"), AssignedVariable(name: "y", value: "1")]])
    }

    @Test func undefinedExpressionFailsWithAnEvaluationEvent() throws {
        let run = try MachineRun(
            #"{"QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Output":"{% $states.input.no %}","End":true}}}"#
        )
        #expect(
            run.story == [
                "1<0 ExecutionStarted", "2<0 PassStateEntered", "3<0 EvaluationFailed", "4<3 ExecutionFailed",
            ]
        )
        #expect(run.result?.error == ErrorName.queryEvaluationError)
        #expect(
            run.result?.cause
                == "An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression "
                + "'$states.input.no' specified for the field 'Output' returned nothing (undefined)."
        )
    }

    @Test func noMatchingRuleAndNoDefaultFails() throws {
        let run = try MachineRun(
            #"""
            {"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"Variable":"$.a","IsPresent":true,"Next":"D"}]},
             "D":{"Type":"Succeed"}}}
            """#
        )
        #expect(run.result?.error == ErrorName.noChoiceMatched)
    }

    @Test func waitUntilAPassedMomentIsNoWait() throws {
        let run = try MachineRun(
            #"{"StartAt":"W","States":{"W":{"Type":"Wait","Timestamp":"2001-01-01T00:00:00Z","End":true}}}"#
        )
        #expect(run.result?.status == .succeeded)
        #expect(run.timers.isEmpty)
    }

    @Test func endlessLoopLetsOthersHaveTheirTurn() throws {
        var run = try MachineRun(
            #"""
            {"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"Z":{"Type":"Succeed"},
             "B":{"Type":"Choice","Choices":[{"Variable":"$.end","IsPresent":true,"Next":"Z"}],"Default":"A"}}}
            """#,
            limits: InterpreterLimits(statesPerStepMax: 10)
        )
        #expect(run.events.count == 21)
        #expect(run.timers.map(\.kind) == [.resume])
        try run.fireNext()
        #expect(run.events.count == 41)
        try run.send(.stopped(error: "Enough", cause: nil))
        #expect(run.result == ExecutionResult(status: .aborted, error: "Enough", cause: nil, state: "A"))
    }

    @Test func executionTimesOutAtItsOwnDeadline() throws {
        var run = try MachineRun(
            #"{"StartAt":"W","TimeoutSeconds":5,"States":{"W":{"Type":"Wait","Seconds":60,"End":true}}}"#
        )
        let start = run.now
        try run.fireNext()
        #expect(run.now.milliseconds - start.milliseconds == 5_000)
        #expect(run.result?.status == .timedOut)
    }

    @Test func sameMessagesGiveTheSameBytes() throws {
        func history() throws -> [UInt8] {
            var run = try MachineRun(
                #"""
                {"QueryLanguage":"JSONata","StartAt":"T","States":{"T":{"Type":"Task",
                 "Resource":"arn:aws:states:::aws-sdk:rds:describeDBSnapshots","Arguments":{"u":"{% $uuid() %}"},
                 "Retry":[{"ErrorEquals":["States.ALL"],"JitterStrategy":"FULL","IntervalSeconds":100}],
                 "Output":{"r":"{% $random() %}","u":"{% $uuid() %}","t":"{% $millis() %}"},"End":true}}}
                """#
            )
            try run.end(.failed(error: "E", cause: nil))
            try run.fireNext()
            try run.succeed("{}")
            #expect(run.result?.status == .succeeded)
            return HistoryEventCodec.encode(run.events)
        }
        #expect(try history() == history())
    }
}
