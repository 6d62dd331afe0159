import StepJSON
import Testing

/// `jobs.d/ebs-snapshot.yaml` with a shorter wait, against moto: the snapshot's id is known only when it is made.
@Suite(.enabled(if: Programs.hasTools && Programs.hasModels, "moto is not installed; packaging/test installs it"))
struct VolumeSnapshotTests {
    @Test func aVolumesSnapshotIsCreatedWatchedAndDone() async throws {
        try await MotoServer.with(freeActions: nil) { moto in
            let made = try await ec2(moto, "create-volume", "--size", "1", "--availability-zone", "us-east-1a")
            let volume = try #require(made["VolumeId"]?.stringValue)
            try await DaemonFixture.with(
                jobs: ["ebs-snapshot.yaml": SnapshotJob.volumeText()],
                endpointPort: moto.port
            ) { daemon in
                let arn = try await daemon.client.start(
                    SnapshotJob.volumeName,
                    name: "once",
                    input: ["volume": .string(volume), "scheduled_at": "2026-11-23T02:00:00Z"]
                )
                let run = try await daemon.client.waitForEnd(arn, seconds: 60)
                #expect(run.status == "SUCCEEDED", "\(run.error ?? "") \(run.cause ?? "")")
                #expect(run.output?["State"] == "completed")
                #expect(run.output?["VolumeId"] == .string(volume))
                let history = try await daemon.client.history(arn)
                history.expectWhole(endedAs: "ExecutionSucceeded")
                let round = ["snapshot.wait", "snapshot", "snapshot.check"]
                #expect(history.states == ["params", "snapshot.start"] + round + ["done"])
                // moto has one snapshot of the volume, as the file says, and it is the one that the run ended with.
                let found = try await ec2(moto, "describe-snapshots", "--filters", "Name=volume-id,Values=\(volume)")
                let snapshots = found["Snapshots"]?.arrayValue ?? []
                #expect(snapshots.map { $0["SnapshotId"] } == [run.output?["SnapshotId"]])
                #expect(snapshots.first?["Description"] == .string("\(volume) of 2026-11-23"))
                #expect(snapshots.first?["Tags"] == [["Key": "created-by", "Value": "stepd"]])
            }
        }
    }

    private func ec2(_ moto: MotoServer, _ arguments: String...) async throws -> JSONValue {
        try JSONParser.parse(try await moto.aws(["ec2"] + arguments).output)
    }
}
