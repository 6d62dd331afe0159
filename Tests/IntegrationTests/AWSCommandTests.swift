import StepJSON
import Testing

/// AWS's own command line against the API.
@Suite(.enabled(if: Programs.hasTools, "the aws command is not installed; packaging/test installs it"))
struct AWSCommandTests {
    static let job = """
        steps:
          - id: pause
            wait: 0s
        """

    @Test func executionsAreStartedDescribedAndListed() async throws {
        // The port is found by asking the log, so that two tests never want the same.
        try await DaemonFixture.with(
            jobs: ["pause.yaml": Self.job],
            arguments: ["--listen", "127.0.0.1:0", "--no-auth"]
        ) {
            daemon in
            let endpoint = try await endpoint(of: daemon)
            func aws(_ arguments: String...) async throws -> JSONValue {
                let run = try await ProgramRun.run(
                    Programs.aws,
                    ["stepfunctions", "--endpoint-url", endpoint] + arguments,
                    environment: [
                        "HOME": daemon.scratch.path, "AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "any",
                        "AWS_SECRET_ACCESS_KEY": "any", "AWS_PAGER": "",
                    ]
                )
                try #require(run.exitStatus == 0, "\(arguments): \(run.errorOutput)")
                return try JSONParser.parse(run.output)
            }
            let machines = try await aws("list-state-machines")["stateMachines"]?.arrayValue ?? []
            #expect(machines.map { $0["name"] } == ["pause"])
            let machine = StepAPIClient.machinePrefix + "pause"
            let started = try await aws(
                "start-execution",
                "--state-machine-arn",
                machine,
                "--name",
                "cli",
                "--input",
                "{\"a\": 1}"
            )
            let arn = try #require(started["executionArn"]?.stringValue)
            #expect(arn == StepAPIClient.executionARN(job: "pause", name: "cli"))
            _ = try await daemon.client.waitForEnd(arn, seconds: 10)
            let described = try await aws("describe-execution", "--execution-arn", arn)
            #expect(described["status"] == "SUCCEEDED")
            #expect(try JSONParser.parse(described["input"]?.stringValue ?? "") == ["a": 1])
            let history = try await aws("get-execution-history", "--execution-arn", arn)
            let types = history["events"]?.arrayValue?.compactMap { $0["type"]?.stringValue } ?? []
            #expect(types.first == "ExecutionStarted")
            #expect(types.last == "ExecutionSucceeded")
            #expect(types.contains("WaitStateEntered"))
        }
    }

    @Test func errorsHaveAWSsNames() async throws {
        try await DaemonFixture.with(jobs: [:], arguments: ["--listen", "127.0.0.1:0", "--no-auth"]) { daemon in
            let run = try await ProgramRun.run(
                Programs.aws,
                [
                    "stepfunctions", "--endpoint-url", try await endpoint(of: daemon), "describe-execution",
                    "--execution-arn", StepAPIClient.executionARN(job: "none", name: "none"),
                ],
                environment: [
                    "HOME": daemon.scratch.path, "AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "any",
                    "AWS_SECRET_ACCESS_KEY": "any",
                ]
            )
            #expect(run.exitStatus != 0)
            #expect(run.errorOutput.contains("(ExecutionDoesNotExist)"), "\(run.errorOutput)")
        }
    }

    /// `http://127.0.0.1:PORT`, the port that the daemon's log says it listens on.
    private func endpoint(of daemon: DaemonFixture) async throws -> String {
        let marker = "127.0.0.1:"
        var port: Substring = ""
        _ = try await eventually(seconds: 10) {
            let ports = daemon.log.ranges(of: marker).map { daemon.log[$0.upperBound...].prefix { $0.isNumber } }
            port = ports.first { $0 != "0" && !$0.isEmpty } ?? ""
            return !port.isEmpty
        }
        try #require(!port.isEmpty, "the log does not say on which port: \(daemon.log)")
        return "http://\(marker)\(port)"
    }
}
