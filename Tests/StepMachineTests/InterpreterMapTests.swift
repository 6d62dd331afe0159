import StepJSON
import StepLanguage
import StepMachine
import StepTime
import Testing

@Suite struct InterpreterMapTests {
    private static let call = #""Type":"Task","Resource":"arn:aws:states:::aws-sdk:rds:describeDBSnapshots""#

    private func map(_ fields: String = "", language: String = "JSONPath", state: String = #""Type":"Pass""#) -> String
    {
        #"""
        {"QueryLanguage":"\#(language)","StartAt":"M","States":{"M":{"Type":"Map",\#(fields)"End":true,
          "ItemProcessor":{"StartAt":"I","States":{"I":{\#(state),"End":true}}}}}}
        """#
    }

    @Test func iterationsFollowEachOtherOneAtATime() throws {
        let run = try MachineRun(map(#""MaxConcurrency":1,"#), input: #"["a","b"]"#)
        #expect(run.output == ["a", "b"])
        #expect(
            run.story == [
                "1<0 ExecutionStarted", "2<0 MapStateEntered", "3<2 MapStateStarted", "4<3 MapIterationStarted",
                "5<4 PassStateEntered", "6<5 PassStateExited", "7<6 MapIterationSucceeded", "8<6 MapIterationStarted",
                "9<8 PassStateEntered", "10<9 PassStateExited", "11<10 MapIterationSucceeded",
                "12<11 MapStateSucceeded", "13<11 MapStateExited", "14<13 ExecutionSucceeded",
            ]
        )
    }

    @Test func noItemsAreDoneAtOnce() throws {
        let run = try MachineRun(map(), input: "[]")
        #expect(run.output == [])
        #expect(run.story.suffix(3) == ["4<3 MapStateSucceeded", "5<3 MapStateExited", "6<5 ExecutionSucceeded"])
    }

    @Test func notMoreAtOnceThanAllowed() throws {
        let limits = InterpreterLimits(iterationsAtOnceMax: 3)
        var run = try MachineRun(map(state: Self.call), input: "[0,1,2,3,4]", limits: limits)
        var most = 0
        while run.result == nil {
            most = max(most, run.tasks.count)
            let task = try #require(run.tasks.last)
            try run.send(.taskEnded(task.token, .succeeded(task.parameters)))
        }
        #expect(most == 3)
        #expect(run.output == [0, 1, 2, 3, 4])
    }

    @Test func nestedMapsShareTheFramesAndStillEnd() throws {
        let inner = #"""
            "Type":"Map","ItemProcessor":{"StartAt":"J","States":{"J":{"Type":"Pass","End":true}}}
            """#
        let run = try MachineRun(
            map(state: inner),
            input: "[[1,2],[3],[4,5,6]]",
            limits: InterpreterLimits(framesMax: 3)
        )
        #expect(run.output == [[1, 2], [3], [4, 5, 6]])
    }

    @Test func itemSelectorSeesItemInputAndVariables() throws {
        let run = try MachineRun(
            map(
                #""ItemsPath":"$.a","ItemSelector":{"v.$":"$$.Map.Item.Value","i.$":"$$.Map.Item.Index","k.$":"$.k"},"#
            ),
            input: #"{"a":["x"],"k":7}"#
        )
        #expect(run.output == [["v": "x", "i": 0, "k": 7]])
    }

    @Test func contextKnowsTheInnermostItem() throws {
        let run = try MachineRun(
            map(language: "JSONata", state: #""Type":"Pass","Output":"{% $states.context.Map.Item.Value * 2 %}""#),
            input: "[1,2,3]"
        )
        #expect(run.output == [2, 4, 6])
    }

    @Test func membersOfAnObjectAreItemsWithKeys() throws {
        let run = try MachineRun(
            map(
                #""Items":{"a":1,"b":2},"ItemSelector":"{% $states.context.Map.Item.Key %}","#,
                language: "JSONata"
            )
        )
        #expect(run.output == ["a", "b"])
    }

    @Test(arguments: [
        (#""Items":"{% 1 %}","#, "JSONata", "States.QueryEvaluationError"),
        (#""Items":"{% {'a':1} %}","#, "JSONata", "States.QueryEvaluationError"),
        ("", "JSONata", "States.QueryEvaluationError"),
        ("", "JSONPath", "States.Runtime"),
        (#""ItemsPath":"$.no","#, "JSONPath", "States.Runtime"),
        (#""ItemsPath":"$.a","MaxConcurrencyPath":"$.b","#, "JSONPath", "States.Runtime"),
    ])
    func whatCannotBeIteratedFails(fields: String, language: String, error: String) throws {
        let run = try MachineRun(map(fields, language: language), input: #"{"a":[1],"b":"many"}"#)
        #expect(run.result?.error == error)
        let told = run.events.contains { $0.type == .mapStateFailed }
        #expect(told == (error == "States.QueryEvaluationError"))
    }

    @Test(arguments: [("-1", "ToleratedFailureCount cannot be negative."), ("1", "The Map is in distributed mode")])
    func distributedMapIsLookedAtAndNotRun(count: String, cause: String) throws {
        let run = try MachineRun(
            #"""
            {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemsPath":"$.a","ToleratedFailureCountPath":"$.n",
              "ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},"StartAt":"I",
                "States":{"I":{"Type":"Pass","End":true}}}}}}
            """#,
            input: #"{"a":[1],"n":\#(count)}"#
        )
        #expect(run.result?.error == "States.Runtime" && run.result?.cause?.contains(cause) == true)
        #expect(run.story.suffix(2) == ["3<2 MapStateStarted", "4<3 ExecutionFailed"])
    }

    @Test func failingIterationAbortsTheOthers() throws {
        var run = try MachineRun(map(state: Self.call), input: "[1,2]")
        let token = run.tasks[1].token
        try run.send(.taskEnded(token, .failed(error: "E", cause: nil)))
        #expect(run.result?.error == "E")
        #expect(
            run.story.suffix(6) == [
                "11<10 MapIterationFailed", "12<10 TaskStateAborted", "13<10 MapIterationAborted",
                "14<10 TaskStateAborted", "15<10 MapStateFailed", "16<15 ExecutionFailed",
            ]
        )
    }

    @Test func resultThatIsTooLargeFails() throws {
        let run = try MachineRun(
            map(),
            input: #"["aaaaaaaaaaaaaaaa","bbbbbbbbbbbbbbbb"]"#,
            limits: InterpreterLimits(payloadBytesMax: 30)
        )
        #expect(run.result?.error == "States.DataLimitExceeded")
    }

    @Test func variablesTogetherHaveALimit() throws {
        let run = try MachineRun(
            #"""
            {"QueryLanguage":"JSONata","StartAt":"A","States":{
              "A":{"Type":"Pass","Assign":{"a":"{% $pad('', 30, 'x') %}"},"Next":"B"},
              "B":{"Type":"Pass","Assign":{"b":"{% $pad('', 30, 'y') %}"},"End":true}}}
            """#,
            limits: InterpreterLimits(variableBytesMax: 50)
        )
        #expect(run.result?.error == "States.DataLimitExceeded" && run.result?.state == "B")
    }

    @Test func lastEventThatAWSAllowsIsTheFailure() throws {
        let limits = InterpreterLimits(historyEventsMax: 100)
        let run = try MachineRun(
            #"""
            {"StartAt":"A","States":{"A":{"Type":"Pass","Next":"B"},"B":{"Type":"Choice","Choices":[
              {"Variable":"$.stop","IsPresent":true,"Next":"C"}],"Default":"A"},"C":{"Type":"Succeed"}}}
            """#,
            limits: limits
        )
        #expect(run.events.count == 100 && run.events.last?.type == .executionFailed)
        #expect(run.result?.cause == "The execution reached the maximum number of history events (100).")
    }
}
