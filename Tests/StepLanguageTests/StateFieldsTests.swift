import StepJSON
import StepLanguage
import StepTime
import Testing

@Suite struct StateFieldsTests {
    private static let now = Timestamp(milliseconds: 1_700_000_000_500)

    private func deadline(_ field: JSONObject, _ input: JSONValue) throws -> Int64 {
        var fields = field
        fields["Type"] = "Wait"
        fields["End"] = true
        guard case .wait(let wait) = try compiledState(fields).kind else { throw Surprise() }
        return try wait.until.deadline(from: Self.now, in: scope(input)).milliseconds - Self.now.milliseconds
    }

    private struct Surprise: Error {}

    @Test func waitEndsAfterItsSecondsOrAtItsTime() throws {
        #expect(try deadline(["Seconds": 60], [:]) == 60_000)
        #expect(try deadline(["Seconds": 0], [:]) == 0)
        #expect(try deadline(["SecondsPath": "$.s"], ["s": 5]) == 5_000)
        #expect(try deadline(["SecondsPath": "$.s"], ["s": 5.0]) == 5_000)
        #expect(try deadline(["Timestamp": "2023-11-14T22:13:21Z"], [:]) == 500)
        #expect(try deadline(["TimestampPath": "$.t"], ["t": "2016-03-05T21:29:29.243167252Z"]) < 0)
    }

    @Test(
        arguments: [
            (["SecondsPath": "$.s"], [:], "The SecondsPath parameter does not reference an input value: $.s"),
            (
                ["SecondsPath": "$.s"], ["s": 1.5],
                "The SecondsPath parameter cannot be parsed as a long value: $.s == 1.5"
            ),
            (
                ["SecondsPath": "$.s"], ["s": -1.5],
                "The SecondsPath parameter cannot be parsed as a long value: $.s == -1.5"
            ),
            (["SecondsPath": "$.s"], ["s": -1], "The SecondsPath parameter references a negative value: $.s == -1"),
            (
                ["TimestampPath": "$.t"], ["t": "2016-12-05T21:29:29"],
                "The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: "
                    + "$.t == 2016-12-05T21:29:29"
            ),
            (["SecondsPath": "$.s"], ["s": 2_147_483_648], "Wait state delay is too long."),
            (["TimestampPath": "$.t"], ["t": "2099-01-01T00:00:00Z"], "Wait state delay is too long."),
        ] as [(JSONObject, JSONValue, String)]
    )
    func wrongWaitFailsInAWSWords(_ field: JSONObject, _ input: JSONValue, _ cause: String) {
        #expect(throws: EvaluationError(error: "States.Runtime", cause: cause)) { try deadline(field, input) }
    }

    @Test func longestWaitIsAcceptedToTheSecond() throws {
        #expect(try deadline(["SecondsPath": "$.s"], ["s": 2_147_483_647]) == 2_147_483_647_000)
    }

    @Test func limitsOfATaskAreConstantsOrPaths() throws {
        let fields: JSONObject = [
            "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "End": true, "TimeoutSeconds": 60,
            "HeartbeatSecondsPath": "$.h",
        ]
        guard case .task(let task) = try compiledState(fields).kind else { throw Surprise() }
        #expect(try task.timeout?.seconds(in: scope()) == 60)
        #expect(try task.heartbeat?.seconds(in: scope(["h": 5])) == 5)
        #expect(throws: EvaluationError.self) { try task.heartbeat?.seconds(in: scope(["h": 0])) }
        let cause = "The HeartbeatSecondsPath parameter does not reference an input value: $.h"
        #expect(throws: EvaluationError(error: "States.Runtime", cause: cause)) {
            try task.heartbeat?.seconds(in: scope(), field: "HeartbeatSeconds")
        }
    }

    @Test func inputAndResultPathsSelectPlaceAndDiscard() throws {
        let fields: JSONObject = [
            "Type": "Pass", "End": true, "InputPath": "$.a", "OutputPath": nil, "ResultPath": "$.r",
        ]
        let state = try compiledState(fields)
        #expect(try state.inputPath.evaluate(in: scope(["a": 1])) == 1)
        #expect(try state.outputPath.evaluate(in: scope(["a": 1])) == [:])
        guard case .pass(let pass) = state.kind else { throw Surprise() }
        #expect(try pass.resultPath.place(2, in: ["a": 1]) == ["a": 1, "r": 2])
        #expect(try ResultPathField.discard.place(2, in: ["a": 1]) == ["a": 1])
        #expect(try ResultPathField.replace.place(2, in: ["a": 1]) == 2)
        #expect(try PathField.whole.evaluate(in: scope("x")) == "x")
    }

    @Test func errorAndCauseAreTextsPathsOrCalls() throws {
        let fields: JSONObject = [
            "Type": "Fail", "ErrorPath": "$.e", "CausePath": "States.Format('why: {}', $.why)",
        ]
        guard case .fail(let fail) = try compiledState(fields).kind else { throw Surprise() }
        #expect(try fail.error?.text(in: scope(["e": "E"])) == "E")
        #expect(try fail.cause?.text(in: scope(["why": 7])) == "why: 7")
        let cause = "The JSONPath '$.e' specified for the field 'ErrorPath' could not be found in the input '{\"a\":0}'"
        #expect(throws: EvaluationError(error: "States.Runtime", cause: cause)) {
            try fail.error?.text(in: scope(["a": 0]))
        }
        #expect(throws: EvaluationError.self) { try fail.error?.text(in: scope(["e": 5])) }
    }
}
