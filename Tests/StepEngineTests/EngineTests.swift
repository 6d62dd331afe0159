import StepEngine
import StepJSON
import StepLanguage
import StepMachine
import StepTime
import Testing

@Suite struct EngineTests {
    static let wait = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"End":true}}}"#
    static let longWait = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}}"#

    private func task(_ action: String, _ fields: String = "") -> String {
        #"{"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::aws-sdk:rds:\#(action)",\#(fields)"End":true}}}"#
    }

    @Test func runsAndDescribesAnExecution() async throws {
        try await EngineFixture.with { fixture in
            let machine = try await fixture.create(
                "m",
                #"{"StartAt":"P","States":{"P":{"Type":"Pass","ResultPath":"$.r","Result":1,"End":true}}}"#
            )
            let arn = try await fixture.start(machine, name: "e", input: #"{"a": 2}"#)
            #expect(arn == "arn:aws:states:us-east-1:123456789012:execution:m:e")
            let end = try await fixture.end(of: arn)
            #expect(end.summary.status == .succeeded)
            #expect(end.input == #"{"a": 2}"# && end.output == #"{"a":2,"r":1}"#)
            #expect(try await fixture.history(of: arn).map(\.id) == Array(1...4))
            let listed = try await fixture.engine.listExecutions(
                stateMachineARN: machine,
                status: .succeeded,
                maxResults: 10,
                nextToken: nil
            )
            #expect(listed.items.map(\.arn) == [arn])
        }
    }

    @Test func sameNameIsTheSameExecutionOnlyWithTheSameInput() async throws {
        try await EngineFixture.with { fixture in
            let machine = try await fixture.create("m", Self.longWait)
            let first = try await fixture.start(machine, name: "e", input: "{}")
            #expect(try await fixture.start(machine, name: "e", input: "{}") == first)
            await #expect(throws: EngineError.self) { try await fixture.start(machine, name: "e", input: "[]") }
            _ = try await fixture.engine.stopExecution(arn: first, error: "E", cause: "C")
            let error = await #expect(throws: EngineError.self) {
                try await fixture.start(machine, name: "e", input: "{}")
            }
            #expect(error?.code == .executionAlreadyExists)
            let end = try await fixture.end(of: first)
            #expect(end.summary.status == .aborted && end.error == "E" && end.cause == "C")
        }
    }

    @Test func waitGoesOnThroughARestart() async throws {
        try await EngineFixture.with { fixture in
            let machine = try await fixture.create("m", Self.wait)
            let arn = try await fixture.start(machine)
            try await fixture.restarted { again in
                let end = try await again.end(of: arn)
                #expect(end.summary.status == .succeeded)
                let history = try await again.history(of: arn)
                #expect(history.count == 4)
                let waited = history[2].timestamp.milliseconds - history[1].timestamp.milliseconds
                #expect(waited >= 1_000)
            }
        }
    }

    @Test func taskThatOnlyReadsIsSentAgainAfterARestart() async throws {
        try await EngineFixture.with { fixture in
            let machine = try await fixture.create("m", task("describeDBSnapshots"))
            let arn = try await fixture.start(machine)
            let (request, _) = try await fixture.driver.next()
            try await fixture.restarted { again in
                let (repeated, complete) = try await again.driver.next()
                #expect(repeated.token == request.token && repeated.parameters == request.parameters)
                complete(.succeeded(JSONDocument(["x": 1])))
                let end = try await again.end(of: arn)
                #expect(end.output == #"{"x":1}"#)
                let history = try await again.history(of: arn)
                #expect(history.count { $0.type == .taskStarted } == 1)
            }
        }
    }

    @Test func taskThatMayHaveBeenDoneFailsAfterARestart() async throws {
        try await EngineFixture.with { fixture in
            let machine = try await fixture.create("m", task("createDBSnapshot"))
            let arn = try await fixture.start(machine)
            _ = try await fixture.driver.next()
            try await fixture.restarted { again in
                let end = try await again.end(of: arn)
                #expect(end.error == ErrorName.taskInterrupted)
                #expect(again.driver.started.isEmpty)
            }
        }
    }

    @Test func tasksPastTheirPlacesWaitAndAreNotLost() async throws {
        try await EngineFixture.with(configure: { $0.tasksInFlightMax = 3 }) { fixture in
            let machine = try await fixture.create("m", task("createDBSnapshot"))
            var arns: [String] = []
            for _ in 0..<10 { arns.append(try await fixture.start(machine)) }
            for done in 0..<10 {
                let (_, complete) = try await fixture.driver.next()
                #expect(fixture.driver.started.count <= done + 3)
                complete(.succeeded(.emptyObject))
            }
            for arn in arns { #expect(try await fixture.end(of: arn).summary.status == .succeeded) }
        }
    }

    @Test func stoppingCancelsTheTask() async throws {
        try await EngineFixture.with { fixture in
            let machine = try await fixture.create("m", task("describeDBSnapshots", #""TimeoutSeconds":900,"#))
            let arn = try await fixture.start(machine)
            while fixture.driver.started.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
            _ = try await fixture.engine.stopExecution(arn: arn, error: nil, cause: nil)
            for _ in 0..<400 where fixture.driver.cancelled.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            #expect(fixture.driver.cancelled.map(\.event) == [3])
            #expect(try await fixture.end(of: arn).summary.status == .aborted)
        }
    }

    @Test func resourceWithoutDriverFailsAndItsLoopDoesNotHoldUpOthers() async throws {
        try await EngineFixture.with { fixture in
            let loop = try await fixture.create(
                "loop",
                #"""
                {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage",
                 "Catch":[{"ErrorEquals":["States.Runtime"],"Next":"T"}],"Next":"Z"},"Z":{"Type":"Succeed"}}}
                """#
            )
            let arn = try await fixture.start(loop)
            let other = try await fixture.create("other", Self.wait)
            #expect(try await fixture.end(of: try await fixture.start(other)).summary.status == .succeeded)
            _ = try await fixture.engine.stopExecution(arn: arn, error: nil, cause: nil)
            #expect(try await fixture.end(of: arn).summary.status == .aborted)
        }
    }

    @Test func runningExecutionsKeepTheirRevision() async throws {
        try await EngineFixture.with { fixture in
            func job(_ result: Int) throws -> MachineRegistration {
                let text =
                    #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"Next":"P"},"P":{"Type":"Pass","Result":\#(result),"End":true}}}"#
                return MachineRegistration(
                    name: "j",
                    definition: text,
                    machine: try Engine.compile(text),
                    roleARN: "r",
                    job: JobRegistration(file: "j.yaml", description: nil, sourceMap: nil, schedules: [])
                )
            }
            let arn = try await fixture.engine.register(try job(1)).arn
            let old = try await fixture.start(arn)
            _ = try await fixture.engine.register(try job(2))
            let new = try await fixture.start(arn)
            #expect(try await fixture.end(of: old).output == "1")
            #expect(try await fixture.end(of: new).output == "2")
            try await fixture.engine.removeJob("j")
            let error = await #expect(throws: EngineError.self) { try await fixture.start(arn) }
            #expect(error?.code == .stateMachineDoesNotExist)
        }
    }

    @Test func historyPagesForwardAndBackward() async throws {
        try await EngineFixture.with { fixture in
            let machine = try await fixture.create("m", Self.wait)
            let arn = try await fixture.start(machine)
            _ = try await fixture.end(of: arn)
            for isReversed in [false, true] {
                var ids: [Int64] = []
                var token: String?
                repeat {
                    let page = try await fixture.engine.executionHistory(
                        arn: arn,
                        maxResults: 3,
                        nextToken: token,
                        reverseOrder: isReversed
                    )
                    ids += page.items.map(\.id)
                    token = page.nextToken
                } while token != nil
                #expect(ids == (isReversed ? [4, 3, 2, 1] : [1, 2, 3, 4]))
            }
        }
    }

    @Test func badRequestsAreNamed() async throws {
        try await EngineFixture.with { fixture in
            func code(_ body: () async throws -> Void) async -> EngineError.Code? {
                do {
                    try await body()
                    return nil
                } catch {
                    return (error as? EngineError)?.code
                }
            }
            let machine = try await fixture.create("m", Self.wait)
            #expect(await code { _ = try await fixture.create("m", Self.longWait) } == .stateMachineAlreadyExists)
            #expect(await code { _ = try await fixture.create("a b", Self.wait) } == .invalidName)
            #expect(await code { _ = try await fixture.create("x", "{") } == .invalidDefinition)
            #expect(await code { _ = try await fixture.create("x", #"{"StartAt":"A"}"#) } == .invalidDefinition)
            #expect(await code { _ = try await fixture.start("arn:bad") } == .invalidArn)
            #expect(await code { _ = try await fixture.start(machine + "x") } == .stateMachineDoesNotExist)
            #expect(await code { _ = try await fixture.start(machine, input: "{") } == .invalidExecutionInput)
            #expect(await code { _ = try await fixture.start(machine, name: "a/b") } == .invalidName)
            let missing = "arn:aws:states:us-east-1:123456789012:execution:m:no"
            #expect(
                await code { _ = try await fixture.engine.describeExecution(arn: missing) } == .executionDoesNotExist
            )
        }
    }
}
