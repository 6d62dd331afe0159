import StepJSON
import Testing

/// Pictures of jobs and runs, and what a start would do.
@Suite struct GraphCommandTests {
    private static let job = """
        steps:
          - { id: one, wait: 0s }
          - { id: two, fail: { error: No.Way, cause: there is none } }
        """

    @Test func aRunIsDrawnByTheRevisionThatItBeganWith() async throws {
        try await DaemonFixture.with(jobs: ["j.yaml": Self.job]) { daemon in
            let arn = try await daemon.client.start("j", name: "a")
            _ = try await daemon.client.waitForEnd(arn, seconds: 10)
            let job = "steps: [{ id: other, wait: 0s }]\n"
            try daemon.scratch.write(job, to: "jobs.d/j.yaml")
            let isChanged = try await eventually(seconds: 10) {
                try await daemon.stepctl("graph", "j").output.contains("other  Wait")
            }
            #expect(isChanged)
            let run = try await daemon.stepctl("graph", "j:a")
            #expect(run.output.contains("│ ✓ one  Wait │") && run.output.contains("│ ✗ failed  Fail │"))
            let answer = try await daemon.client.call(
                "DescribeStateMachineForExecution",
                ["executionArn": .string(arn)]
            )
            #expect(answer["definition"]?.stringValue?.contains("No.Way") == true)
            #expect(answer["stateMachineArn"] == .string(StepAPIClient.machinePrefix + "j"))
            #expect(answer["name"] == "j" && answer["updateDate"] != nil)
            let svg = try await daemon.stepctl("graph", "j:a", "--format", "svg")
            #expect(svg.output.hasPrefix("<svg ") && svg.output.contains("<g class=\"failed\">"))
        }
    }

    @Test func anExecutionThatIsNotThereHasNoMachine() async throws {
        try await DaemonFixture.with(jobs: ["j.yaml": Self.job]) { daemon in
            let refusal = await #expect(throws: StepAPIClient.Refusal.self) {
                try await daemon.client.call(
                    "DescribeStateMachineForExecution",
                    ["executionArn": .string(StepAPIClient.executionARN(job: "j", name: "none"))]
                )
            }
            #expect(refusal?.name == "ExecutionDoesNotExist")
        }
    }

    @Test func aDryRunStartsNothing() async throws {
        let job = """
            params: { table: { default: t } }
            steps:
              - { id: look, lambda: "arn:aws:lambda:us-east-1:123456789012:function:f", with: { t: "{% $params.table %}" } }
            """
        try await DaemonFixture.with(jobs: ["d.yaml": job]) { daemon in
            let run = try await daemon.stepctl("start", "d", "--dry-run", "-p", "table=orders")
            #expect(run.exitStatus == 0, "\(run.errorOutput)")
            #expect(run.output.contains("look would call arn:aws:states:::lambda:invoke with"))
            #expect(run.output.contains("\"t\": \"orders\"") && run.output.hasSuffix("Nothing was started.\n"))
            let machine: JSONValue = .string(StepAPIClient.machinePrefix + "d")
            let list = try await daemon.client.call("ListExecutions", ["stateMachineArn": machine])
            #expect(list["executions"] == [])
            let test = """
                tests:
                  - { name: mocked, mocks: { look: { return: { Payload: 7 } } } }
                """
            try daemon.scratch.write(job, to: "d.yaml")
            try daemon.scratch.write(test, to: "d.test.yaml")
            let mocked = try await daemon.stepctl(
                "start",
                "d",
                "--dry-run",
                "--tests",
                daemon.scratch.path("d.test.yaml")
            )
            #expect(mocked.output.contains("It would succeed with 7."), "\(mocked.output)\(mocked.errorOutput)")
        }
    }
}
