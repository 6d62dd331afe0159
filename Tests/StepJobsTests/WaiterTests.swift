import Glibc
import StepAWS
import StepJSON
import StepJobs
import StepYAML
import Testing

/// Waiters of AWS's, as a step of a job.
@Suite struct WaiterTests {
    /// The models that are installed, as packaging/test does; nil where there are none.
    private static let installed: ServiceCatalog? = {
        let own = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        var environment = ["VIRTUAL_ENV": "\(own)/.build/venv"]
        if let data = getenv("STEPD_BOTOCORE_DATA") { environment["STEPD_BOTOCORE_DATA"] = String(cString: data) }
        let catalog = ServiceCatalog(environment: environment)
        return catalog.serviceNames().isEmpty ? nil : catalog
    }()

    @Test(arguments: [
        ("a", "a"), ("A.B[].C", "A.B[].C"), ("length(A[]) > `0`", ""), ("a != 'x' && !(b || c)", ""),
        ("A[?B=='x' || C==`1`].D", ""), ("A.*.B", ""), ("A[0].B", ""), ("[].A", ""), ("\"a-b\"", ""), ("@", ""),
        ("length(Output || '') > `0`", ""),
    ]) func pathsAreRead(_ text: String, _: String) throws { _ = try JMESPath(parsing: text) }

    @Test(arguments: [
        "", "a.", "a[", "a[?b", "a[x]", "(a", "f(a", "a b", "`{`", "'x", "a == ", String(repeating: "(", count: 100),
    ])
    func whatIsNoPathIsRefused(_ text: String) {
        #expect(throws: JMESPath.Failure.self) { try JMESPath(parsing: text) }
    }

    /// What `with` needs for a call to be complete.
    private func arguments(_ operation: StepAWS.Operation, _ model: ServiceModel) throws -> String {
        var texts: [String] = []
        for member in try model.inputMembers(of: operation) where member.isRequired {
            let value =
                switch try model.shape(member.shapeName).kind {
                case .string: "\"x\""
                case .integer, .long: "1"
                case .list: "[]"
                case .boolean: "true"
                case .timestamp: "\"2026-01-01T00:00:00Z\""
                default: "{}"
                }
            texts.append("\(member.name): \(value)")
        }
        return "{\(texts.joined(separator: ", "))}"
    }

    @Test(.enabled(if: installed != nil, "no AWS service models; packaging/test installs them"))
    func everyWaiterOfEveryServiceLowers() throws {
        let catalog = try #require(Self.installed)
        var count = 0
        for service in catalog.serviceNames() {
            for waiter in try catalog.waiters(of: service) {
                let model = try catalog.service(service)
                let job = """
                    steps:
                      - id: it
                        wait_for: \(service).\(waiter.snakeName)
                        with: \(try arguments(try model.operation(waiter.operation), model))
                    """
                let result = JobFile.load(path: "w.yaml", bytes: Array(job.utf8), catalog: catalog)
                #expect(!result.diagnostics.hasErrors, "\(service).\(waiter.name): \(result.text)")
                let choices = result.jobs.first?.definition["States"]?["it.check"]?["Choices"]?.arrayValue ?? []
                #expect(!choices.isEmpty)
                count += 1
            }
        }
        #expect(count >= 300)
    }

    /// `length` counts what a list gathers, and measures a text.
    @Test(
        .enabled(if: installed != nil, "no AWS service models; packaging/test installs them"),
        arguments: [
            ("ec2.key_pair_exists", "$count($it.KeyPairs.KeyName) > 0"),
            ("rds.db_instance_deleted", "$count($it.DbInstances) = 0"),
        ]
    ) func lengthsAreThoseOfLists(name: String, condition: String) throws {
        let job = "steps:\n  - id: it\n    wait_for: \(name)\n    with: {}\n"
        let result = JobFile.load(path: "w.yaml", bytes: Array(job.utf8), catalog: Self.installed)
        let choices = result.jobs.first?.definition["States"]?["it.check"]?["Choices"]?.arrayValue ?? []
        #expect(choices.first?["Condition"] == .string("{% \(condition) %}"), "\(result.text)")
    }

    @Test(.enabled(if: installed != nil, "no AWS service models; packaging/test installs them"))
    func unknownWaitersAreNamed() throws {
        func text(_ name: String) -> String {
            let job = "steps:\n  - id: it\n    wait_for: \(name)\n    with: {}\n"
            return JobFile.load(path: "w.yaml", bytes: Array(job.utf8), catalog: Self.installed).text
        }
        #expect(text("rds.db_snapshot_availabel").contains("did you mean `db_snapshot_available`?"))
        #expect(text("rdss.db_snapshot_available").contains("did you mean `rds`?"))
        #expect(text("sqs.queue_there").contains("it has none; write a `poll`"))
        #expect(text("rds").contains("does not name a waiter"))
    }
}
