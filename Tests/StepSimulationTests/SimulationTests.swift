import StepJSON
import StepLanguage
import StepMachine
import StepSimulation
import StepTime
import Testing

@Suite struct SimulationTests {
    private static let start = Timestamp(milliseconds: 1_700_000_000_000)

    private func run(
        _ definition: String,
        _ answers: [String: [MockedAnswer]] = [:],
        limits: Simulation.Limits = Simulation.Limits()
    ) throws -> SimulatedRun {
        var mocks = MockedAnswers()
        for (state, list) in answers {
            for (index, answer) in list.enumerated() {
                let last = index == list.count - 1 ? Int.max : index
                mocks.add(MockedAnswers.Rule(invocations: index...last, answer: answer), to: state)
            }
        }
        return Simulation(
            of: try StateMachine.compile(try JSONParser.parse(definition)),
            name: "m",
            input: [:],
            start: Self.start,
            answers: mocks,
            limits: limits
        ).run()
    }

    private static let poll = """
        {"QueryLanguage": "JSONata", "StartAt": "wait", "States": {
          "wait": {"Type": "Wait", "Seconds": 60, "Next": "look"},
          "look": {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:rds:describeDBSnapshots", "Arguments": {},
            "Retry": [{"ErrorEquals": ["States.TaskFailed"], "IntervalSeconds": 5, "MaxAttempts": 2}],
            "Assign": {"status": "{% $states.result.s %}"}, "Next": "check"},
          "check": {"Type": "Choice", "Choices": [{"Condition": "{% $status = 'done' %}", "Next": "end"}],
            "Default": "wait"},
          "end": {"Type": "Succeed", "Output": "{% $millis() %}"}}}
        """

    @Test func aPollOfFourHoursTakesNoTime() throws {
        let no = MockedAnswer(.returned(["s": "no"]))
        let answers = [MockedAnswer](repeating: no, count: 239) + [MockedAnswer(.returned(["s": "done"]))]
        let run = try run(Self.poll, ["look": answers])
        guard case .ended(let result) = run.end else {
            Issue.record("\(run.end)")
            return
        }
        #expect(result.status == .succeeded)
        #expect(run.durationMilliseconds == 4 * 3_600_000)
        // The expression's clock is the virtual one.
        #expect(result.output?.value == .number(JSONNumber(Self.start.milliseconds + 4 * 3_600_000)))
        #expect(run.calls.count == 240 && run.path.count == 3 * 240 + 1)
        #expect(run.unused.isEmpty)
    }

    @Test func retriesCountAsInvocationsAndTakeTheirTime() throws {
        let answers = [
            MockedAnswer(.thrown(error: "Rds.RdsException", cause: "throttled")),
            MockedAnswer(.returned(["s": "done"]), delayMilliseconds: 2_000),
        ]
        let run = try run(Self.poll, ["look": answers])
        #expect(run.path == ["wait", "look", "check", "end"])
        #expect(run.durationMilliseconds == 60_000 + 5_000 + 2_000)
        #expect(run.visits[1].attempts == 2 && run.visits[1].error == "Rds.RdsException")
    }

    @Test func anAnswerThatComesTooLateIsATimeout() throws {
        let definition = """
            {"QueryLanguage": "JSONata", "StartAt": "t", "States": {"t": {"Type": "Task",
             "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken", "Arguments": {}, "TimeoutSeconds": 10,
             "End": true}}}
            """
        let late = MockedAnswer(.returned([:]), delayMilliseconds: 11_000)
        let run = try run(definition, ["t": [late]])
        guard case .ended(let result) = run.end else {
            Issue.record("\(run.end)")
            return
        }
        #expect(result.status == .failed && result.error == "States.Timeout")
        #expect(run.durationMilliseconds == 10_000)
    }

    @Test func aTaskWithoutAnAnswerStopsTheRun() throws {
        let run = try run(Self.poll)
        guard case .unmocked(let call) = run.end else {
            Issue.record("\(run.end)")
            return
        }
        #expect(call.stateName == "look" && call.invocation == 0)
        #expect(call.resource == "arn:aws:states:::aws-sdk:rds:describeDBSnapshots")
        #expect(run.durationMilliseconds == 60_000)
    }

    @Test func aLoopWithoutAnEndIsCutShort() throws {
        let run = try run(
            Self.poll,
            ["look": [MockedAnswer(.returned(["s": "no"]))]],
            limits: Simulation.Limits(eventsMax: 1_000)
        )
        guard case .endless(let why, let states) = run.end else {
            Issue.record("\(run.end)")
            return
        }
        #expect(why.contains("1000 events"))
        #expect(states.sorted() == ["check", "look", "wait"])
    }

    @Test func answersThatNobodyAskedForAreTold() throws {
        let done = MockedAnswer(.returned(["s": "done"]))
        let run = try run(Self.poll, ["look": [done, done], "other": [done]])
        #expect(run.unused.map(\.state) == ["look", "other"])
        #expect(run.unused.map(\.place) == [1, 0])
    }

    @Test func branchesRunAtTheSameTime() throws {
        let definition = """
            {"QueryLanguage": "JSONata", "StartAt": "p", "States": {"p": {"Type": "Parallel", "Branches": [
              {"StartAt": "a", "States": {"a": {"Type": "Task", "Resource": "stepd:run", "HeartbeatSeconds": 60,
                "Arguments": {}, "End": true}}},
              {"StartAt": "b", "States": {"b": {"Type": "Wait", "Seconds": 5400, "End": true}}}], "End": true}}}
            """
        // A command of an hour shows that it is there: its heartbeat does not run out.
        let run = try run(definition, ["a": [MockedAnswer(.returned(["ExitCode": 0]), delayMilliseconds: 3_600_000)]])
        guard case .ended(let result) = run.end else {
            Issue.record("\(run.end)")
            return
        }
        #expect(result.status == .succeeded, "\(result)")
        #expect(run.durationMilliseconds == 5_400_000)
        #expect(run.path == ["p", "a", "b"])
    }
}
