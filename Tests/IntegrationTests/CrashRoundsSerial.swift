import StepJSON
import Testing

/// `kill -9` at random points, over and over, of a daemon that always has work: one round after the other.
@Suite(.serialized, .enabled(if: Programs.hasModels, "no AWS service models; packaging/test installs them"))
struct CrashRoundsSerial {
    /// A new run is started in every round, so that runs in all their states are there when the daemon dies.
    @Test(.timeLimit(.minutes(15)))
    func everyRunSurvivesKillAtRandomPoints() async throws {
        let seed = Programs.environment("STEPD_CRASH_SEED").flatMap(UInt64.init) ?? UInt64.random(in: 1...UInt64.max)
        var random = SplitMix64(state: seed)
        let rounds = Programs.crashRounds
        // With this seed the same points are met again, as near as a machine's timing allows.
        print("crash rounds: \(rounds), STEPD_CRASH_SEED=\(seed)")
        try await RDSServer.with(statuses: ["creating", "creating", "available"]) { server in
            let job = try SnapshotJob.text(retryTimes: 1_000)
            try await DaemonFixture.with(jobs: ["rds-snapshot.yaml": job], endpointPort: server.port) { daemon in
                var acknowledged: [String] = []
                for round in 1...rounds {
                    acknowledged += try await self.round(round, daemon, &random)
                }
                for arn in acknowledged { try await expectWhole(arn, daemon) }
                #expect(acknowledged.count >= rounds / 2, "too few starts were acknowledged: \(acknowledged.count)")
                // A start whose answer was lost may have been kept as well: at most one for each round.
                let snapshots = server.snapshots.count
                #expect(
                    acknowledged.count...rounds ~= snapshots,
                    "\(snapshots) snapshots for \(acknowledged.count) runs"
                )
            }
        }
    }

    /// Starts a run, kills the daemon a random time after that was sent, checks the database, and starts it again.
    ///
    /// - Returns: the run's ARN, if the start was acknowledged.
    private func round(
        _ round: Int,
        _ daemon: DaemonFixture,
        _ random: inout SplitMix64
    ) async throws -> [String] {
        // A third dies within the start itself, the others anywhere in the second until the next wait ends.
        let microseconds = round % 3 == 0 ? random.next() % 20_000 : random.next() % 1_100_000
        async let started = try? daemon.client.start(
            SnapshotJob.name,
            name: "round-\(round)",
            input: ["instance": .string("orders-\(round)")]
        )
        try await Task.sleep(for: .microseconds(microseconds))
        daemon.crash()
        let arn = await started
        await daemon.kill()
        if Programs.hasSQLite { #expect(try await daemon.databaseCheck() == "ok", "round \(round)") }
        try await daemon.start()
        if let arn { _ = try await daemon.client.describe(arn) }
        return arn.map { [$0] } ?? []
    }

    private func expectWhole(_ arn: String, _ daemon: DaemonFixture) async throws {
        let run = try await daemon.client.waitForEnd(arn, seconds: 60)
        #expect(run.status == "SUCCEEDED", "\(arn): \(run.error ?? ""): \(run.cause ?? "")")
        #expect(run.output?["Status"] == "available", "\(arn)")
        let history = try await daemon.client.history(arn)
        history.expectWhole(endedAs: "ExecutionSucceeded")
        #expect(history.waitSeconds.allSatisfy { $0 >= 1 }, "\(arn): \(history.waitSeconds)")
    }
}

/// Random numbers that a seed repeats (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
private struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
