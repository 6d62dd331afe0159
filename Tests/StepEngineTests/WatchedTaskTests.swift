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
            #expect(fixture.driver.watched.first?.parameters.value == ["JobName": "nightly"])
            let end = try await fixture.driver.nextJob()
            end(.succeeded(JSONDocument(["JobRunState": "SUCCEEDED"])))
            #expect(try await fixture.end(of: arn).output == #"{"JobRunState":"SUCCEEDED"}"#)
            let types = try await fixture.history(of: arn).map(\.type)
            #expect(types[2...5] == [.taskScheduled, .taskStarted, .taskSubmitted, .taskSucceeded])
        }
    }

    @Test func jobIsWatchedOnAfterARestartAndNotBegunAgain() async throws {
        try await EngineFixture.with { fixture in
            let arn = try await submitted(fixture)
            _ = try await fixture.driver.nextJob()
            try await fixture.restarted { fixture in
                let end = try await fixture.driver.nextJob()
                #expect(fixture.driver.started.isEmpty, "the call is not made again")
                #expect(fixture.driver.watched.first?.submitted.value == ["JobRunId": "jr_1"])
                #expect(fixture.driver.watched.first?.parameters.value == ["JobName": "nightly"])
                end(.succeeded(JSONDocument(["JobRunState": "SUCCEEDED"])))
                #expect(try await fixture.end(of: arn).summary.status == .succeeded)
            }
        }
    }

    @Test func jobThatFailedIsBegunAgainByTheStatesRetry() async throws {
        try await EngineFixture.with { fixture in
            let arn = try await submitted(fixture)
            let end = try await fixture.driver.nextJob()
            end(.failed(error: "States.TaskFailed", cause: "{}"))
            let (second, complete) = try await fixture.driver.next()
            #expect(fixture.driver.started.count == 2)
            complete(.failed(error: "Glue.ConcurrentRunsExceededException", cause: nil))
            #expect(try await fixture.end(of: arn).summary.status == .failed)
            #expect(second.token.event > 3)
        }
    }

    @Test func jobIsStoppedWithItsExecution() async throws {
        try await EngineFixture.with { fixture in
            let arn = try await submitted(fixture)
            _ = try await fixture.engine.stopExecution(arn: arn, error: nil, cause: nil)
            let stopped = try await self.stopped(fixture)
            #expect(fixture.driver.cancelled.count == 1)
            #expect(stopped.job.submitted.value == ["JobRunId": "jr_1"])
            stopped.done(nil)
            for _ in 0..<400 where try fixture.outboxCount() > 0 { try await Task.sleep(for: .milliseconds(5)) }
            #expect(try fixture.outboxCount() == 0)
        }
    }

    /// The daemon ends between the commit and the answer of the call that stops the job.
    @Test func jobIsStoppedAfterARestart() async throws {
        try await EngineFixture.with { fixture in
            let arn = try await submitted(fixture)
            _ = try await fixture.engine.stopExecution(arn: arn, error: nil, cause: nil)
            let first = try await stopped(fixture).job
            #expect(try fixture.outboxCount() == 1)
            try await fixture.restarted { fixture in
                let second = try await stopped(fixture)
                #expect(second.job == first)
                #expect(fixture.driver.watched.isEmpty)
                second.done("The service says no.")
                for _ in 0..<400 where try fixture.outboxCount() > 0 { try await Task.sleep(for: .milliseconds(5)) }
                #expect(try fixture.outboxCount() == 0)
                #expect(try await fixture.engine.describeExecution(arn: arn).summary.status == .aborted)
            }
        }
    }

    private func stopped(
        _ fixture: EngineFixture
    ) async throws -> (job: RemoteJob, done: @Sendable (String?) -> Void) {
        for _ in 0..<400 where fixture.driver.stopped.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        return try #require(fixture.driver.stopped.first)
    }
}
