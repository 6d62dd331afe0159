import StepJSON
import Testing

@Suite(.enabled(if: Programs.hasModels, "no AWS service models; packaging/test installs them"))
struct SnapshotJobTests {
    @Test func aSnapshotIsCreatedWatchedAndDone() async throws {
        try await RDSServer.with(statuses: ["creating", "creating", "available"]) { server in
            try await DaemonFixture.with(jobs: ["rds-snapshot.yaml": SnapshotJob.text()], endpointPort: server.port) {
                daemon in
                let arn = try await daemon.client.start(SnapshotJob.name, name: "once")
                let run = try await daemon.client.waitForEnd(arn, seconds: 30)
                #expect(run.status == "SUCCEEDED")
                #expect(run.output?["Status"] == "available")
                #expect(run.output?["DbInstanceIdentifier"] == "orders-prod")
                let history = try await daemon.client.history(arn)
                history.expectWhole(endedAs: "ExecutionSucceeded")
                #expect(history.waitSeconds.count == 3)
                #expect(history.waitSeconds.allSatisfy { 1..<2 ~= $0 }, "\(history.waitSeconds)")
                #expect(server.snapshots.count == 1)
                #expect(server.calls(.create) == 1)
                #expect(server.calls(.describe) == 3)
            }
        }
    }

    @Test func theArticlesOwnMachineRunsUnchanged() async throws {
        try await RDSServer.with(statuses: ["creating", "creating", "available"]) { server in
            try await DaemonFixture.with(
                jobs: ["rds-snapshot-asl.yaml": SnapshotJob.aslText()],
                endpointPort: server.port
            ) {
                daemon in
                let arn = try await daemon.client.start(SnapshotJob.aslName, name: "article")
                let run = try await daemon.client.waitForEnd(arn, seconds: 30)
                #expect(run.status == "SUCCEEDED")
                let history = try await daemon.client.history(arn)
                history.expectWhole(endedAs: "ExecutionSucceeded")
                let round = ["Wait 1 minute", "Get snapshot status", "Snapshot completed?"]
                #expect(history.states == ["Create snapshot"] + round + round + round + ["Done"])
                #expect(server.snapshots == ["orders-prod-rds-snapshot-article"])
            }
        }
    }

    @Test func aFailedSnapshotFailsTheRun() async throws {
        try await RDSServer.with(statuses: ["creating", "failed"]) { server in
            try await DaemonFixture.with(jobs: ["rds-snapshot.yaml": SnapshotJob.text()], endpointPort: server.port) {
                daemon in
                let arn = try await daemon.client.start(SnapshotJob.name, name: "failing")
                let run = try await daemon.client.waitForEnd(arn, seconds: 30)
                #expect(run.status == "FAILED")
                #expect(run.error == "Poll.Failed")
                #expect(run.cause?.contains("\"failed\"") == true)
                #expect(server.calls(.describe) == 2)
                try await daemon.client.history(arn).expectWhole(endedAs: "ExecutionFailed")
            }
        }
    }

    @Test func stepctlShowsTheStatesAsTheyPassAndEndsWithZero() async throws {
        try await RDSServer.with(statuses: ["available"]) { server in
            try await DaemonFixture.with(jobs: ["rds-snapshot.yaml": SnapshotJob.text()], endpointPort: server.port) {
                daemon in
                let run = try await daemon.stepctl("start", SnapshotJob.name, "--wait", "-p", "instance=orders-test")
                #expect(run.exitStatus == 0, "\(run.errorOutput)")
                for state in ["snapshot.start", "snapshot.wait", "snapshot.check"] {
                    #expect(run.output.contains(state))
                }
                #expect(run.output.contains("SUCCEEDED") || run.output.contains("succeeded"))
                #expect(server.snapshots.allSatisfy { $0.hasPrefix("orders-test-") })
            }
        }
    }

    @Test func stepctlEndsWithOneWhenTheRunFails() async throws {
        try await RDSServer.with(statuses: ["failed"]) { server in
            try await DaemonFixture.with(jobs: ["rds-snapshot.yaml": SnapshotJob.text()], endpointPort: server.port) {
                daemon in
                let run = try await daemon.stepctl("start", SnapshotJob.name, "--wait")
                #expect(run.exitStatus == 1)
                #expect(run.output.contains("Poll.Failed"))
            }
        }
    }
}
