import FoundationEssentials
import StepAWS
import StepTasks
import Testing

/// Many requests at once, and many after one another: what they cost this process.
@Suite(.serialized) struct CurlMultiLoadTests {
    private func entryCount(_ directory: String) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: directory).count
    }

    /// In MiB.
    private func residentMemory() throws -> Double {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return Double(try #require(Int(fields[1]))) * 4096 / 1_048_576
    }

    private func send(_ multi: CurlMulti, _ url: String) async -> Int? {
        await withCheckedContinuation { continuation in
            multi.send(CurlRequest(method: "GET", url: url)) {
                continuation.resume(returning: try? $0.get().statusCode)
            }
        }
    }

    /// The memory includes what the server in this process needs for its side of the connections.
    @Test func aThousandSlowRequestsNeedOneThread() async throws {
        try await HTTPTestServer.with(answer: { _, _ in .init(200, delayMilliseconds: 2_000) }) { server in
            let multi = try CurlMulti()
            defer { multi.shutdown() }
            #expect(await send(multi, server.url) == 200)
            let memory = try residentMemory()
            let threads = try entryCount("/proc/self/task")
            try await withThrowingTaskGroup(of: Int?.self) { group in
                for _ in 0..<1_000 { group.addTask { await send(multi, server.url) } }
                try await Task.sleep(for: .seconds(1))
                // Tasks of the test itself run on a pool, which may grow up to the number of processors.
                let pool = ProcessInfo.processInfo.activeProcessorCount
                #expect(try entryCount("/proc/self/task") <= threads + pool)
                #expect(try residentMemory() - memory < 60)
                for try await status in group { #expect(status == 200) }
            }
            #expect(server.requests.count == 1_001)
            #expect(try residentMemory() - memory < 60)
        }
    }

    @Test func leaksNoDescriptor() async throws {
        try await HTTPTestServer.with(answer: { _, _ in .init(200) }) { server in
            let before = try entryCount("/proc/self/fd")
            let multi = try CurlMulti()
            for _ in 0..<10 {
                await withTaskGroup(of: Int?.self) { group in
                    for _ in 0..<1_000 { group.addTask { await send(multi, server.url) } }
                    for await status in group { #expect(status == 200) }
                }
            }
            multi.shutdown()
            // The server closes its ends of the connections when it learns that ours are closed.
            for _ in 0..<200 where try entryCount("/proc/self/fd") > before {
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(try entryCount("/proc/self/fd") <= before)
        }
    }
}
