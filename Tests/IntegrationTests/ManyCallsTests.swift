import Glibc
import StepJSON
import Testing

/// A thousand tasks whose service takes its time: all are under way at once, on one thread, and nothing stays behind.
@Suite struct ManyCallsTests {
    /// A machine that makes one call.
    private static func machine(_ action: String, _ parameters: String) -> String {
        """
        StartAt: Call
        States:
          Call:
            Type: Task
            Resource: arn:aws:states:::aws-sdk:rds:\(action)
            Parameters: { \(parameters) }
            End: true
        """
    }

    private static let callCount = 1_000
    /// Connections that are kept for later, and what clients of the test hold.
    private static let descriptorsSpare = 100
    private static let kibibytesMax = 60 << 10

    @Test func aThousandCallsAreUnderWayAtOnce() async throws {
        try #require(Self.raiseDescriptorLimit(), "this process may not have 4,096 files open")
        try await RDSServer.with(statuses: ["available"]) { server in
            let jobs = [
                "create.yaml": Self.machine(
                    "createDBSnapshot",
                    "DbInstanceIdentifier: orders, DbSnapshotIdentifier: nightly"
                ), "describe.yaml": Self.machine("describeDBSnapshots", "DbSnapshotIdentifier: nightly"),
            ]
            try await DaemonFixture.with(jobs: jobs, endpointPort: server.port) { daemon in
                for job in ["create", "describe"] {
                    let run = try await daemon.client.start(job, name: "warm")
                    #expect(try await daemon.client.waitForEnd(run, seconds: 20).status == "SUCCEEDED")
                }
                let before = try daemon.footprint()
                server.hold(.describe)
                let runs = try await Self.start(daemon)
                let areUnderWay = try await eventually(seconds: 60) { server.calls(.describe) == 1 + Self.callCount }
                #expect(areUnderWay, "only \(server.calls(.describe)) came")
                let during = try daemon.footprint()
                server.release()
                for run in runs {
                    #expect(try await daemon.client.waitForEnd(run, seconds: 60).status == "SUCCEEDED")
                }
                let after = try daemon.footprint()
                #expect(during.threads <= before.threads + 1, "\(before) \(during)")
                #expect(during.descriptors >= before.descriptors + Self.callCount - Self.descriptorsSpare)
                #expect(during.kibibytes - before.kibibytes < Self.kibibytesMax, "\(before) \(during)")
                #expect(after.descriptors <= before.descriptors + Self.descriptorsSpare, "\(before) \(after)")
            }
        }
    }

    private static func start(_ daemon: DaemonFixture) async throws -> [String] {
        try await withThrowingTaskGroup { group in
            for part in 0..<8 {
                group.addTask {
                    var runs: [String] = []
                    for number in stride(from: part, to: callCount, by: 8) {
                        runs.append(try await daemon.client.start("describe", name: "run-\(number)"))
                    }
                    return runs
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// The server's ends of the connections are this process's.
    private static func raiseDescriptorLimit() -> Bool {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return false }
        limit.rlim_cur = min(max(limit.rlim_cur, 4_096), limit.rlim_max)
        return setrlimit(resource, &limit) == 0 && limit.rlim_cur >= 4_096
    }
}

extension DaemonFixture {
    /// What the daemon takes of the machine.
    struct Footprint {
        var threads: Int
        var descriptors: Int
        /// Resident memory.
        var kibibytes: Int
    }

    func footprint() throws -> Footprint {
        guard let processID else { throw TestFault("stepd is not running") }
        let status = FileText.read("/proc/\(processID)/status") ?? ""
        func value(_ key: String) throws -> Int {
            let line = status.split(separator: "\n").first { $0.hasPrefix("\(key):") } ?? ""
            let words = line.split { $0 == "\t" || $0 == " " }
            guard words.count > 1, let value = Int(words[1]) else { throw TestFault("no \(key) in:\n\(status)") }
            return value
        }
        return Footprint(
            threads: try value("Threads"),
            descriptors: DirectoryListing.names(in: "/proc/\(processID)/fd").count,
            kibibytes: try value("VmRSS")
        )
    }
}
