import StepJSON
import Testing

/// What is written for other programs is what they read: the schema of job files, SARIF logs, and the manual page.
@Suite(.enabled(if: Programs.hasModels, "no AWS service models; packaging/test installs them"))
struct FormatTests {
    private static let formats = "\(RepositoryRoot.path)/Tests/IntegrationTests/Fixtures/formats"
    private static let broken = "\(RepositoryRoot.path)/Tests/StepJobsTests/Fixtures/diagnostics"
    private static let good = [
        "\(RepositoryRoot.path)/jobs.d", "\(RepositoryRoot.path)/Tests/StepJobsTests/Fixtures/lowering",
    ]
    private static let environment = ["STEPD_BOTOCORE_DATA": Programs.models ?? ""]

    private static func files(in folder: String, isTests: Bool = false) -> [String] {
        DirectoryListing.names(in: folder)
            .filter { $0.hasSuffix(".yaml") && $0.hasSuffix(".test.yaml") == isTests }
            .sorted().map { "\(folder)/\($0)" }
    }

    @Test(.enabled(if: Programs.hasLinter, "jsonschema is not installed; packaging/test installs it"))
    func theSchemaTakesGoodFilesAndRejectsBrokenOnes() async throws {
        let good = Self.good.flatMap { Self.files(in: $0) }
        let broken = Self.files(in: Self.broken)
        let verdicts = try await verdicts(schemaOf: "jobs", good + broken)
        let rejectedGood = good.filter { verdicts[$0] != "accepted" }
        #expect(rejectedGood.isEmpty, "\(rejectedGood)")
        let rejected = broken.filter { verdicts[$0] == "rejected" }
        #expect(broken.count >= 60 && rejected.count >= 40, "\(rejected.count) of \(broken.count)")
    }

    @Test(.enabled(if: Programs.hasLinter, "jsonschema is not installed; packaging/test installs it"))
    func theSchemaOfTestsTakesThoseOfTheExamples() async throws {
        let files = Self.files(in: Self.good[0], isTests: true)
        let verdicts = try await verdicts(schemaOf: "tests", files)
        #expect(!files.isEmpty && files.allSatisfy { verdicts[$0] == "accepted" }, "\(verdicts)")
        let job = "\(Self.good[0])/rds-snapshot.yaml"
        #expect(try await self.verdicts(schemaOf: "tests", [job])[job] == "rejected")
    }

    private func verdicts(schemaOf kind: String, _ files: [String]) async throws -> [String: String] {
        try await ScratchDirectory.with { scratch in
            let schema = try await ProgramRun.run(Programs.stepctl, ["schema", "--of", kind])
            try #require(schema.exitStatus == 0, "\(schema.errorOutput)")
            try scratch.write(schema.output, to: "schema.json")
            let run = try await ProgramRun.run(
                Programs.python,
                ["\(Self.formats)/check_schema.py", scratch.path("schema.json")] + files
            )
            try #require(run.exitStatus == 0, "\(run.errorOutput)")
            let pairs = run.output.split(separator: "\n").map {
                $0.split(separator: " ", maxSplits: 1).map(String.init)
            }
            return Dictionary(pairs.map { ($0[1], $0[0]) }) { first, _ in first }
        }
    }

    @Test(.enabled(if: Programs.hasLinter, "jsonschema is not installed; packaging/test installs it"))
    func aSARIFLogIsOne() async throws {
        try await ScratchDirectory.with { scratch in
            let run = try await ProgramRun.run(
                Programs.stepctl,
                ["check", "--format", "sarif"] + Self.files(in: Self.broken),
                environment: Self.environment
            )
            #expect(run.exitStatus == 1)
            let results = try JSONParser.parse(run.output)["runs"]?[0]?["results"]?.arrayValue ?? []
            #expect(results.count > 150)
            try scratch.write(run.output, to: "log.sarif")
            let check = try await ProgramRun.run(
                Programs.python,
                ["\(Self.formats)/check_json.py", "\(Self.formats)/sarif-log.schema.json", scratch.path("log.sarif")]
            )
            #expect(check.exitStatus == 0, "\(check.output)\(check.errorOutput)")
        }
    }

    @Test func theManualPageIsTheOneThatIsPrinted() async throws {
        let run = try await ProgramRun.run(Programs.stepctl, ["schema", "--format", "man"])
        let page = FileText.read("\(RepositoryRoot.path)/packaging/man/stepd-job.5")
        let isSame = page == run.output
        #expect(isSame, "write it anew: stepctl schema --format man > packaging/man/stepd-job.5")
    }
}
