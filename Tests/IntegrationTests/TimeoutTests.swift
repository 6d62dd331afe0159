import StepJSON
import Testing

/// Runs that would never end by themselves.
@Suite(.enabled(if: Programs.hasModels, "no AWS service models; packaging/test installs them"))
struct TimeoutTests {
    /// After how long the poll, or the run, is to fail.
    static let timeoutSeconds = 5.0

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
                let (arn, back) = try await Self.run(daemon, absence)
                let run = try await daemon.client.waitForEnd(arn, seconds: 20)
                #expect(run.status == "FAILED")
                #expect(run.error == "Poll.Timeout")
                let history = try await daemon.client.history(arn)
                history.expectWhole(endedAs: "ExecutionFailed")
                // The deadline counts from the snapshot's start.
                Self.expect(run, began: try #require(history.events("TaskStateExited").first).seconds, back)
            }
        }
    }

    @Test(arguments: absences)
    func aRunEndsAtItsTimeout(_ absence: Absence?) async throws {
        try await RDSServer.with(statuses: ["creating"]) { server in
            let job = try SnapshotJob.text(jobTimeout: "5s")
            try await DaemonFixture.with(jobs: ["rds-snapshot.yaml": job], endpointPort: server.port) { daemon in
                let (arn, back) = try await Self.run(daemon, absence)
                let run = try await daemon.client.waitForEnd(arn, seconds: 20)
                #expect(run.status == "TIMED_OUT")
                Self.expect(run, began: run.startSeconds, back)
                try await daemon.client.history(arn).expectWhole(endedAs: "ExecutionTimedOut")
            }
        }
    }

    /// Starts a run; after an absence, also when the daemon was started again at the earliest.
    private static func run(_ daemon: DaemonFixture, _ absence: Absence?) async throws -> (String, back: Double?) {
        let arn = try await daemon.client.start(SnapshotJob.name, name: "endless")
        guard let absence else { return (arn, nil) }
        try await Task.sleep(for: .seconds(absence.fromSeconds))
        let downSeconds = absence.untilSeconds - absence.fromSeconds
        let back = EpochTime.now + downSeconds
        try await daemon.restart(downSeconds: downSeconds)
        return (arn, back)
    }

    /// Not before its time, and before a timeout that began anew, at that time or at the daemon's return, would be.
    private static func expect(_ run: StepAPIClient.Execution, began begin: Double, _ back: Double?) {
        let stop = run.stopSeconds ?? 0
        #expect(stop >= begin + timeoutSeconds, "began at \(begin), ended at \(stop)")
        let anew = (back ?? begin + timeoutSeconds) + timeoutSeconds
        #expect(stop < anew, "began at \(begin), ended at \(stop), where one begun anew would at \(anew)")
    }
}
