import StepJSON
import Testing

/// What a person is asked, and what becomes of the answer, also over a crash.
@Suite struct ApprovalTests {
    private static let job = """
        params: { who: me }
        steps:
          - id: allowed
            approve: "May ${{ $params.who }} go on?"
            timeout: 1h
            catch: [{ on: Approval.Rejected, steps: [{ id: refused, wait: 0s }] }]
        result: "{% $allowed %}"
        """

    @Test func anAnswerLetsTheRunGoOn() async throws {
        try await DaemonFixture.with(jobs: ["ask.yaml": Self.job]) { daemon in
            let arn = try await daemon.client.start("ask", name: "one", input: ["who": "anna"])
            try await waitForQuestion(daemon, "ask:one")
            // The question is still there after a crash, and is answered once.
            try await daemon.restart()
            let asked = try await daemon.stepctl("approve", "ask:one", "--list")
            #expect(asked.output == "allowed: May anna go on?\n")
            let status = try await daemon.stepctl("status", "ask:one")
            #expect(status.output.contains("Asks: May anna go on? (stepctl approve ask:one)\n"))
            let answered = try await daemon.stepctl("approve", "ask:one", "--comment", "for today")
            #expect(answered.output == "ask:one: allowed approved\n", "\(answered.errorOutput)")
            let execution = try await daemon.client.waitForEnd(arn, seconds: 10)
            #expect(execution.status == "SUCCEEDED" && execution.output?["Approved"] == true)
            #expect(execution.output?["Comment"] == "for today" && execution.output?["By"]?.stringValue != nil)
            let again = try await daemon.stepctl("approve", "ask:one")
            #expect(again.exitStatus == 1 && again.errorOutput.contains("waits for no approval"))
            #expect(daemon.log.contains("asks: May anna go on? (stepctl approve ask:one)"))
        }
    }

    @Test func aRejectionIsAnError() async throws {
        try await DaemonFixture.with(jobs: ["ask.yaml": Self.job]) { daemon in
            let arn = try await daemon.client.start("ask", name: "two")
            try await waitForQuestion(daemon, "ask:two")
            let run = try await daemon.stepctl("approve", "ask:two", "--reject", "--json", "--comment", "not now")
            #expect(try JSONParser.parse(run.output)["approved"] == false)
            let execution = try await daemon.client.waitForEnd(arn, seconds: 10)
            #expect(execution.status == "SUCCEEDED" && execution.output == .null)
            #expect(try await daemon.client.history(arn).states.contains("refused"))
        }
    }

    private func waitForQuestion(_ daemon: DaemonFixture, _ run: String) async throws {
        let isAsked = try await eventually(seconds: 10) {
            try await daemon.stepctl("approve", run, "--list").output.hasPrefix("allowed:")
        }
        try #require(isAsked)
    }
}
