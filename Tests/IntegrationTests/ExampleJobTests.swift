import StepJSON
import Testing

/// The examples of jobs.d do as they stand: they are flawless, their tests pass, and AWS's own linter takes them.
@Suite(.enabled(if: Programs.hasModels, "no AWS service models; packaging/test installs them"))
struct ExampleJobTests {
    private static let folder = "\(RepositoryRoot.path)/jobs.d"
    private static let environment = ["STEPD_BOTOCORE_DATA": Programs.models ?? ""]

    static let jobs = DirectoryListing.names(in: folder).filter { name in
        name.hasSuffix(".yaml") && !name.hasSuffix(".test.yaml")
    }.sorted()

    @Test func thereAreExamplesOfEachKind() {
        let wanted = [
            "ebs-snapshot.yaml", "pg-dump.yaml", "rds-snapshot-asl.yaml", "rds-snapshot.yaml", "restic.yaml",
            "sqlite-backup.yaml", "weekly-report.yaml", "zfs-snapshot.yaml",
        ]
        #expect(Self.jobs == wanted)
    }

    @Test(arguments: jobs)
    func anExampleIsFlawlessAndSoAreItsTests(name: String) async throws {
        let tests = "\(name.dropLast(".yaml".count)).test.yaml"
        let run = try await ProgramRun.run(
            Programs.stepctl,
            ["check", "\(Self.folder)/\(name)", "\(Self.folder)/\(tests)"],
            environment: Self.environment
        )
        #expect(run.exitStatus == 0)
        #expect(run.output == "2 files, 1 job: ok\n")
    }

    @Test(arguments: jobs)
    func theTestsOfAnExamplePass(name: String) async throws {
        let run = try await ProgramRun.run(
            Programs.stepctl,
            ["test", "--json", "\(Self.folder)/\(name)"],
            environment: Self.environment
        )
        let results = try JSONParser.parse(run.output).arrayValue ?? []
        #expect(run.exitStatus == 0, "\(run.output)")
        #expect(results.count >= 2 && results.allSatisfy { $0["passed"] == true }, "\(run.output)")
    }

    @Test(.enabled(if: Programs.hasLinter, "cfn-lint is not installed; packaging/test installs it"), arguments: jobs)
    func anExampleIsTakenByTheLinterOfTemplates(name: String) async throws {
        try await ScratchDirectory.with { scratch in
            let asl = try await ProgramRun.run(
                Programs.stepctl,
                ["asl", "--aws", "\(Self.folder)/\(name)"],
                environment: Self.environment
            )
            try #require(asl.exitStatus == 0, "\(asl.errorOutput)")
            #expect(!asl.output.contains("\"stepd:"))
            let machine: JSONValue = [
                "Type": "AWS::StepFunctions::StateMachine",
                "Properties": [
                    "RoleArn": "arn:aws:iam::123456789012:role/steps", "Definition": try JSONParser.parse(asl.output),
                ],
            ]
            let template: JSONValue = ["AWSTemplateFormatVersion": "2010-09-09", "Resources": ["Machine": machine]]
            try scratch.write(JSONWriter.text(of: template), to: "template.json")
            let lint = try await ProgramRun.run(Programs.linter, [scratch.path("template.json")])
            #expect(lint.exitStatus == 0, "\(lint.output)")
        }
    }
}
