import StepJSON
import StepJobs
import Testing

@testable import StepLauncher

/// What the launcher lets through: commands as the job file has them, and nothing else.
@Suite struct DeclaredCommandTests {
    private static let steps = """
        params: { db: orders }
        secrets: { PGPASSWORD: "cred:pg", TOKEN: "file:/etc/token" }
        steps:
          - id: dump
            run: pg_dump "$DB" > /backup/dump
            env: { DB: "{% $params.db %}", MODE: fast }
            user: postgres
            nice: 5
            memory_max: 1G
            cpu_quota: 150%
            secrets: [PGPASSWORD, TOKEN]
          - for_each: "{% [1, 2] %}"
            steps:
              - id: list
                run: [ls, "-l", "{% $params.db %}"]
        """

    private static func job(_ text: String) throws -> Job {
        let result = JobFile.load(path: "/etc/stepd/jobs.d/backup.yaml", bytes: Array(text.utf8), catalog: nil)
        return try #require(result.jobs.first, "\(result.text)")
    }

    private static func start(_ state: String, _ arguments: String) throws -> CommandStart {
        CommandStart(
            name: "3-7",
            file: "/etc/stepd/jobs.d/backup.yaml",
            job: "backup",
            state: state,
            run: "backup:run",
            arguments: try JSONParser.parse(arguments),
            timeoutSeconds: 60
        )
    }

    private static func refusal(_ text: String, _ start: CommandStart) throws -> String {
        let job = try job(text)
        do throws(DeclaredCommand.Refusal) {
            _ = try DeclaredCommand(start, of: job)
            return "none"
        } catch {
            return error.reason
        }
    }

    private static let dump = """
        {"Run": "pg_dump \\"$DB\\" > /backup/dump", "Shell": ["bash", "-euo", "pipefail", "-c"],
        "Environment": {"DB": "orders; rm -rf /", "MODE": "fast"}, "Secrets": ["PGPASSWORD", "TOKEN"], "Output": "text",
        "User": "postgres", "Nice": 5, "MemoryMax": 1073741824, "CPUQuota": "150%"}
        """

    @Test func whatIsDeclaredMayRunWithAnyValueOfItsExpressions() throws {
        var start = try Self.start("dump", Self.dump)
        start.secrets = ["PGPASSWORD": "x"]
        let declared = try DeclaredCommand(start, of: try Self.job(Self.steps))
        #expect(declared.command.words.last == "pg_dump \"$DB\" > /backup/dump")
        #expect(declared.credentials == ["TOKEN": "/etc/token"])
        // What the daemon does not have, the machine's credential store may.
        start.secrets = [:]
        let other = try DeclaredCommand(start, of: try Self.job(Self.steps))
        #expect(other.credentials == ["TOKEN": "/etc/token", "PGPASSWORD": "pg"])
        let words = #"{"Command": ["ls", "-l", "/root"], "Secrets": ["PGPASSWORD", "TOKEN"], "Output": "text"}"#
        let list = try Self.start("list", words)
        #expect(try DeclaredCommand(list, of: try Self.job(Self.steps)).command.words == ["ls", "-l", "/root"])
    }

    @Test(
        arguments: [
            ("pg_dump", "rm", "Run"), (#""fast""#, #""slow""#, "Environment.MODE"),
            (#""MODE": "fast""#, #""MODE": "fast", "LD_PRELOAD": "/tmp/x.so""#, "Environment.LD_PRELOAD"),
            (#""bash""#, #""sh""#, "Shell.0"), (#""postgres""#, #""root""#, "User"), ("5,", "-5,", "Nice"),
            (#""User": "postgres", "#, "", "User"), (#""Output""#, #""Group": "root", "Output""#, "Group"),
            ("1073741824", "1073741825", "MemoryMax"), ("150%", "1500%", "CPUQuota"),
            (#", "TOKEN""#, "", "Secrets"), (#""Output""#, #""Sandbox": {"PrivateTmp": false}, "Output""#, "Sandbox"),
        ]
    ) func whatIsNotDeclaredIsRefusedWithItsPlace(from: String, to: String, place: String) throws {
        let start = try Self.start("dump", Self.dump.replacing(from, with: to))
        let reason = try Self.refusal(Self.steps, start)
        #expect(reason.contains("declares another command in the state `dump`: \(place) differs"), "\(reason)")
    }

    @Test func otherStatesAndSecretsAreRefused() throws {
        #expect(try Self.refusal(Self.steps, Self.start("nosuch", Self.dump)).contains("has no state `nosuch`"))
        // A state that runs no command.
        #expect(try Self.refusal(Self.steps, Self.start("params", "{}")).contains("has no state `params`"))
        var start = try Self.start("dump", Self.dump)
        start.secrets = ["LD_PRELOAD": "/tmp/x.so"]
        #expect(try Self.refusal(Self.steps, start).contains("the command has no secret `LD_PRELOAD`"))
    }

    @Test(
        arguments: [
            (
                "QueryLanguage: JSONata", "Arguments", #"{ Command: ["{% $states.input.program %}"] }"#,
                #"{"Command": ["rm"]}"#, "Command"
            ),
            (
                "QueryLanguage: JSONata", "Arguments", #""{% $states.input %}""#, #"{"Command": ["rm"]}"#, "Arguments"
            ),
            (
                "QueryLanguage: JSONata", "Arguments", #"{ Run: "true", User: "{% $states.input.user %}" }"#,
                #"{"Run": "true", "User": "root"}"#, "User"
            ),
            ("QueryLanguage: JSONPath", "Parameters", "{ Run.$: $.script }", #"{"Run": "rm"}"#, "Run"),
            ("QueryLanguage: JSONPath", "Parameters", "{ Command.$: $.words }", #"{"Command": ["rm"]}"#, "Command"),
        ]
    ) func aProgramThatIsAnExpressionIsRefused(
        language: String,
        field: String,
        template: String,
        arguments: String,
        name: String
    ) throws {
        let text = """
            definition:
              \(language)
              StartAt: work
              States:
                work: { Type: Task, Resource: stepd:run, \(field): \(template), End: true }
            """
        let reason = try Self.refusal(text, Self.start("work", arguments))
        #expect(reason.contains("leaves \(name) of the state `work` to an expression"), "\(reason)")
    }

    @Test func jsonPathGivesArgumentsOfADeclaredProgram() throws {
        let text = """
            definition:
              StartAt: work
              States:
                work:
                  Type: Task
                  Resource: stepd:run
                  Parameters: { Command: [cat], Environment: { A.$: $.a, B: "{% 1 %}" } }
                  End: true
            """
        let start = try Self.start("work", #"{"Command": ["cat"], "Environment": {"A": "x", "B": "{% 1 %}"}}"#)
        #expect(try Self.refusal(text, start) == "none")
        // No expression in JSONPath.
        let other = try Self.start("work", #"{"Command": ["cat"], "Environment": {"A": "x", "B": "2"}}"#)
        #expect(try Self.refusal(text, other).contains("Environment.B differs"))
    }

    @Test func aSecretThatIsCalledAsAnothersCredentialKeepsItsOwnValue() throws {
        let text = """
            secrets: { pg: "file:/etc/token", OTHER: "cred:pg" }
            steps:
              - { id: work, run: [env] }
            """
        let start = try Self.start("work", #"{"Command": ["env"], "Secrets": ["pg", "OTHER"], "Output": "text"}"#)
        let declared = try DeclaredCommand(start, of: try Self.job(text))
        #expect(declared.credentials == ["pg": "/etc/token", "OTHER": "pg"])
    }

    @Test func theUnitHasWhatTheJobSays() throws {
        let start = try Self.start("dump", Self.dump)
        let declared = try DeclaredCommand(start, of: try Self.job(Self.steps))
        let unit = TransientUnit(start, declared, keeper: "/k", spec: 5, record: 6)
        #expect(unit.name == "stepd-run-3-7.service")
        for property in [
            UnitProperty("User", .string("postgres")), UnitProperty("Nice", .int32(5)),
            UnitProperty("MemoryMax", .uint64(1 << 30)), UnitProperty("CPUQuotaPerSecUSec", .uint64(1_500_000)),
            UnitProperty("RuntimeMaxUSec", .uint64(90_000_000)), UnitProperty("Slice", .string("stepd-jobs.slice")),
            UnitProperty("ExecStart", .command(["/k", "3-7"])),
            UnitProperty("StandardInputFileDescriptor", .descriptor(5)),
            UnitProperty(
                "LoadCredential",
                .pairs(["TOKEN": "/etc/token", "PGPASSWORD": "pg"])
            ),
        ] { #expect(unit.properties.contains(property), "\(property)") }
    }

    @Test func aRequestComesBackAsItWas() throws {
        var start = try Self.start("dump", Self.dump)
        start.secrets = ["A": "b"]
        for request: LaunchRequest in [.start(start), .stop("3-7")] { #expect(LaunchRequest(request.json) == request) }
        for name in ["", "3", "3-", "a-1", "1-2-3", "../1-2", "1-2.service"] {
            #expect(LaunchRequest(.object(["stop": .string(name)])) == nil, "\(name)")
        }
        for answer: LaunchAnswer in [.done(process: 7), .done(process: nil), .refused("r"), .failed("f")] {
            #expect(LaunchAnswer(answer.json) == answer)
        }
    }
}
