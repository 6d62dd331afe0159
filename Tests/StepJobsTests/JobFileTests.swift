import Glibc
import StepAWS
import StepJSON
import StepJobs
import StepSchedule
import StepYAML
import Testing

@Suite struct JobFileTests {
    @Test(arguments: ["rds-snapshot", "rds-snapshot-asl"])
    func theExampleJobsAreFlawless(name: String) throws {
        let result = try Fixture.load("../../../jobs.d/\(name).yaml")
        #expect(result.text.isEmpty)
        #expect(result.jobs.map(\.name) == [name])
    }

    @Test func aJobCarriesWhatTheDaemonNeeds() throws {
        let result = Fixture.load(
            text: """
                job: nightly
                description: Waits
                schedule:
                  - "30 2 * * *"
                  - { rate: 90m }
                  - { at: 2026-12-24T18:00:00, timezone: Europe/Berlin }
                  - every 5 minutes
                overlap: allow
                timeout: 1h30m
                params:
                  count: { type: number, default: 3, enum: [3, 5] }
                  name: { required: true }
                steps:
                  - wait: 10s
                """
        )
        #expect(result.text.isEmpty)
        let job = try #require(result.jobs.first)
        #expect(job.name == "nightly" && job.description == "Waits" && job.overlap == .allow)
        #expect(job.timeoutSeconds == 5_400)
        #expect(job.file == "test.yaml" && job.includedFiles.isEmpty)
        #expect(
            job.schedules.map(\.expression) == [
                try ScheduleExpression(parsing: "30 2 * * *"), try ScheduleExpression(parsing: "every 90m"),
                try ScheduleExpression(parsing: "at(2026-12-24T18:00:00)"),
                try ScheduleExpression(parsing: "every 300s"),
            ]
        )
        #expect(job.schedules.map(\.timeZone) == [nil, nil, "Europe/Berlin", nil])
        #expect(job.parameters.map(\.name) == ["count", "name"])
        #expect(job.parameters[0].kind == .number && job.parameters[0].fallback == 3)
        #expect(job.parameters[0].allowedValues == [3, 5] && job.parameters[1].isRequired)
    }

    @Test func severalJobsInAFileNeedNamesThatDiffer() {
        let good = Fixture.load(text: "job: a\nsteps: [{ wait: 1s }]\n---\njob: b\nsteps: [{ wait: 1s }]\n---\n")
        #expect(good.text.isEmpty)
        #expect(good.jobs.map(\.name) == ["a", "b"])
        let bad = Fixture.load(text: "job: a\nsteps: [{ wait: 1s }]\n---\njob: a\nsteps: [{ wait: 1s }]\n")
        #expect(bad.diagnostics.map(\.message) == ["two jobs are called `a`"])
        #expect(bad.jobs.map(\.name) == ["a"])
    }

    @Test func anErrorInOneJobLeavesTheOthers() {
        let result = Fixture.load(text: "job: a\nsteps: [{ wait: soon }]\n---\njob: b\nsteps: [{ wait: 1s }]\n")
        #expect(result.jobs.map(\.name) == ["b"])
        #expect(result.diagnostics.map(\.range.start.line) == [2])
    }

    @Test(arguments: ["", "# nothing\n", "---\n", "- a\n", "just text\n", "a: 1\n", "steps:\n"])
    func whatIsNoJobIsAnError(text: String) {
        let result = Fixture.load(text: text)
        #expect(result.jobs.isEmpty && result.diagnostics.hasErrors)
    }

    @Test func bareStatesLanguageIsAJobCalledAsTheFile() throws {
        let text = #"{"Comment": "c", "StartAt": "A", "TimeoutSeconds": 7, "States": {"A": {"Type": "Succeed"}}}"#
        let result = JobFile.load(path: "/x/y/small.asl.json", bytes: Array(text.utf8), catalog: nil)
        let job = try #require(result.jobs.first)
        #expect(result.text.isEmpty && job.name == "small.asl" && job.description == "c" && job.timeoutSeconds == 7)
        #expect(job.definition == (try JSONParser.parse(text)))
    }

    @Test func withoutServiceModelsThereIsOneWarningAndTheRuleSpellsTheNames() throws {
        let text = """
            timeout: 1h
            steps:
              - { id: a, aws: RDS.DescribeDBSnapshots, with: { DBSnapshotIdentifier: x } }
              - { id: b, aws: rds.describeDBSnapshots, ok_if: DBSnapshotNotFound }
            """
        let result = Fixture.load(text: text, catalog: ServiceCatalog(directories: []))
        #expect(result.diagnostics.map(\.severity) == [.warning])
        #expect(result.text.contains("python3-botocore"))
        let states = try #require(result.jobs.first?.definition["States"])
        #expect(states["a"]?["Resource"] == "arn:aws:states:::aws-sdk:rds:describeDBSnapshots")
        #expect(states["a"]?["Arguments"] == ["DbSnapshotIdentifier": "x"])
        #expect(states["b"]?["Catch"]?[0]?["ErrorEquals"] == ["Rds.DbSnapshotNotFoundException"])
    }

    @Test func hostileFilesAreRefusedInWords() {
        let deep = "steps: " + String(repeating: "[", count: 5_000)
        #expect(Fixture.load(text: deep).diagnostics.map(\.code) == ["yaml.limit"])
        var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            bomb += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
        }
        #expect(Fixture.load(text: bomb).diagnostics.map(\.code) == ["yaml.limit"])
        let long = String(repeating: "x", count: 2 << 20 | 1)
        #expect(Fixture.load(text: long).diagnostics.map(\.code) == ["yaml.limit"])
        let many = "steps: [\(Array(repeating: "{ wait: 1s }", count: 1_001).joined(separator: ", "))]"
        #expect(Fixture.load(text: many).diagnostics.map(\.message) == ["more than 1000 steps"])
        let templates = String(repeating: "${{a}}", count: 20_000)
        let call = "steps: [{ aws: rds.describeDBSnapshots, with: { DBSnapshotIdentifier: \"\(templates)\" } }]"
        #expect(Fixture.load(text: call).diagnostics.map(\.code) == ["job.limit"])
        let wrong = Array(repeating: "{ wat: 1s }", count: 900).joined(separator: ", ")
        #expect(Fixture.load(text: "steps: [\(wrong)]").diagnostics.count == JobFile.diagnosticsMax + 1)
    }

    @Test func everyCutOfAFileEndsInAJobOrAnError() throws {
        let bytes = try Fixture.bytes("lowering/calls.yaml")
        for length in stride(from: 0, to: bytes.count, by: 7) {
            let result = JobFile.load(path: "t.yaml", bytes: Array(bytes[..<length]), catalog: Fixture.catalog)
            #expect(result.diagnostics.hasErrors == result.jobs.isEmpty)
        }
    }

    // MARK: - Definitions from other files

    /// A folder of its own for the files of one test.
    private func withFolder(_ files: [String: String], _ body: (String) throws -> Void) throws {
        var template = Array("/tmp/step-jobs-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Fixture.Missing(path: "/tmp") }
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        defer {
            for name in files.keys { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }
        for (name, text) in files {
            guard let file = fopen("\(folder)/\(name)", "w") else { throw Fixture.Missing(path: name) }
            fputs(text, file)
            fclose(file)
        }
        try body(folder)
    }

    @Test func aDefinitionIsReadFromBesideTheJobFile() throws {
        let definition =
            "StartAt: A\nStates:\n  A: { Type: Wait, Seconds: 5, Comment: \"for ${Who}, ${Who}\", End: true }\n"
        try withFolder(["m.asl.yaml": definition]) { folder in
            let text = "definition_uri: ./m.asl.yaml\ndefinition_substitutions: { Who: you }\n"
            let result = JobFile.load(path: "\(folder)/job.yaml", bytes: Array(text.utf8), catalog: nil)
            #expect(result.text.isEmpty)
            let job = try #require(result.jobs.first)
            #expect(job.includedFiles == ["\(folder)/m.asl.yaml"])
            #expect(job.definition["States"]?["A"]?["Comment"] == "for you, you")
            #expect(job.sourceMap.range(ofState: "A")?.start.line == 3)
        }
    }

    @Test func errorsInAnotherFileAreReportedThere() throws {
        try withFolder(["m.yaml": "StartAt: A\nStates:\n  A: { Type: Pass }\n"]) { folder in
            let text = "definition_uri: m.yaml\n"
            let result = JobFile.load(path: "\(folder)/job.yaml", bytes: Array(text.utf8), catalog: nil)
            #expect(result.diagnostics.map(\.file) == ["\(folder)/m.yaml"])
            #expect(result.text.contains("A: { Type: Pass }\n    ^"))
        }
    }

    @Test(arguments: ["/etc/passwd", "s3://bucket/key", "missing.yaml", "."])
    func aDefinitionThatCannotBeReadIsAnErrorAtItsName(uri: String) {
        let result = JobFile.load(path: "/tmp/job.yaml", bytes: Array("definition_uri: \(uri)\n".utf8), catalog: nil)
        #expect(result.diagnostics.map(\.code) == ["job.definition-uri"])
        #expect(result.diagnostics.first?.range.start.column == 17)
    }
}
