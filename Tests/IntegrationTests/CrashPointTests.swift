import StepJSON
import Testing

/// `kill -9` at each point of a run where something could be lost or done twice.
@Suite(.enabled(if: Programs.hasModels, "no AWS service models; packaging/test installs them"))
struct CrashPointTests {
    private static let statuses = ["creating", "creating", "available"]

    /// The states of a run with two polls that find the snapshot unfinished, and one that finds it done.
    private static let states =
        ["params", "snapshot.start"]
        + Array(repeating: ["snapshot.wait", "snapshot", "snapshot.check"], count: 3).joined() + ["done"]

    @Test func anAcknowledgedStartIsNotLost() async throws {
        // The call may be under way already when the daemon dies.
        try await crashing(interruptsCreate: true) { daemon, _ in
            let arn = try await daemon.client.start(SnapshotJob.name, name: "run")
            daemon.crash()
            return arn
        }
    }

    @Test func theCreateCallIsInterrupted() async throws {
        try await crashing(interruptsCreate: true) { daemon, server in
            server.hold(.create)
            let arn = try await daemon.client.start(SnapshotJob.name, name: "run")
            try await expectEventually { server.calls(.create) == 1 }
            daemon.crash()
            server.release()
            return arn
        }
    }

    /// The daemon has the answer, but perhaps not yet on disk: both are right, the snapshot is there only once.
    @Test(arguments: [0, 300, 1_000, 3_000])
    func theCreateCallIsAnsweredAndNotYetCommitted(microseconds: Int) async throws {
        try await crashing(interruptsCreate: true) { daemon, server in
            let arn = try await crash(daemon, after: .create, of: server, microseconds: microseconds)
            return arn
        }
    }

    @Test func aWaitIsNotStartedAnew() async throws {
        try await crashing { daemon, server in
            let arn = try await daemon.client.start(SnapshotJob.name, name: "run")
            try await expectEventually { server.calls(.describe) == 1 }
            try await Task.sleep(for: .milliseconds(400))
            daemon.crash()
            return arn
        }
    }

    /// Around the moment at which the first wait is over.
    @Test(arguments: [-5, 0, 1, 2, 5])
    func aTimerIsDue(milliseconds: Int) async throws {
        try await crashing { daemon, _ in
            let arn = try await daemon.client.start(SnapshotJob.name, name: "run")
            var entered: Double?
            try await expectEventually {
                entered = try await daemon.client.history(arn).events("WaitStateEntered").first?.seconds
                return entered != nil
            }
            let due = try #require(entered) + 1 + Double(milliseconds) / 1_000
            try await Task.sleep(for: .seconds(due - EpochTime.now))
            daemon.crash()
            return arn
        }
    }

    @Test func aDescribeIsInterrupted() async throws {
        try await crashing { daemon, server in
            server.hold(.describe)
            let arn = try await daemon.client.start(SnapshotJob.name, name: "run")
            try await expectEventually { server.calls(.describe) == 1 }
            daemon.crash()
            server.release()
            return arn
        }
    }

    @Test(arguments: [0, 300, 1_000, 3_000])
    func aDescribeIsAnsweredAndNotYetCommitted(microseconds: Int) async throws {
        try await crashing { daemon, server in
            try await crash(daemon, after: .describe, of: server, microseconds: microseconds)
        }
    }

    @Test func whatHasEndedStaysAsItIs() async throws {
        try await crashing { daemon, _ in
            let arn = try await daemon.client.start(SnapshotJob.name, name: "run")
            _ = try await daemon.client.waitForEnd(arn, seconds: 20)
            daemon.crash()
            return arn
        }
    }

    // MARK: -

    /// Runs the job with one crash in it, starts the daemon again, and checks that the run came through whole.
    ///
    /// `interruptsCreate`: the create call may have been sent without its answer being kept. It is not an idempotent
    /// call, so that the attempt fails and the job's `retry` sends it again, which RDS refuses.
    private func crashing(
        interruptsCreate: Bool = false,
        _ crash: (DaemonFixture, RDSServer) async throws -> String
    ) async throws {
        try await RDSServer.with(statuses: Self.statuses) { server in
            try await DaemonFixture.with(jobs: ["rds-snapshot.yaml": SnapshotJob.text()], endpointPort: server.port) {
                daemon in
                let arn = try await crash(daemon, server)
                await daemon.kill()
                if Programs.hasSQLite { #expect(try await daemon.databaseCheck() == "ok") }
                try await daemon.start()
                let run = try await daemon.client.waitForEnd(arn, seconds: 30)
                #expect(run.status == "SUCCEEDED", "\(run.error ?? ""): \(run.cause ?? "")")
                #expect(run.output?["Status"] == "available")
                let history = try await daemon.client.history(arn)
                history.expectWhole(endedAs: "ExecutionSucceeded")
                // A describe that was answered in vain is asked again, and finds the snapshot further on.
                #expect(Set(history.states) == Set(Self.states))
                #expect(history.states.count <= Self.states.count)
                #expect(history.waitSeconds.allSatisfy { $0 >= 1 }, "\(history.waitSeconds)")
                #expect(server.snapshots.count == 1)
                #expect(server.refusedCreates <= (interruptsCreate ? 1 : 0))
            }
        }
    }

    /// Starts a run, and crashes the daemon some time after the first answer to `action` is on its way.
    private func crash(
        _ daemon: DaemonFixture,
        after action: RDSServer.Action,
        of server: RDSServer,
        microseconds: Int
    ) async throws -> String {
        let (answered, continuation) = AsyncStream.makeStream(of: Void.self)
        server.afterNextAnswer(to: action) {
            if microseconds == 0 { daemon.crash() }
            continuation.finish()
        }
        let arn = try await daemon.client.start(SnapshotJob.name, name: "run")
        for await _ in answered {}
        try await Task.sleep(for: .microseconds(microseconds))
        daemon.crash()
        return arn
    }

    private func expectEventually(
        _ condition: () async throws -> Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let holds = try await eventually(seconds: 20, every: 2, condition)
        try #require(holds, sourceLocation: sourceLocation)
    }
}
