import StepJSON
import Testing

/// Job files with mistakes in them: each mistake is found where it is, and what runs goes on running.
@Suite struct BadJobFileTests {
    /// A broken file and where its mistake is.
    struct BrokenFile: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        /// The line and the columns at which the mistake may be shown.
        var line: Int
        var columns: ClosedRange<Int>
        /// What the message speaks of.
        var mention: String
        var testDescription: String { name }
    }

    static let files = [
        BrokenFile(
            name: "unknown-key",
            text: """
                description: a key that nobody knows
                steps:
                  - id: pause
                    wait: 1s
                    untill: "{% true %}"
                """,
            line: 5,
            columns: 5...5,
            mention: "untill"
        ),
        BrokenFile(
            name: "bad-indentation",
            text: """
                steps:
                  - id: pause
                    wait: 1s
                   - id: again
                    wait: 1s
                """,
            line: 4,
            columns: 1...6,
            mention: ""
        ),
        BrokenFile(
            name: "unquoted-expression",
            text: """
                params: { seconds: 1 }
                steps:
                  - id: pause
                    wait: {% $params.seconds %}
                """,
            line: 4,
            columns: 11...12,
            mention: "quote"
        ),
        BrokenFile(
            name: "bad-cron",
            text: """
                schedule: { cron: "61 2 * * *", timezone: Europe/Berlin }
                steps:
                  - id: pause
                    wait: 1s
                """,
            line: 1,
            columns: 19...21,
            mention: "61"
        ),
        BrokenFile(
            name: "missing-next",
            text: """
                StartAt: First
                States:
                  First:
                    Type: Wait
                    Seconds: 1
                  Last:
                    Type: Succeed
                """,
            line: 3,
            columns: 3...10,
            mention: "Next"
        ),
    ]

    static let good = """
        steps:
          - id: pause
            wait: 0s
        """

    @Test(arguments: files)
    func checkShowsTheMistakeWithItsPlaceAndACaret(_ file: BrokenFile) async throws {
        try await ScratchDirectory.with { scratch in
            try scratch.write(file.text, to: "\(file.name).yaml")
            let path = scratch.path("\(file.name).yaml")
            let run = try await ProgramRun.run(Programs.stepctl, ["check", path], environment: ["HOME": scratch.path])
            #expect(run.exitStatus == 1, "\(run.errorOutput)")
            expectMistake(file, path: path, in: run.output)
        }
    }

    @Test func fiveBrokenFilesAreFiveErrors() async throws {
        try await ScratchDirectory.with { scratch in
            for file in Self.files { try scratch.write(file.text, to: "\(file.name).yaml") }
            let paths = Self.files.map { scratch.path("\($0.name).yaml") }
            let run = try await ProgramRun.run(Programs.stepctl, ["check"] + paths, environment: ["HOME": scratch.path])
            #expect(run.exitStatus == 1)
            #expect(run.output.ranges(of: ": error: ").count == Self.files.count, "\(run.output)")
        }
    }

    @Test func aBrokenFileIsLoggedAndTheVersionBeforeItStillRuns() async throws {
        let jobs = Dictionary(uniqueKeysWithValues: Self.files.map { ("\($0.name).yaml", Self.good) })
        try await DaemonFixture.with(jobs: jobs) { daemon in
            for file in Self.files { try daemon.scratch.write(file.text, to: "jobs.d/\(file.name).yaml") }
            for file in Self.files {
                let path = daemon.scratch.path("jobs.d/\(file.name).yaml")
                let isLogged = try await eventually(seconds: 10) { daemon.log.contains("\(path):\(file.line):") }
                #expect(isLogged, "\(file.name) is not in the log")
                expectMistake(file, path: path, in: daemon.log)
                let arn = try await daemon.client.start(file.name, name: "still")
                let run = try await daemon.client.waitForEnd(arn, seconds: 10)
                #expect(run.status == "SUCCEEDED", "\(file.name)")
            }
            let list = try await daemon.stepctl("list", "--json")
            #expect(list.exitStatus == 0)
            #expect(Self.files.allSatisfy { list.output.contains("\"\($0.name)\"") })
        }
    }

    @Test func aMendedFileIsTheNextRevision() async throws {
        try await DaemonFixture.with(jobs: ["job.yaml": Self.good]) { daemon in
            try daemon.scratch.write(Self.files[0].text, to: "jobs.d/job.yaml")
            _ = try await eventually(seconds: 10) { daemon.log.contains("untill") }
            try daemon.scratch.write(Self.good.replacing("pause", with: "rest"), to: "jobs.d/job.yaml")
            let isMended = try await eventually(seconds: 10) {
                let arn = try await daemon.client.start("job", name: "try-\(UInt32.random(in: 0...UInt32.max))")
                _ = try await daemon.client.waitForEnd(arn, seconds: 10)
                return try await daemon.client.history(arn).states.contains("rest")
            }
            #expect(isMended)
        }
    }

    @Test func theAPIRefusesCallsThatCannotBeMade() async throws {
        let parameters: JSONValue = ["DbInstanceIdentifer": "orders", "DbSnapshotIdentifier.$": "$.id"]
        let definition = JSONWriter.text(
            of: [
                "StartAt": "S",
                "States": [
                    "S": [
                        "Type": "Task", "Resource": "arn:aws:states:::aws-sdk:rds:createDBSnapshot",
                        "Parameters": parameters, "End": true,
                    ]
                ],
            ]
        )
        let message = "The field 'DbInstanceIdentifer' is not supported by Step Functions"
        try await DaemonFixture.with(jobs: [:]) { daemon in
            let checked = try await daemon.client.call(
                "ValidateStateMachineDefinition",
                ["definition": .string(definition)]
            )
            #expect(checked["result"] == "FAIL")
            #expect(checked["diagnostics"]?[0]?["message"] == .string(message))
            #expect(checked["diagnostics"]?[0]?["location"] == "/States/S/Parameters")
            let role: JSONValue = "arn:aws:iam::123456789012:role/r"
            let request: JSONValue = ["name": "m", "definition": .string(definition), "roleArn": role]
            let refusal = await #expect(throws: StepAPIClient.Refusal.self) {
                try await daemon.client.call("CreateStateMachine", request)
            }
            #expect(refusal?.name == "InvalidDefinition")
            #expect(refusal?.message.contains("SCHEMA_VALIDATION_FAILED: \(message) at /States/S/Parameters") == true)
        }
    }

    private func expectMistake(_ file: BrokenFile, path: String, in output: String) {
        let lines = output.split(separator: "\n").map(String.init)
        let places = file.columns.map { "\(path):\(file.line):\($0): error: " }
        let found = lines.firstIndex { line in places.contains { line.contains($0) } }
        guard let found else {
            Issue.record("no error at \(file.name):\(file.line):\(file.columns) in:\n\(output)")
            return
        }
        let shown = lines[found..<min(found + 4, lines.count)]
        #expect(shown.contains { $0.contains("^") }, "no caret in:\n\(output)")
        #expect(shown.joined(separator: "\n").contains(file.mention), "no word of \(file.mention) in:\n\(output)")
    }
}
