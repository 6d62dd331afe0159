import Glibc
import StepJSON
import StepJobs
import StepYAML
import Testing

/// What is printed for each broken job file, and what each good one is lowered to, word for word.
@Suite struct GoldenTests {
    /// The fixtures of a folder, without their extension.
    static func names(in folder: String) -> [String] {
        guard let directory = opendir("\(Fixture.folder)/\(folder)") else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(".yaml") { names.append(String(name.dropLast(".yaml".count))) }
        }
        return names.sorted()
    }

    @Test(arguments: names(in: "diagnostics"))
    func everyErrorOfAFileIsPrintedAtItsPlace(name: String) throws {
        let result = try Fixture.load("diagnostics/\(name).yaml")
        #expect(result.diagnostics.hasErrors)
        #expect(result.jobs.isEmpty)
        #expect(result.text == (try Fixture.text("diagnostics/\(name).txt")))
    }

    @Test(arguments: names(in: "lowering"))
    func stepsAreLoweredToStates(name: String) throws {
        let result = try Fixture.load("lowering/\(name).yaml")
        #expect(result.text.isEmpty)
        let job = try #require(result.jobs.first)
        #expect(JSONWriter.prettyText(of: job.definition) + "\n" == (try Fixture.text("lowering/\(name).asl.json")))
    }

    @Test func thereAreFixtures() {
        #expect(Self.names(in: "diagnostics").count >= 14)
        #expect(Self.names(in: "lowering").count >= 3)
    }

    /// The five mistakes that beginners make: each is one error with a caret and an exact place.
    @Test(arguments: [
        ("unknown-key", 5, 5, "unknown key `untill` in step `snapshot`"),
        ("bad-indentation", 5, 4, "bad indentation: column 4, where line 3 has column 5"),
        ("unquoted-expression", 5, 12, "an expression must be quoted: `{` begins a YAML mapping"),
        ("bad-cron", 1, 23, "`cron`: hour 25 is out of range: 0 to 23"),
        ("missing-next", 3, 3, "One of these fields is required: [Next, End]"),
    ]) func aBeginnersMistakeIsOneErrorAtItsPlace(name: String, line: Int, column: Int, message: String) throws {
        let result = try Fixture.load("diagnostics/\(name).yaml")
        #expect(result.diagnostics.count == 1)
        let diagnostic = try #require(result.diagnostics.first)
        #expect(diagnostic.severity == .error && diagnostic.message == message)
        #expect(diagnostic.range.start.line == line && diagnostic.range.start.column == column)
        #expect(result.text.contains("\n    ") && result.text.contains("^"))
    }

    /// The same mistakes in one file are all shown at once, those that break YAML's syntax too.
    @Test(arguments: [
        (
            "five-mistakes",
            [
                "1:1 job.unknown-key", "2:23 job.schedule", "9:8 yaml.indentation", "13:15 yaml.unquoted-expression",
                "15:5 asl.schema-validation-failed",
            ]
        ),
        (
            "four-mistakes",
            ["2:17 job.schedule", "7:7 job.unknown-key", "8:14 yaml.unquoted-expression", "9:4 yaml.indentation"]
        ),
    ]) func severalMistakesInOneFileAreShownAtOnce(name: String, expected: [String]) throws {
        let result = try Fixture.load("diagnostics/\(name).yaml")
        #expect(
            result.diagnostics.map { "\($0.range.start.line):\($0.range.start.column) \($0.code)" } == expected
        )
        #expect(result.diagnostics.allSatisfy { $0.severity == .error })
    }
}
