import StepJSON
import StepProtocol
import StepTime
import Testing

@testable import stepctl

@Suite struct TimelineTests {
    private func timeline(_ text: String) throws -> Timeline { Timeline(try RecordedHistory.events(text)) }

    @Test func pollShowsEachStateOnceWithItsAttempts() throws {
        let timeline = try timeline(RecordedHistory.poll)
        #expect(timeline.visits.map(\.name) == ["create", "pause", "describe", "done"])
        #expect(timeline.visits.map(\.kind) == ["Task", "Wait", "Task", "Succeed"])
        #expect(timeline.visits.map(\.attempts) == [1, 0, 2, 0])
        #expect(timeline.visits.allSatisfy { $0.outcome == .succeeded })
        #expect(timeline.visits[2].failure?.text == "Rds.ThrottlingException: Rate exceeded")
        #expect(timeline.end?.status == "SUCCEEDED")
        #expect(timeline.current == nil)
    }

    @Test func eventsWithoutANameBelongToTheStateBefore() throws {
        let timeline = try timeline(RecordedHistory.poll)
        #expect(timeline.visit(ofEvent: 3)?.name == "create")
        #expect(timeline.visit(ofEvent: 14)?.name == "describe")
        #expect(timeline.visit(ofEvent: 1) == nil)
    }

    @Test func runningExecutionIsInTheStateEnteredLast() throws {
        var timeline = Timeline()
        let events = try RecordedHistory.events(RecordedHistory.poll)
        for event in events.prefix(7) { timeline.append(event) }
        #expect(timeline.current?.name == "pause")
        #expect(timeline.end == nil)
        #expect(timeline.append(events[6]) == .nothing, "an event that was seen before is nothing new")
        #expect(timeline.append(events[7]) == .left(1))
        #expect(timeline.current == nil)
    }

    @Test func branchesAreInsideTheirParallelAndEndWithIt() throws {
        let timeline = try timeline(RecordedHistory.parallelCaught)
        #expect(timeline.visits.map(\.name) == ["Both", "Branch1", "Branch2", "Caught"])
        #expect(timeline.visits.map(\.depth) == [0, 1, 1, 0])
        #expect(timeline.visits.map(\.outcome) == [.caught, .failed, .aborted, .succeeded])
    }

    @Test func branchesOfAnAttemptThatFailedAreOverBeforeTheNext() throws {
        let timeline = try timeline(RecordedHistory.parallelRetried)
        #expect(timeline.visits.map(\.name) == ["Both", "Branch1", "Branch2", "Branch1"])
        #expect(timeline.visits.map(\.outcome) == [.succeeded, .failed, .aborted, .succeeded])
        #expect(timeline.visits[0].attempts == 2)
    }

    @Test func iterationsAreKeptApart() throws {
        let timeline = try timeline(RecordedHistory.map)
        #expect(timeline.visits.map(\.name) == ["Each", "Inner", "Inner", "Finish"])
        #expect(timeline.visits.map(\.depth) == [0, 1, 1, 0])
        #expect(timeline.visits.allSatisfy { $0.outcome == .succeeded })
        #expect(timeline.visit(ofEvent: 12)?.name == "Each")
    }

    @Test func failureWithoutCatchEndsTheStateAndTheRun() throws {
        let timeline = try timeline(RecordedHistory.failed)
        #expect(timeline.visits.map(\.outcome) == [.failed])
        #expect(timeline.end?.error == "Rds.DbInstanceNotFoundException")
        #expect(timeline.end?.cause == "none")
    }

    @Test func evaluationFailedIsOfTheStateItNames() throws {
        var events = try RecordedHistory.events("1 0 ExecutionStarted\n2 0 PassStateEntered only")
        events += [
            try WireReader.read(
                HistoryEventRecord.self,
                from: [
                    "id": 3, "previousEventId": 0, "timestamp": 1_795_437_025, "type": "EvaluationFailed",
                    "evaluationFailedEventDetails": ["state": "only", "error": "States.QueryEvaluationError"],
                ]
            )
        ]
        let timeline = Timeline(events)
        #expect(timeline.visits.first?.failure?.error == "States.QueryEvaluationError")
    }

    @Test(
        arguments: [
            (RecordedHistory.failed, "create"), (RecordedHistory.poll, nil),
            (
                "1 0 ExecutionStarted\n2 0 ChoiceStateEntered check\n3 2 ChoiceStateExited check\n"
                    + "4 3 FailStateEntered failed\n"
                    + "5 4 ExecutionFailed - Poll.Failed -", "check"
            ),
        ] as [(String, String?)]
    )
    func theStateToBlameIsTheOneThatFailedOrWentToFail(text: String, state: String?) throws {
        #expect(FailurePlace.state(of: try timeline(text)) == state)
    }
}

@Suite struct WaitEndTests {
    private func visit(_ name: String) -> StateVisit {
        StateVisit(name: name, kind: "Wait", parent: nil, depth: 0, enteredAt: Timestamp(milliseconds: 1_000))
    }

    private let definition: JSONValue = [
        "States": [
            "a": ["Type": "Wait", "Seconds": 60],
            "b": ["Type": "Wait", "Timestamp": "2026-11-23T12:30:23Z"],
            "c": ["Type": "Wait", "Seconds": "{% $n %}"],
            "p": ["Type": "Parallel", "Branches": [["States": ["d": ["Type": "Wait", "Seconds": 5]]]]],
        ]
    ]

    @Test(
        arguments: [("a", 61_000), ("b", 1_795_437_023_000), ("c", nil), ("d", 6_000), ("e", nil)] as [(String, Int64?)]
    )
    func endIsKnownWhereTheDefinitionSaysIt(name: String, milliseconds: Int64?) {
        #expect(WaitEnd.time(of: visit(name), definition: definition)?.milliseconds == milliseconds)
    }
}
