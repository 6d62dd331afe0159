import StepJSON
import StepTestSupport
import Testing

/// What whoever runs the daemon asks of it: to read its files again, and how it stands; and the file they begin with.
@Suite struct ControlTests {
    private static let pause = "steps: [{ id: pause, wait: 1s }]\n"

    @Test func aReloadSaysWhatChangedAndFailsForABadFile() async throws {
        try await DaemonFixture.with(jobs: ["one.yaml": Self.pause, "two.yaml": Self.pause]) { daemon in
            let nothing = try await daemon.stepctl("reload")
            #expect(nothing.output == "2 jobs (none changed)\n")
            #expect(nothing.exitStatus == 0)

            try daemon.scratch.write("steps: [{ id: pause, wiat: 1s }]\n", to: "jobs.d/one.yaml")
            let bad = try await daemon.stepctl("reload")
            #expect(bad.exitStatus == 1)
            #expect(bad.output.contains("refused  \(daemon.scratch.path("jobs.d/one.yaml"))\n"))
            #expect(bad.output.contains("one.yaml:1:22: error: unknown key `wiat`"))
            #expect(bad.output.hasSuffix("2 jobs (none changed), 1 file refused\n"))
            // What was loaded before goes on.
            #expect(try await daemon.stepctl("start", "one", "--wait", "--timeout", "20s").exitStatus == 0)

            try daemon.scratch.write(Self.pause, to: "jobs.d/one.yaml")
            let json = try await daemon.stepctl("reload", "--json")
            #expect(json.exitStatus == 0)
            #expect(try JSONParser.parse(json.output)["refused"] == .array([]))
        }
    }

    /// An engine with nothing to do has no turn for a minute: the status is not left to the next one.
    @Test func theStatusCountsRefusedFilesWhenTheReloadIsOver() async throws {
        try await ScratchDirectory.with { scratch in
            let systemd = try NotifySocket(path: scratch.path("notify"))
            let jobs = ["one.yaml": Self.pause]
            try await DaemonFixture.with(jobs: jobs, notifySocket: systemd.path) { daemon in
                // It answers before it says that it is ready.
                let isReady = try await eventually(seconds: 10) {
                    systemd.receiveStatus() == "1 job, 0 runs active, 0 tasks under way"
                }
                #expect(isReady)
                try daemon.scratch.write("steps: 1\n", to: "jobs.d/two.yaml")
                #expect(try await daemon.stepctl("reload").exitStatus == 1)
                #expect(systemd.receiveStatus() == "1 job, 0 runs active, 0 tasks under way; 1 job file refused")
                try daemon.scratch.write(Self.pause, to: "jobs.d/two.yaml")
                #expect(try await daemon.stepctl("reload").exitStatus == 0)
                #expect(systemd.receiveStatus() == "2 jobs, 0 runs active, 0 tasks under way")
            }
        }
    }

    @Test func reloadsAtTheSameTimeComeOneAfterTheOther() async throws {
        try await DaemonFixture.with(jobs: ["one.yaml": Self.pause]) { daemon in
            for number in 0..<50 { try daemon.scratch.write(Self.pause, to: "jobs.d/job\(number).yaml") }
            try await withThrowingTaskGroup(of: ProgramRun.self) { group in
                for _ in 0..<4 { group.addTask { try await daemon.stepctl("reload") } }
                for try await run in group {
                    #expect(run.exitStatus == 0)
                    #expect(run.output.contains("51 jobs ("))
                }
            }
        }
    }

    @Test func aStopLeavesFilesThatWereJustWrittenToTheNextStart() async throws {
        let count = 1_000
        try await DaemonFixture.with(jobs: ["one.yaml": Self.pause]) { daemon in
            func loaded() async throws -> Int { Int(try await daemon.query("SELECT count(*) FROM machine")) ?? 0 }
            for number in 0..<count { try daemon.scratch.write(Self.pause, to: "jobs.d/job\(number).yaml") }
            let isReading = try await eventually(seconds: 10) { try await loaded() > 1 }
            #expect(isReading)
            #expect(try await daemon.terminate() == 0)
            #expect(try await loaded() < count)
            try await daemon.start()
            #expect(try await loaded() == count + 1)
        }
    }

    @Test func theDoctorSaysWhatIsWrongAndWhatToDo() async throws {
        try await DaemonFixture.with(jobs: ["one.yaml": Self.pause]) { daemon in
            let run = try await daemon.stepctl("doctor", "--json")
            let findings = try JSONParser.parse(run.output).arrayValue ?? []
            func result(_ subject: String) -> String? {
                findings.first { $0["subject"]?.stringValue == subject }?["result"]?.stringValue
            }
            #expect(result("daemon") == "ok")
            #expect(result("jobs") == "ok")
            #expect(result("models") == "ok")
            #expect(result("disk") == "ok")
            // Nothing is at the endpoint.
            #expect(result("credentials") == "failed")
            #expect(run.exitStatus == 1)

            try daemon.scratch.write("steps: 1\n", to: "jobs.d/one.yaml")
            _ = try await daemon.stepctl("reload")
            let text = try await daemon.stepctl("doctor").output
            #expect(text.contains("1 file refused: one.yaml"))
            #expect(text.contains("→ See what is wrong: stepctl check \(daemon.scratch.path("jobs.d"))"))
        }
    }

    @Test func theDoctorAnswersWithoutADaemon() async throws {
        let run = try await ProgramRun.run(Programs.stepctl, ["doctor", "--socket", "/nonexistent/api.sock"])
        #expect(run.exitStatus == 1)
        #expect(run.output.contains("cannot reach stepd at /nonexistent/api.sock"))
        #expect(run.output.contains("→ Is it running? See: systemctl status stepd"))
    }

    /// Each example, as `stepctl init` writes it, is a job file without a mistake and without a schedule.
    @Test func everyExampleIsAFileToBeginWith() async throws {
        try await ScratchDirectory.with { scratch in
            let examples = "\(RepositoryRoot.path)/jobs.d"
            let environment = ["STEPD_EXAMPLES": examples, "STEPD_BOTOCORE_DATA": Programs.models ?? ""]
            func initialise(_ arguments: String...) async throws -> ProgramRun {
                try await ProgramRun.run(
                    "/bin/sh",
                    ["-c", "cd \"$0\" && exec \"$@\"", scratch.path, Programs.stepctl, "init"] + arguments,
                    environment: environment
                )
            }
            let names = try await initialise("--names").output.split(separator: "\n").map(String.init)
            #expect(names.contains("rds-snapshot") && names.contains("pg-dump") && names.contains("restic"))
            for name in names {
                #expect(try await initialise(name).exitStatus == 0, "\(name)")
                let text = scratch.text(of: "\(name).yaml")
                #expect(!text.split(separator: "\n").contains { $0.hasPrefix("schedule:") }, "\(name)")
                #expect(try await initialise(name).exitStatus == 2, "\(name) is written over")
                #expect(scratch.text(of: "\(name).yaml") == text)
            }
            let named = try await initialise("rds-snapshot", "--name", "orders", "-p", "instance=o'1: #", "--scheduled")
            #expect(named.exitStatus == 0)
            let orders = scratch.text(of: "orders.yaml")
            #expect(orders.contains(#"  instance: "o'1: #""#))
            #expect(orders.contains("\nschedule: { cron: "))
            #expect(try await initialise("rds-snapshot", "--name", "other", "-p", "nothing=1").exitStatus == 2)
            #expect(try await initialise("nothing").exitStatus == 2)
        }
    }
}
