import StepJSON
import StepLanguage
import StepMachine
import StepTime
import Testing

@Suite struct InterpreterParallelTests {
    private static let call = #""Type":"Task","Resource":"arn:aws:states:::aws-sdk:rds:describeDBSnapshots""#

    /// Two branches, each with one call, and what `fields` add to the Parallel.
    private func two(_ fields: String = "", _ more: String = "") -> String {
        #"""
        {"StartAt":"P","States":{"P":{"Type":"Parallel",\#(fields)"Branches":[
          {"StartAt":"A","States":{"A":{\#(Self.call),"End":true}}},
          {"StartAt":"B","States":{"B":{\#(Self.call),"End":true}}}],"End":true}\#(more)}}
        """#
    }

    @Test func outputsStandInTheOrderOfTheBranches() throws {
        var run = try MachineRun(two())
        #expect(run.tasks.map(\.stateName) == ["A", "B"])
        let second = run.tasks[1].token
        try run.send(.taskStarted(second))
        try run.send(.taskEnded(second, .succeeded(try JSONDocument(parsing: "2"))))
        #expect(run.result == nil)
        try run.succeed("1")
        #expect(run.output == [1, 2])
        // The exit follows the last event of the branch that ended last, not ParallelStateSucceeded.
        #expect(
            run.story.suffix(3) == [
                "14<13 ParallelStateSucceeded", "15<13 ParallelStateExited", "16<15 ExecutionSucceeded",
            ]
        )
    }

    @Test func failingBranchTakesItsSiblingsWithIt() throws {
        var run = try MachineRun(two())
        let tokens = run.tasks.map(\.token)
        try run.send(.taskStarted(tokens[0]))
        try run.send(.taskEnded(tokens[0], .failed(error: "E", cause: "c")))
        #expect(run.result == ExecutionResult(status: .failed, error: "E", cause: "c", state: "P"))
        #expect(
            run.story.suffix(5) == [
                "9<8 TaskFailed", "10<9 TaskStateAborted", "11<9 TaskStateAborted", "12<9 ParallelStateFailed",
                "13<12 ExecutionFailed",
            ]
        )
    }

    @Test func retryBeginsEveryBranchAgain() throws {
        var run = try MachineRun(two(#""Retry":[{"ErrorEquals":["States.BranchFailed"],"MaxAttempts":1}],"#))
        for attempt in 0..<2 {
            let token = try #require(run.tasks.first).token
            try run.send(.taskEnded(token, .failed(error: "E", cause: nil)))
            if attempt == 0 { try run.fireNext() }
        }
        #expect(run.result?.error == "E")
        #expect(run.events.count { $0.type == .parallelStateStarted } == 2)
        #expect(run.events.count { $0.type == .parallelStateFailed } == 1)
    }

    @Test func catchLeavesTheStateWithTheBranchsError() throws {
        var run = try MachineRun(
            two(
                #""Catch":[{"ErrorEquals":["States.TaskFailed"],"Next":"C"}],"#,
                #","C":{"Type":"Pass","End":true}"#
            )
        )
        try run.end(.failed(error: "E", cause: "c"))
        #expect(run.output == ["Error": "E", "Cause": "c"])
        #expect(run.events.contains { $0.type == .parallelStateExited })
    }

    @Test func branchesReadOuterVariablesAndTheirOwnEndWithThem() throws {
        let run = try MachineRun(
            #"""
            {"QueryLanguage":"JSONata","StartAt":"S","States":{
              "S":{"Type":"Pass","Assign":{"x":42},"Next":"P"},
              "P":{"Type":"Parallel","Next":"E","Branches":[
                {"StartAt":"A","States":{
                  "A":{"Type":"Pass","Assign":{"inner":"{% $x + 1 %}"},"Next":"A2"},
                  "A2":{"Type":"Pass","Output":"{% $inner %}","End":true}}},
                {"StartAt":"B","States":{"B":{"Type":"Pass","Output":"{% $exists($inner) %}","End":true}}}]},
              "E":{"Type":"Pass","Output":{"branches":"{% $states.input %}","inner":"{% $exists($inner) %}"},"End":true}}}
            """#
        )
        #expect(run.output == ["branches": [43, false], "inner": false])
    }

    @Test func stopReleasesEverything() throws {
        var run = try MachineRun(two())
        try run.send(.stopped(error: nil, cause: "enough"))
        #expect(run.result?.status == .aborted && run.tasks.isEmpty)
    }

    @Test func waitAndNestedStatesAreToldOfWhenABranchFails() throws {
        var run = try MachineRun(
            #"""
            {"StartAt":"P","States":{"P":{"Type":"Parallel","End":true,"Branches":[
              {"StartAt":"A","States":{"A":{\#(Self.call),"End":true}}},
              {"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":9,"End":true}}},
              {"StartAt":"M","States":{"M":{"Type":"Map","ItemsPath":"$.a","End":true,"ItemProcessor":{
                "StartAt":"T","States":{"T":{\#(Self.call),"End":true}}}}}}]}}}
            """#,
            input: #"{"a":[1,2]}"#
        )
        let token = try #require(run.tasks.first { $0.stateName == "A" }).token
        try run.send(.taskEnded(token, .failed(error: "E", cause: nil)))
        let aborted = run.events.map(\.type).filter { $0.name.hasSuffix("Aborted") }
        #expect(
            aborted == [
                .taskStateAborted, .waitStateAborted, .mapStateAborted, .mapIterationAborted, .taskStateAborted,
                .mapIterationAborted, .taskStateAborted,
            ]
        )
    }

    @Test func tasksThatTimeOutTogetherAreAllToldOf() throws {
        var run = try MachineRun(
            #"""
            {"StartAt":"M","States":{"M":{"Type":"Map","End":true,"ItemProcessor":{"StartAt":"T","States":{
              "T":{\#(Self.call),"TimeoutSeconds":5,"End":true}}}}}}
            """#,
            input: "[1,2,3]"
        )
        try run.fireNext()
        #expect(run.result?.error == "States.Timeout")
        #expect(run.events.count { $0.type == .taskTimedOut } == 3)
        #expect(run.events.count { $0.type == .mapIterationFailed } == 1)
        #expect(run.events.count { $0.type == .mapIterationAborted } == 2)
    }
}
