import StepJSON
import Testing

/// Runs that would never end by themselves.
@Suite(.enabled(if: Programs.hasModels, "no AWS service models; packaging/test installs them"))
struct TimeoutTests {
    /// How much later than the second it is due something may be seen to happen, on a machine that is busy testing.
    static let lateSeconds = 0.9

    /// When the daemon is away, in seconds after the start of the run.
    struct Absence: Sendable, CustomTestStringConvertible {
        var fromSeconds: Double
        var untilSeconds: Double
        var testDescription: String { "down from \(fromSeconds) s to \(untilSeconds) s" }
    }

    static let absences: [Absence?] = [
        nil, Absence(fromSeconds: 1.5, untilSeconds: 3), Absence(fromSeconds: 2, untilSeconds: 7),
    ]

    @Test(arguments: absences)
    func aPollFailsAtItsTimeout(_ absence: Absence?) async throws {
        try await RDSServer.with(statuses: ["creating"]) { server in
            let job = try SnapshotJob.text(pollTimeout: "5s")
            try await DaemonFixture.with(jobs: ["rds-snapshot.yaml": job], endpointPort: server.port) { daemon in
                let arn = try await Self.run(daemon, absence)
                let run = try await daemon.client.waitForEnd(arn, seconds: 20)
                #expect(run.status == "FAILED")
                #expect(run.error == "Poll.Timeout")
                let history = try await daemon.client.history(arn)
                history.expectWhole(endedAs: "ExecutionFailed")
                // The deadline is 5 s after the snapshot was started; the last look is in the second it falls into.
                let begin = try #require(history.events("TaskStateExited").first).seconds
                let took = try #require(run.stopSeconds) - begin
                Self.expect(took, from: 5, to: 6, absence, since: begin - run.startSeconds)
            }
        }
    }

    @Test(arguments: absences)
    func aRunEndsAtItsTimeout(_ absence: Absence?) async throws {
        try await RDSServer.with(statuses: ["creating"]) { server in
            let job = try SnapshotJob.text(jobTimeout: "5s")
            try await DaemonFixture.with(jobs: ["rds-snapshot.yaml": job], endpointPort: server.port) { daemon in
                let arn = try await Self.run(daemon, absence)
                let run = try await daemon.client.waitForEnd(arn, seconds: 20)
                #expect(run.status == "TIMED_OUT")
                Self.expect(run.durationSeconds, from: 5, to: 5, absence, since: 0)
                try await daemon.client.history(arn).expectWhole(endedAs: "ExecutionTimedOut")
            }
        }
    }

    private static func run(_ daemon: DaemonFixture, _ absence: Absence?) async throws -> String {
        let arn = try await daemon.client.start(SnapshotJob.name, name: "endless")
        guard let absence else { return arn }
        try await Task.sleep(for: .seconds(absence.fromSeconds))
        try await daemon.restart(downSeconds: absence.untilSeconds - absence.fromSeconds)
        return arn
    }

    /// A daemon that was away when the time came makes up for it as soon as it is there again.
    private static func expect(_ took: Double, from: Double, to: Double, _ absence: Absence?, since: Double) {
        let back = (absence?.untilSeconds ?? 0) - since
        let latest = max(to, back > from ? back + 1 : 0) + lateSeconds
        #expect(took >= from && took <= latest, "took \(took) s instead of \(from) to \(latest)")
    }
}
