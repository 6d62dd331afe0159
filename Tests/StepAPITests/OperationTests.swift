import StepMachine
import StepProtocol
import Testing

@testable import StepAPI

/// The operations, on a real engine.
@Suite struct OperationTests {
    private static let pass =
        #"{"StartAt":"P","States":{"P":{"Type":"Pass","Result":{"Arg1":"argument1"},"End":true}}}"#
    private static let wait = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":3600,"End":true}}}"#

    private func create(_ fixture: ServerFixture, _ name: String, _ definition: String) async throws -> String {
        var request = CreateStateMachineRequest()
        request.name = name
        request.definition = definition
        request.roleARN = "arn:aws:iam::123456789012:role/r"
        return try await fixture.call(
            AWSOperation.createStateMachine.target,
            request,
            CreateStateMachineResponse.self
        ).stateMachineARN
    }

    private func start(_ fixture: ServerFixture, _ machine: String, name: String? = nil) async throws -> String {
        var request = StartExecutionRequest()
        request.stateMachineARN = machine
        request.name = name
        return try await fixture.call(AWSOperation.startExecution.target, request, StartExecutionResponse.self)
            .executionARN
    }

    private func describe(_ fixture: ServerFixture, _ arn: String) async throws -> DescribeExecutionResponse {
        var request = DescribeExecutionRequest()
        request.executionARN = arn
        return try await fixture.call(
            AWSOperation.describeExecution.target,
            request,
            DescribeExecutionResponse.self
        )
    }

    private func ended(_ fixture: ServerFixture, _ arn: String) async throws -> DescribeExecutionResponse {
        for _ in 0..<500 {
            let execution = try await describe(fixture, arn)
            if execution.status != "RUNNING" { return execution }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw SocketFailure(description: "\(arn) did not end")
    }

    private func error(_ body: () async throws -> Void) async -> AWSError? {
        do {
            try await body()
            return nil
        } catch {
            return error as? AWSError
        }
    }

    @Test func anExecutionIsStartedDescribedListedAndToldInFull() async throws {
        try await ServerFixture.with { fixture in
            let machine = try await create(fixture, "passing", Self.pass)
            #expect(machine == "arn:aws:states:us-east-1:123456789012:stateMachine:passing")
            let arn = try await start(fixture, machine, name: "first")
            #expect(arn == "arn:aws:states:us-east-1:123456789012:execution:passing:first")
            let execution = try await ended(fixture, arn)
            #expect(execution.status == "SUCCEEDED")
            #expect(execution.input == "{}")
            #expect(execution.output == #"{"Arg1":"argument1"}"#)
            #expect(execution.inputDetails?.included == true && execution.outputDetails?.included == true)
            #expect(execution.redriveStatusReason == "Execution is SUCCEEDED and cannot be redriven")
            #expect(execution.stopDate.map { $0 >= execution.startDate } == true)

            var list = ListExecutionsRequest()
            list.stateMachineARN = machine
            let all = try await fixture.call(AWSOperation.listExecutions.target, list, ListExecutionsResponse.self)
            #expect(all.executions.map(\.name) == ["first"])
            for (filter, count) in [("SUCCEEDED", 1), ("RUNNING", 0), ("PENDING_REDRIVE", 0)] {
                list.statusFilter = filter
                let some = try await fixture.call(
                    AWSOperation.listExecutions.target,
                    list,
                    ListExecutionsResponse.self
                )
                #expect(some.executions.count == count)
            }

            var history = GetExecutionHistoryRequest()
            history.executionARN = arn
            let events = try await fixture.call(
                AWSOperation.getExecutionHistory.target,
                history,
                GetExecutionHistoryResponse.self
            ).events
            #expect(
                events.map(\.type) == ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"]
            )
            #expect(events.map(\.id) == [1, 2, 3, 4])
            #expect(events.map(\.previousEventID) == [0, 0, 2, 3])
            #expect(events[1].stateName == "P")
        }
    }

    @Test func historyComesInPagesInEitherOrder() async throws {
        try await ServerFixture.with { fixture in
            let states = (0..<60).map { index in
                let next = index == 59 ? #""End":true"# : #""Next":"S\#(index + 1)""#
                return #""S\#(index)":{"Type":"Pass",\#(next)}"#
            }
            let definition = #"{"StartAt":"S0","States":{\#(states.joined(separator: ","))}}"#
            let arn = try await start(fixture, try await create(fixture, "chain", definition))
            #expect(try await ended(fixture, arn).status == "SUCCEEDED")
            for (isReversed, pageSize) in [(false, 7), (true, 7), (false, 110), (true, 1_000)] {
                var request = GetExecutionHistoryRequest()
                request.executionARN = arn
                request.maxResults = Int64(pageSize)
                request.reverseOrder = isReversed
                var ids: [Int64] = []
                repeat {
                    let page = try await fixture.call(
                        AWSOperation.getExecutionHistory.target,
                        request,
                        GetExecutionHistoryResponse.self
                    )
                    #expect(page.events.count <= pageSize)
                    #expect(page.nextToken == nil || page.events.count == pageSize)
                    ids += page.events.map(\.id)
                    request.nextToken = page.nextToken
                } while request.nextToken != nil
                let all = Array(Int64(1)...122)
                #expect(ids == (isReversed ? all.reversed() : all))
            }
        }
    }

    @Test func aPageOfHistoryEndsEarlyWhenItIsLarge() async throws {
        try await ServerFixture.with(limits: APILimits(historyPageBytes: 1_000)) { fixture in
            let states = (0..<120).map { index in
                let next = index == 119 ? #""End":true"# : #""Next":"S\#(index + 1)""#
                return #""S\#(index)":{"Type":"Pass",\#(next)}"#
            }
            let definition = #"{"StartAt":"S0","States":{\#(states.joined(separator: ","))}}"#
            let arn = try await start(fixture, try await create(fixture, "chain", definition))
            #expect(try await ended(fixture, arn).status == "SUCCEEDED")
            var request = GetExecutionHistoryRequest()
            request.executionARN = arn
            request.maxResults = 1_000
            var counts: [Int] = []
            repeat {
                let page = try await fixture.call(
                    AWSOperation.getExecutionHistory.target,
                    request,
                    GetExecutionHistoryResponse.self
                )
                counts.append(page.events.count)
                request.nextToken = page.nextToken
            } while request.nextToken != nil
            #expect(counts.count > 1)
            #expect(counts.reduce(0, +) == 242)
        }
    }

    @Test func aStoppedExecutionIsAborted() async throws {
        try await ServerFixture.with { fixture in
            let arn = try await start(fixture, try await create(fixture, "waiting", Self.wait))
            #expect(
                try await describe(fixture, arn).redriveStatusReason == "Execution is RUNNING and cannot be redriven"
            )
            var stop = StopExecutionRequest()
            stop.executionARN = arn
            stop.error = "Mine"
            stop.cause = "because"
            _ = try await fixture.call(AWSOperation.stopExecution.target, stop, StopExecutionResponse.self)
            let execution = try await ended(fixture, arn)
            #expect(execution.status == "ABORTED")
            #expect(execution.error == "Mine" && execution.cause == "because")
            #expect(execution.output == nil && execution.outputDetails == nil)
            #expect(execution.redriveStatus == "REDRIVABLE")
        }
    }

    @Test func machinesAreDescribedAndListedInPages() async throws {
        try await ServerFixture.with { fixture in
            for name in ["a", "b", "c"] { _ = try await create(fixture, name, Self.pass) }
            var describe = DescribeStateMachineRequest()
            describe.stateMachineARN = "arn:aws:states:us-east-1:123456789012:stateMachine:b"
            var machine = try await fixture.call(
                AWSOperation.describeStateMachine.target,
                describe,
                DescribeStateMachineResponse.self
            )
            #expect(machine.definition == Self.pass)
            #expect(machine.type == "STANDARD" && machine.status == "ACTIVE")
            #expect(machine.loggingConfiguration.level == "OFF")
            #expect(machine.tracingConfiguration.enabled == false)
            #expect(machine.encryptionConfiguration.type == "AWS_OWNED_KEY")
            #expect(machine.revisionID == nil)
            describe.includedData = "METADATA_ONLY"
            machine = try await fixture.call(
                AWSOperation.describeStateMachine.target,
                describe,
                DescribeStateMachineResponse.self
            )
            #expect(machine.definition == "{}")
            var list = ListStateMachinesRequest()
            list.maxResults = 2
            let first = try await fixture.call(
                AWSOperation.listStateMachines.target,
                list,
                ListStateMachinesResponse.self
            )
            #expect(first.stateMachines.map(\.name) == ["a", "b"])
            list.nextToken = first.nextToken
            let second = try await fixture.call(
                AWSOperation.listStateMachines.target,
                list,
                ListStateMachinesResponse.self
            )
            #expect(second.stateMachines.map(\.name) == ["c"])
            #expect(second.nextToken == nil)
        }
    }

    // Names and texts as recorded.
    @Test func whatTheEngineRefusesHasTheNameAndTextOfAWS() async throws {
        try await ServerFixture.with { fixture in
            let missing = "arn:aws:states:us-east-1:123456789012:stateMachine:missing"
            #expect(
                await error { _ = try await start(fixture, missing) }
                    == AWSError("StateMachineDoesNotExist", "State Machine Does Not Exist: '\(missing)'")
            )
            #expect(
                await error { _ = try await describe(fixture, "invalid_state_machine_arn") }
                    == AWSError("InvalidArn", "Invalid Arn: 'Invalid ARN prefix: invalid_state_machine_arn'")
            )
            let execution = "arn:aws:states:us-east-1:123456789012:execution:missing:x"
            #expect(
                await error { _ = try await describe(fixture, execution) }
                    == AWSError("ExecutionDoesNotExist", "Execution Does Not Exist: '\(execution)'")
            )
            let machine = try await create(fixture, "twice", Self.pass)
            #expect(try await create(fixture, "twice", Self.pass) == machine)
            #expect(
                await error { _ = try await create(fixture, "twice", Self.wait) }
                    == AWSError("StateMachineAlreadyExists", "State Machine Already Exists: '\(machine)'")
            )
            #expect(
                await error { _ = try await create(fixture, "activity name", Self.pass) }
                    == AWSError("InvalidName", "Invalid Name: 'activity name'")
            )
            let invalid = await error { _ = try await create(fixture, "bad", #"{"StartAt":"State_1"}"#) }
            #expect(
                invalid
                    == AWSError(
                        "InvalidDefinition",
                        "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: "
                            + "[States] at /'"
                    )
            )
        }
    }

    @Test func whatIsNotSupportedIsRefusedAndNotForgotten() async throws {
        try await ServerFixture.with { fixture in
            let extras = [
                #""type":"EXPRESS""#, #""publish":true"#, #""loggingConfiguration":{"level":"ALL"}"#,
                #""tracingConfiguration":{"enabled":true}"#, #""tags":[{"key":"k","value":"v"}]"#,
                #""versionDescription":"v""#, #""encryptionConfiguration":{"type":"CUSTOMER_MANAGED_KMS_KEY"}"#,
            ]
            for extra in extras {
                let definition = Self.pass.replacing("\"", with: "\\\"")
                let body = #"{"name":"n","roleArn":"r","definition":"\#(definition)",\#(extra)}"#
                let answer = try await fixture.send(
                    ServerFixture.request(AWSOperation.createStateMachine.target, body)
                )
                #expect(answer.status == 400, "\(extra)")
                #expect(answer.body.contains("ValidationException"))
            }
        }
    }

    @Test func executionsOfAllMachinesAreListedForStepctl() async throws {
        try await ServerFixture.with { fixture in
            for name in ["a", "b"] {
                _ = try await start(fixture, try await create(fixture, name, Self.wait), name: "r")
            }
            var request = ListJobExecutionsRequest()
            let all = try await fixture.call(StepdOperation.listExecutions.target, request, ListExecutionsResponse.self)
            #expect(all.executions.map(\.stateMachineName) == ["b", "a"])
            request.job = "a"
            let some = try await fixture.call(
                StepdOperation.listExecutions.target,
                request,
                ListExecutionsResponse.self
            )
            #expect(some.executions.map(\.stateMachineName) == ["a"])
            let jobs = try await fixture.call(StepdOperation.listJobs.target, ListJobsRequest(), ListJobsResponse.self)
            #expect(jobs.jobs.isEmpty)
        }
    }

    @Test func namesAreResolvedForStepctl() async throws {
        try await ServerFixture.with { fixture in
            var started: [String: String] = [:]
            for name in ["b", "a", "c"] {
                let machine = try await create(fixture, name, Self.wait)
                for run in ["r", "only-\(name)"] {
                    started["\(name):\(run)"] = try await start(fixture, machine, name: run)
                }
            }
            func resolve(_ machine: String?, _ execution: String?) async throws -> ResolveNamesResponse {
                var request = ResolveNamesRequest()
                request.stateMachine = machine
                request.execution = execution
                return try await fixture.call(StepdOperation.resolveNames.target, request, ResolveNamesResponse.self)
            }
            let anywhere = try await resolve(nil, "r")
            #expect(anywhere.stateMachineARN == nil)
            #expect(anywhere.executionARNs == ["a:r", "b:r", "c:r"].compactMap { started[$0] })
            #expect(try await resolve(nil, "only-b").executionARNs == [started["b:only-b"]])
            let both = try await resolve("a", "r")
            #expect(both.stateMachineARN?.hasSuffix(":stateMachine:a") == true)
            #expect(both.executionARNs == [started["a:r"]])
            #expect(try await resolve("a", "only-b").executionARNs.isEmpty)
            let neither = try await resolve("d", "s")
            #expect(neither.stateMachineARN == nil && neither.executionARNs.isEmpty)
        }
    }
}
