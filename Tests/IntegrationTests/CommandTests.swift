import Glibc
import StepJSON
import Testing

/// Commands on this machine without systemd: what they return, what they fail with, and that they outlive the daemon.
@Suite struct CommandTests {
    /// Says `began` and `ended` in a file, so that a command that runs twice is seen.
    private static func counting(_ daemon: DaemonFixture, seconds: Int) -> String {
        """
        steps:
          - id: work
            run: |
              echo began >> \(daemon.scratch.path("count"))
              echo "first line"
              sleep \(seconds)
              echo ended >> \(daemon.scratch.path("count"))
              echo "last line"
            timeout: 100s

        """
    }

    private static func run(
        _ job: String,
        _ text: String,
        secret: String? = nil
    ) async throws -> StepAPIClient.Execution {
        var result: StepAPIClient.Execution?
        try await DaemonFixture.with(jobs: ["\(job).yaml": text]) { daemon in
            let arn = try await daemon.client.start(job, name: "run")
            result = try await daemon.client.waitForEnd(arn, seconds: 30)
        }
        return try #require(result)
    }

    /// The files of commands.
    private static func spooled(_ daemon: DaemonFixture) -> [String] {
        DirectoryListing.names(in: daemon.scratch.path("state/commands")).filter { !$0.hasPrefix(".") }
    }

    @Test func aCommandReturnsWhatItSays() async throws {
        let run = try await Self.run(
            "say",
            """
            params: { name: "it's \\"$HOME\\"; exit 3" }
            env: { NAME: "{% $params.name %}" }
            steps:
              - id: text
                run: echo "hello $NAME"; echo "to the log" >&2
              - id: words
                run: [printf, "%s-%s", "{% $params.name %}", b]
              - id: json
                run: 'echo "{\\"a\\": [1, 2]}"'
                output: json
              - id: lines
                run: 'printf "{\\"n\\": 1}\\n{\\"n\\": 2}\\n"'
                output: jsonl
              - id: place
                run: pwd; echo "$STEPD_JOB $STEPD_STATE"; env | grep -c AWS_SECRET || true
                cwd: /usr
            result: "{% [$text.Stdout, $words.Stdout, $json.Json.a[1], $lines.Json[1].n, $place.Stdout, $text.ExitCode] %}"
            """
        )
        #expect(run.status == "SUCCEEDED", "\(run.error ?? "") \(run.cause ?? "")")
        let name = #"it's "$HOME"; exit 3"#
        #expect(
            run.output == [
                .string("hello \(name)"), .string("\(name)-b"), .number(JSONNumber(2)), .number(JSONNumber(2)),
                .string("/usr\nsay place\n0"), .number(JSONNumber(0)),
            ]
        )
    }

    @Test(
        arguments: [
            ("run: 'echo why >&2; exit 3'", "Command.ExitCode.3", "exit status 3: why"),
            ("run: 'kill -USR1 $$'", "Command.Signal.USR1", "ended by SIGUSR1"),
            ("run: [/no/such/program]", "Command.NotFound", "/no/such/program: No such file or directory"),
            (
                "run: 'echo x'\n    output: json", "Command.InvalidOutput",
                "The command succeeded, but its output is no JSON"
            ),
            ("run: 'sleep 60'\n    timeout: 1s", "States.Timeout", ""),
            (
                "run: 'true'\n    cwd: /no/such", "Command.NotStarted",
                "cannot enter /no/such: No such file or directory"
            ),
            ("run: 'true'\n    user: nosuchuser", "Command.NotStarted", "there is no user `nosuchuser`"),
        ]
    ) func aCommandThatFailsSaysWhy(step: String, error: String, cause: String) async throws {
        let run = try await Self.run("fail", "steps:\n  - id: work\n    \(step)\n")
        #expect(run.error == error)
        #expect(run.cause?.hasPrefix(cause) == true, "\(run.cause ?? "")")
    }

    @Test func aCommandSurvivesTheDaemonsCrashes() async throws {
        try await DaemonFixture.with(jobs: [:]) { daemon in
            try daemon.scratch.write(Self.counting(daemon, seconds: 6), to: "jobs.d/long.yaml")
            try await daemon.expectJob("long")
            let arn = try await daemon.client.start("long", name: "run")
            // Killed while it runs, and once more; away when it ends.
            for (upSeconds, downSeconds) in [(1.0, 0.0), (1.0, 1.0), (0.5, 5.0)] {
                try await Task.sleep(for: .seconds(upSeconds))
                try await daemon.restart(downSeconds: downSeconds)
            }
            let run = try await daemon.client.waitForEnd(arn, seconds: 30)
            #expect(run.status == "SUCCEEDED", "\(run.error ?? "") \(run.cause ?? "")")
            #expect(run.output?["Stdout"] == "first line\nlast line")
            #expect(daemon.scratch.text(of: "count") == "began\nended\n")
            try await daemon.client.history(arn).expectWhole(endedAs: "ExecutionSucceeded")
            #expect(Self.spooled(daemon) == [])
        }
    }

    @Test func aCommandThatIsStartedWhileTheDaemonIsKilledRunsOnce() async throws {
        try await DaemonFixture.with(jobs: [:]) { daemon in
            try daemon.scratch.write(Self.counting(daemon, seconds: 0), to: "jobs.d/short.yaml")
            try await daemon.expectJob("short")
            let rounds = max(10, Programs.crashRounds / 2)
            for round in 0..<rounds {
                let arn = try await daemon.client.start("short", name: "run-\(round)")
                // Somewhere between the start and some milliseconds after the end.
                try await Task.sleep(for: .milliseconds(Int.random(in: 0...60)))
                try await daemon.restart()
                let run = try await daemon.client.waitForEnd(arn, seconds: 30)
                #expect(run.status == "SUCCEEDED", "\(run.error ?? "") \(run.cause ?? "")")
                let count = daemon.scratch.text(of: "count")
                #expect(count == String(repeating: "began\nended\n", count: round + 1), "round \(round)")
            }
        }
    }

    @Test func aRunThatIsStoppedStopsItsCommandAndAllThatItStarted() async throws {
        let text = """
            steps:
              - id: work
                run: |
                  sleep 1234 &
                  echo "$! $$" > COUNT
                  wait
            """
        try await DaemonFixture.with(jobs: [:]) { daemon in
            let path = daemon.scratch.path("count")
            try daemon.scratch.write(text.replacing("COUNT", with: path), to: "jobs.d/long.yaml")
            try await daemon.expectJob("long")
            let arn = try await daemon.client.start("long", name: "run")
            var processes: [pid_t] = []
            let isStarted = try await eventually(seconds: 10) {
                processes = daemon.scratch.text(of: "count").split(whereSeparator: \.isWhitespace).compactMap {
                    pid_t($0)
                }
                return processes.count == 2
            }
            #expect(isStarted)
            // Also when the daemon is killed right after.
            _ = try await daemon.client.call("StopExecution", ["executionArn": .string(arn)])
            try await daemon.restart()
            let running = processes
            let isGone = try await eventually(seconds: 15) { running.allSatisfy { kill($0, 0) != 0 } }
            #expect(isGone)
            let isForgotten = try await eventually(seconds: 15) {
                Self.spooled(daemon) == []
            }
            #expect(isForgotten)
        }
    }

    @Test func whatCannotBeAdoptedFailsAndItsRetryDecides() async throws {
        try await DaemonFixture.with(jobs: [:]) { daemon in
            let text =
                Self.counting(daemon, seconds: 3) + "    retry: { times: 1, delay: 1s, on: [Stepd.TaskInterrupted] }\n"
            try daemon.scratch.write(text, to: "jobs.d/long.yaml")
            try await daemon.expectJob("long")
            let arn = try await daemon.client.start("long", name: "run")
            let hasBegun = try await eventually(seconds: 10) { daemon.scratch.text(of: "count") == "began\n" }
            #expect(hasBegun)
            await daemon.kill()
            // As when the machine was switched off: the keeper is gone, and with it the command.
            let record = try #require(Self.spooled(daemon).first)
            let keeper = try #require(pid_t(daemon.scratch.text(of: "state/commands/\(record)").trimmed))
            kill(keeper, SIGKILL)
            try await daemon.start()
            let run = try await daemon.client.waitForEnd(arn, seconds: 30)
            #expect(run.status == "SUCCEEDED", "\(run.error ?? "") \(run.cause ?? "")")
            #expect(daemon.scratch.text(of: "count") == "began\nbegan\nended\n")
        }
    }

    @Test func aHeartbeatIsSentForACommandThatSaysNothing() async throws {
        let machine = """
            definition:
              StartAt: work
              States:
                work:
                  Type: Task
                  Resource: stepd:run
                  HeartbeatSeconds: 2
                  Parameters: { Command: [sleep, "5"] }
                  End: true
            """
        let run = try await Self.run("quiet", machine)
        #expect(run.status == "SUCCEEDED", "\(run.error ?? "") \(run.cause ?? "")")
    }

    @Test func aMachineOfTheAPIRunsNoCommands() async throws {
        try await DaemonFixture.with(jobs: [:]) { daemon in
            let definition = """
                {"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "stepd:run", "End": true,
                 "Parameters": {"Command": ["touch", "\(daemon.scratch.path("count"))"]}}}}
                """
            // One has the name of a job that ran commands, and was removed.
            try daemon.scratch.write("steps: [{ id: a, run: 'true' }]\n", to: "jobs.d/former.yaml")
            try await daemon.expectJob("former")
            unlink(daemon.scratch.path("jobs.d/former.yaml"))
            let isGone = try await eventually(seconds: 10) {
                try await daemon.stepctl("next", "former").exitStatus != 0
            }
            #expect(isGone)
            for name in ["sly", "former"] {
                _ = try await daemon.client.call(
                    "CreateStateMachine",
                    [
                        "name": .string(name), "definition": .string(definition),
                        "roleArn": "arn:aws:iam::123456789012:role/x",
                    ]
                )
            }
            for name in ["sly", "former"] {
                let arn = try await daemon.client.start(name, name: "run")
                let run = try await daemon.client.waitForEnd(arn, seconds: 10)
                #expect(run.error == "States.Runtime")
                #expect(run.cause == "Only jobs of job files may run commands: '\(name)' is none.")
                #expect(daemon.log.contains("\(name): a command is refused: no job file declares it"))
            }
            #expect(access(daemon.scratch.path("count"), F_OK) != 0)
        }
    }

    @Test func secretsReachTheirCommandAndNothingElse() async throws {
        let secret = "tr0ub4dor-and-3-\(getpid())"
        try await DaemonFixture.with(jobs: [:]) { daemon in
            try daemon.scratch.write("\(secret)\n", to: "secret")
            let text = """
                secrets: { PASSWORD: "file:\(daemon.scratch.path("secret"))" }
                steps:
                  - id: work
                    run: |
                      printf '%s' "$PASSWORD" | sha256sum
                      echo "the password is $PASSWORD, $PASSWORD"
                      echo "and here: $PASSWORD" >&2
                      echo there > \(daemon.scratch.path("there"))
                      sleep 3
                  - id: fail
                    run: 'echo "no access with $PASSWORD" >&2; exit 1'
                """
            try daemon.scratch.write(text, to: "jobs.d/hush.yaml")
            try await daemon.expectJob("hush")
            let arn = try await daemon.client.start("hush", name: "run")
            let isThere = try await eventually(seconds: 20) { daemon.scratch.text(of: "there") == "there\n" }
            #expect(isThere)
            let holders = SecretSearch.processes(showing: secret)
            let run = try await daemon.client.waitForEnd(arn, seconds: 30)
            #expect(run.cause == "exit status 1: no access with ***")
            let history = try await daemon.client.call("GetExecutionHistory", ["executionArn": .string(arn)])
            let said = JSONWriter.text(of: history)
            #expect(said.contains("the password is ***, ***"))
            #expect(!said.contains(secret))
            #expect(daemon.log.contains("and here: ***"))
            #expect(!daemon.log.contains(secret))
            await daemon.kill()
            #expect(SecretSearch.files(under: daemon.scratch.path("state"), holding: secret) == [])
            // The shell of the command and what it started: nothing else.
            #expect(!holders.isEmpty)
            #expect(holders.allSatisfy { ["bash", "sh", "sleep"].contains($0) }, "\(holders)")
        }
    }
}

/// Where a secret can be found.
private enum SecretSearch {
    /// The names of the processes that show it, but for this one: `/proc/PID/environ` and `cmdline`.
    static func processes(showing secret: String) -> [String] {
        DirectoryListing.names(in: "/proc").filter { pid_t($0) != nil && $0 != "\(getpid())" }.filter { process in
            ["environ", "cmdline"].contains { holds("/proc/\(process)/\($0)", secret) }
        }.map { (FileText.read("/proc/\($0)/comm") ?? "?").trimmed }
    }

    /// The files under a directory that hold it.
    static func files(under directory: String, holding secret: String) -> [String] {
        DirectoryListing.names(in: directory).flatMap { name -> [String] in
            let path = "\(directory)/\(name)"
            var status = stat()
            guard lstat(path, &status) == 0 else { return [] }
            if status.st_mode & S_IFMT == S_IFDIR { return files(under: path, holding: secret) }
            // A pipe would be waited for.
            return status.st_mode & S_IFMT == S_IFREG && holds(path, secret) ? [path] : []
        }
    }

    private static func holds(_ path: String, _ secret: String) -> Bool {
        FileText.read(path)?.contains(secret) ?? false
    }
}
