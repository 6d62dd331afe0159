import StepJSON
import Testing

/// What steps are lowered to is plain Amazon States Language: registered through the API, it does the same again.
@Suite struct RoundTripTests {
    /// Jobs without extensions, each with every way through it that an input chooses.
    static let jobs: [(name: String, text: String, inputs: [JSONValue])] = [
        (
            "branching",
            """
            params: { kind: full, count: { type: number, default: 2, enum: [1, 2, 3] } }
            steps:
              - id: what
                switch:
                  - when: "{% $params.kind = 'full' %}"
                    steps: [{ id: full, state: { Type: Pass, Assign: { full: "{% $params.count %}" } } }]
                  - when: "{% $params.kind = 'none' %}"
                    steps: [{ id: nothing, wait: 0s }]
                else:
                  - { id: other, fail: { error: Kind.Unknown, cause: "no kind ${{ $params.kind }}" } }
              - id: more
                if: "{% $params.count > 1 %}"
                wait: 0s
            result: "{% { 'count': $params.count, 'kind': $params.kind } %}"
            """,
            [[:], ["kind": "none", "count": 1], ["kind": "odd"], ["count": 9]]
        ),
        (
            "loops",
            """
            params: { items: [a, b, c] }
            steps:
              - id: loop
                for_each: "{% $params.items %}"
                as: letter
                max_parallel: 2
                steps:
                  - id: one
                    if: "{% $letter = 'bad' %}"
                    fail: "${{ $letter }} is bad"
                  - { id: two, parallel: { left: [{ id: l, wait: 0s }], right: [{ id: r, wait: 0s }] } }
                result: "{% $count($result) %}"
            """,
            [[:], ["items": []], ["items": ["a", "bad"]]]
        ),
        (
            "handlers",
            """
            params: { works: true }
            steps:
              - { id: work, if: "{% $not($params.works) %}", fail: { error: Work.Failed, cause: it did not } }
              - { id: late, parallel: { only: [{ id: inner, if: "{% $params.works = 'half' %}", fail: half }] },
                  catch: [{ on: Job.Failed, goto: done_anyway }] }
              - { id: after, wait: 0s }
              - { id: done_anyway, wait: 0s }
            on_failure:
              - { id: tell, wait: 0s }
            always:
              - id: tidy
                parallel: { only: [{ id: never, fail: { error: Tidy.Failed, cause: never mind } }] }
                catch: [{ on: Tidy.Failed, steps: [{ id: shrug, wait: 0s }] }]
            result: "{% 'fine' %}"
            """,
            [[:], ["works": false], ["works": "half"]]
        ),
    ]

    @Test(arguments: jobs)
    func aLoweredJobDoesTheSameWhenItIsCreatedThroughTheAPI(
        job: (name: String, text: String, inputs: [JSONValue])
    ) async throws {
        try await DaemonFixture.with(jobs: ["\(job.name).yaml": job.text]) { daemon in
            let described = try await daemon.client.call(
                "DescribeStateMachine",
                ["stateMachineArn": .string(StepAPIClient.machinePrefix + job.name)]
            )
            let definition = try #require(described["definition"]?.stringValue)
            let verdict = try await daemon.client.call(
                "ValidateStateMachineDefinition",
                ["definition": .string(definition)]
            )
            #expect(verdict["result"] == "OK" && verdict["diagnostics"] == [])
            let copy = "\(job.name)-copy"
            _ = try await daemon.client.call(
                "CreateStateMachine",
                [
                    "name": .string(copy), "definition": .string(definition),
                    "roleArn": "arn:aws:iam::123456789012:role/r",
                ]
            )
            for (index, input) in job.inputs.enumerated() {
                let first = try await end(of: job.name, "run\(index)", input, daemon)
                let second = try await end(of: copy, "run\(index)", input, daemon)
                #expect(first == second, "\(JSONWriter.text(of: input))")
            }
        }
    }

    /// How an execution ended, and the states it went through.
    private struct End: Equatable {
        var status: String
        var output: JSONValue?
        var error: String?
        var cause: String?
        var states: [String]
    }

    private func end(of job: String, _ name: String, _ input: JSONValue, _ daemon: DaemonFixture) async throws -> End {
        let arn = try await daemon.client.start(job, name: name, input: input)
        let execution = try await daemon.client.waitForEnd(arn, seconds: 20)
        let history = try await daemon.client.history(arn)
        return End(
            status: execution.status,
            output: execution.output,
            error: execution.error,
            cause: execution.cause,
            states: history.events.filter { $0.type.hasSuffix("StateEntered") }.compactMap(\.state).sorted()
        )
    }

    @Test func theEndsAreThoseThatTheJobsSay() async throws {
        try await DaemonFixture.with(jobs: ["handlers.yaml": Self.jobs[2].text, "branching.yaml": Self.jobs[0].text]) {
            daemon in
            let good = try await end(of: "handlers", "a", [:], daemon)
            #expect(good.status == "SUCCEEDED" && good.output == "fine")
            #expect(good.states.contains("tidy") && !good.states.contains("tidy.failed"))
            let bad = try await end(of: "handlers", "b", ["works": false], daemon)
            #expect(bad.status == "FAILED" && bad.error == "Work.Failed" && bad.cause == "it did not")
            // What the clean-up caught does not hide what the run failed with.
            #expect(
                bad.states == [
                    "failed", "never.failed", "params", "shrug.failed", "tell", "tidy.failed", "work", "work.if",
                ]
            )
            let half = try await end(of: "handlers", "c", ["works": "half"], daemon)
            #expect(half.status == "SUCCEEDED" && !half.states.contains("after"))
            let odd = try await end(of: "branching", "d", ["count": 9], daemon)
            #expect(odd.error == "Params.Invalid" && odd.cause == "parameter count must be one of 1, 2, 3")
        }
    }
}
