import StepJSON
import Testing

/// What a daemon that ends properly, and one that meets another, does.
@Suite(.enabled(if: Programs.hasModels, "no AWS service models; packaging/test installs them"))
struct RestartTests {
    @Test func aRestartInTheMiddleOfAWaitContinuesIt() async throws {
        try await RDSServer.with(statuses: ["available"]) { server in
            let job = try SnapshotJob.text(every: "8s")
            try await DaemonFixture.with(jobs: ["rds-snapshot.yaml": job], endpointPort: server.port) { daemon in
                let arn = try await daemon.client.start(SnapshotJob.name, name: "run")
                try await Task.sleep(for: .seconds(4))
                #expect(try await daemon.terminate() == 0)
                let back = EpochTime.now
                try await daemon.start()
                let run = try await daemon.client.waitForEnd(arn, seconds: 20)
                #expect(run.status == "SUCCEEDED")
                let history = try await daemon.client.history(arn)
                history.expectWhole(endedAs: "ExecutionSucceeded")
                #expect(history.states.count == Set(history.states).count, "each state once: \(history.states)")
                let wait = try #require(history.waitSeconds.first)
                #expect(wait >= 8, "\(wait)")
                let end = try #require(history.events("WaitStateExited").first).seconds
                #expect(end < back + 8, "the wait began anew: back at \(back), over at \(end)")
                #expect(server.calls(.create) == 1)
                #expect(server.calls(.describe) == 1)
            }
        }
    }

    @Test func aWaitThatEndedWhileTheDaemonWasAwayGoesOnAtOnce() async throws {
        try await RDSServer.with(statuses: ["available"]) { server in
            let job = try SnapshotJob.text(every: "5s")
            try await DaemonFixture.with(jobs: ["rds-snapshot.yaml": job], endpointPort: server.port) { daemon in
                let arn = try await daemon.client.start(SnapshotJob.name, name: "run")
                try await Self.expectWaiting(daemon, arn)
                let back = EpochTime.now + 6
                try await daemon.restart(downSeconds: 6)
                let run = try await daemon.client.waitForEnd(arn, seconds: 20)
                #expect(run.status == "SUCCEEDED")
                let end = try #require(run.stopSeconds)
                #expect(end < back + 5, "the wait began anew: back at \(back), over at \(end)")
            }
        }
    }

    @Test func theSameStartTwiceIsOneRun() async throws {
        try await RDSServer.with(statuses: ["available"]) { server in
            // With its wait of a minute: a start is only the same one while the run goes on.
            let job = try SnapshotJob.repositoryFile("rds-snapshot.yaml")
            try await DaemonFixture.with(jobs: ["rds-snapshot.yaml": job], endpointPort: server.port) { daemon in
                let first = try await daemon.client.start(SnapshotJob.name, name: "run")
                try await Self.expectWaiting(daemon, first)
                try await daemon.restart()
                let second = try await daemon.client.start(SnapshotJob.name, name: "run")
                #expect(first == second)
                #expect(try await daemon.client.history(first).events("ExecutionStarted").count == 1)
                #expect(server.calls(.create) == 1)
            }
        }
    }

    @Test func aSecondDaemonOnTheSameStateIsRefused() async throws {
        try await DaemonFixture.with(jobs: [:]) { daemon in
            let run = try await ProgramRun.run(
                Programs.stepd,
                [
                    "--jobs", daemon.scratch.path("jobs.d"), "--state", daemon.scratch.path("state"), "--listen",
                    "unix:\(daemon.scratch.path("other.sock"))",
                ]
            )
            #expect(run.exitStatus != 0)
            #expect((run.output + run.errorOutput).contains("is in use by process"))
            #expect(await daemon.client.isHealthy())
        }
    }

    /// Waits until a run has come to its wait.
    private static func expectWaiting(_ daemon: DaemonFixture, _ arn: String) async throws {
        let isWaiting = try await eventually(seconds: 10) {
            try await !daemon.client.history(arn).events("WaitStateEntered").isEmpty
        }
        try #require(isWaiting)
    }
}
