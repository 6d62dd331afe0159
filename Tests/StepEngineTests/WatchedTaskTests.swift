import StepEngine
import StepJSON
import StepMachine
import Testing

/// `.sync` tasks, whose driver watches what their call has begun.
@Suite struct WatchedTaskTests {
    private static let machine = #"""
        {"StartAt":"T","States":{"T":{"Type":"Task","Resource":"arn:aws:states:::glue:startJobRun.sync",
          "Parameters":{"JobName":"nightly"},"Retry":[{"ErrorEquals":["States.TaskFailed"],"MaxAttempts":1,
          "IntervalSeconds":1}],"End":true}}}
        """#

    /// Starts an execution, and has its call answered.
    private func submitted(_ fixture: EngineFixture) async throws -> String {
        let arn = try await fixture.start(fixture.create("m", Self.machine))
        let (_, complete) = try await fixture.driver.next()
        complete(.succeeded(JSONDocument(["JobRunId": "jr_1"])))
        while fixture.driver.watched.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        return arn
    }

    @Test func endOfTheJobEndsTheTask() async throws {
        try await EngineFixture.with { fixture in
            let arn = try await submitted(fixture)
            #expect(fixture.driver.watched.first?.submitted.value == ["JobRunId": "jr_1"])
            #expect(fixture.driver.watched.first?.request.parameters.value == ["JobName": "nightly"])
            let (_, end) = try await fixture.driver.next()
            end(.succeeded(JSONDocument(["JobRunState": "SUCCEEDED"])))
            #expect(try await fixture.end(of: arn).output == #"{"JobRunState":"SUCCEEDED"}"#)
            let types = try await fixture.history(of: arn).map(\.type)
            #expect(types[2...5] == [.taskScheduled, .taskStarted, .taskSubmitted, .taskSucceeded])
        }
    }

    @Test func jobIsWatchedOnAfterARestartAndNotBegunAgain() async throws {
        try await EngineFixture.with { fixture in
            let arn = try await submitted(fixture)
            _ = try await fixture.driver.next()
            try await fixture.restarted { fixture in
                let (request, end) = try await fixture.driver.next()
                #expect(fixture.driver.started.isEmpty, "the call is not made again")
                #expect(fixture.driver.watched.first?.submitted.value == ["JobRunId": "jr_1"])
                #expect(request.parameters.value == ["JobName": "nightly"])
                end(.succeeded(JSONDocument(["JobRunState": "SUCCEEDED"])))
                #expect(try await fixture.end(of: arn).summary.status == .succeeded)
            }
        }
    }

    @Test func jobThatFailedIsBegunAgainByTheStatesRetry() async throws {
        try await EngineFixture.with { fixture in
            let arn = try await submitted(fixture)
            let (_, end) = try await fixture.driver.next()
            end(.failed(error: "States.TaskFailed", cause: "{}"))
            let (second, complete) = try await fixture.driver.next()
            #expect(fixture.driver.started.count == 2)
            complete(.failed(error: "Glue.ConcurrentRunsExceededException", cause: nil))
            #expect(try await fixture.end(of: arn).summary.status == .failed)
            #expect(second.token.event > 3)
        }
    }

    @Test func executionThatIsStoppedGivesTheJobUp() async throws {
        try await EngineFixture.with { fixture in
            let arn = try await submitted(fixture)
            _ = try await fixture.engine.stopExecution(arn: arn, error: nil, cause: nil)
            for _ in 0..<400 where fixture.driver.cancelled.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            #expect(fixture.driver.cancelled.count == 1)
        }
    }
}
