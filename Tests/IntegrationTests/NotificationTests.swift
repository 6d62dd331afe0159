import NIOHTTP1
import StepJSON
import StepTime
import Testing

/// Notifications of the daemon, through crashes of it.
@Suite struct NotificationTests {
    private static func waitForCalls(_ server: HookServer, _ count: Int, seconds: Double = 30) async throws {
        let hasCome = try await eventually(seconds: seconds) { server.calls.count >= count }
        #expect(hasCome, "\(server.calls)")
    }

    /// After the last one that should come there is time for one that should not.
    private static func expect(_ server: HookServer, _ paths: [String]) async throws {
        try await waitForCalls(server, paths.count)
        try await Task.sleep(for: .seconds(2))
        #expect(server.calls.map(\.path).sorted() == paths.sorted())
        #expect(Set(server.calls.map(\.key)).count == server.calls.count, "nothing is told twice")
    }

    /// A daemon that is killed before it has written down that something is told tells it again, by the same key.
    private static func waitUntilWrittenDown(_ server: HookServer, _ daemon: DaemonFixture) async throws {
        guard Programs.hasSQLite else { return try await Task.sleep(for: .seconds(2)) }
        let keys = server.calls.map { "'\($0.key)'" }.joined(separator: ", ")
        let isWrittenDown = try await eventually(seconds: 30) {
            try await daemon.query("SELECT count(*) FROM notification WHERE key IN (\(keys))") == "0"
        }
        #expect(isWrittenDown, "\(keys)")
    }

    @Test func anEndThatNoStateSeesIsToldOnceThroughACrash() async throws {
        try await HookServer.with { server in
            let broken = """
                notify: { on_failure: { webhook: \(server.url)/hook } }
                steps: [{ id: work, state: { Type: Pass, Output: "{% $error('no') %}" } }]
                """
            try await DaemonFixture.with(jobs: ["broken.yaml": broken]) { daemon in
                // Nobody answers well at first, and the daemon is killed before it tries again, ten seconds later.
                server.answer(.serviceUnavailable)
                let arn = try await daemon.client.start("broken", name: "run")
                _ = try await daemon.client.waitForEnd(arn, seconds: 10)
                let isRefused = try await eventually(seconds: 30) { server.refusedCount == 1 }
                #expect(isRefused)
                await daemon.kill()
                server.answer(.ok)
                try await daemon.start()
                try await Self.expect(server, ["/hook"])
                let event = try JSONParser.parse(try #require(server.calls.first).body)
                #expect(event["status"] == "FAILED")
                #expect(event["run"] == "run")
                // What was told stays told.
                try await Self.waitUntilWrittenDown(server, daemon)
                try await daemon.restart()
                try await Self.expect(server, ["/hook"])
            }
        }
    }

    @Test func everyKindOfTargetIsTold() async throws {
        try await HookServer.with { server in
            try await DaemonFixture.with(jobs: [:]) { daemon in
                let path = daemon.scratch.path("told")
                try daemon.scratch.write("\(server.url)/secret\n", to: "hook")
                let text = """
                    notify:
                      healthchecks: \(server.url)/check
                      on_failure:
                        - webhook: \(server.url)/hook
                        - slack: file:\(daemon.scratch.path("hook"))
                        - ntfy: \(server.url)/ntfy
                        - run: cat > \(path)
                    steps: [{ id: work, run: 'echo no space left >&2; exit 4' }]
                    """
                try daemon.scratch.write(text, to: "jobs.d/fail.yaml")
                try await daemon.expectJob("fail")
                let arn = try await daemon.client.start("fail", name: "run")
                _ = try await daemon.client.waitForEnd(arn, seconds: 10)
                try await Self.expect(server, ["/check/start", "/check/fail", "/hook", "/secret", "/ntfy"])
                let slack = try #require(server.calls.first { $0.path == "/secret" }).body
                #expect(slack.contains("*fail FAILED: Command.ExitCode.4*"), "\(slack)")
                let log = try #require(server.calls.first { $0.path == "/check/fail" }).body
                #expect(log.contains("Cause: exit status 4: no space left"), "\(log)")
                let isRun = try await eventually(seconds: 10) { daemon.scratch.text(of: "told").hasSuffix("}\n") }
                #expect(isRun)
                #expect(!daemon.log.contains("/secret"))
            }
        }
    }

    @Test func aTimeoutWhileTheDaemonIsAwayAndAMissedSlotAreToldOnce() async throws {
        try await HookServer.with { server in
            let slow = """
                timeout: 4s
                lock: one
                notify: { on_failure: { webhook: \(server.url)/timeout } }
                steps: [{ id: pause, wait: 60s }]
                """
            let holder = "lock: two\nsteps: [{ id: pause, wait: 60s }]\n"
            try await DaemonFixture.with(jobs: ["slow.yaml": slow, "holder.yaml": holder]) { daemon in
                let slot = Timestamp(milliseconds: Int64(EpochTime.now + 7) * 1000).rfc3339.prefix(19)
                let missed = """
                    schedule: { at: "\(slot)", timezone: UTC }
                    lock: { names: two, wait: 1s }
                    notify: { on_missed: { webhook: \(server.url)/missed } }
                    steps: [{ id: pause, wait: 1s }]
                    """
                try daemon.scratch.write(missed, to: "jobs.d/missed.yaml")
                for job in ["slow", "missed", "holder"] { try await daemon.expectJob(job) }
                _ = try await daemon.client.start("slow", name: "run")
                _ = try await daemon.client.start("holder", name: "run")
                try await daemon.restart(downSeconds: 5)
                try await Self.waitForCalls(server, 2)
                try await Self.waitUntilWrittenDown(server, daemon)
                try await daemon.restart()
                try await Self.expect(server, ["/timeout", "/missed"])
                let timeout = try JSONParser.parse(try #require(server.calls.first { $0.path == "/timeout" }).body)
                #expect(timeout["status"] == "TIMED_OUT")
                let event = try JSONParser.parse(try #require(server.calls.first { $0.path == "/missed" }).body)
                #expect(event["slot"] == .string("\(slot).000Z"))
            }
        }
    }
}
