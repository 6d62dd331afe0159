import StepJSON
import StepLanguage
import StepTime
import Testing

@Suite struct JSONataFieldsTests {
    private struct Surprise: Error {}

    private func state(_ fields: JSONObject, others: [String] = []) throws -> State {
        var fields = fields
        fields["QueryLanguage"] = "JSONata"
        return try compiledState(fields, others: others)
    }

    private func output(_ output: JSONValue, _ scope: EvaluationScope) throws -> JSONValue {
        let state = try state(["Type": "Pass", "End": true, "Output": output])
        guard let output = state.output else { throw Surprise() }
        return try output.evaluate(in: scope)
    }

    @Test func stringsThatAreExpressionsAsAWholeAreEvaluated() throws {
        let template: JSONValue = [
            "sum": "{% $states.input.a + $b %}", "list": ["{%$states.input.a%}", " {% x %} ", "plain"],
            "deep": ["n": "{% $b %}"],
        ]
        let scope = scope(states: ["input": ["a": 1]], variables: ["b": 2])
        #expect(try output(template, scope) == ["sum": 3, "list": [1, " {% x %} ", "plain"], "deep": ["n": 2]])
    }

    @Test func contextIsBuiltOnlyForExpressionsThatCanReachIt() throws {
        var closed = scope(states: ["input": ["a": 1]])
        closed.context = {
            Issue.record("the context was built")
            return nil
        }
        #expect(try output("{% $states.input.a %}", closed) == 1)
        let open = scope(states: ["input": ["a": 1]])
        #expect(try output("{% $states.context.Execution.Name %}", open) == "run-1")
        #expect(try output("{% $lookup($states, 'con' & 'text').Execution.Name %}", open) == "run-1")
    }

    @Test(
        arguments: [
            (["result": "{% $doesNotExist %}"], "Output/result", "'$doesNotExist'", "returned nothing (undefined)."),
            (["a": [1, "{% $no %}"]], "Output/a[1]", "'$no'", "returned nothing (undefined)."),
            (
                "{% $nope(1) %}", "Output", "'$nope(1)'",
                "threw an error during evaluation. T1006: Attempted to invoke a non-function"
            ),
            ("{% function($x){$x} %}", "Output", "'function($x){$x}'", "returned an unsupported result type."),
        ] as [(JSONValue, String, String, String)]
    )
    func failureNamesExpressionAndField(_ template: JSONValue, _ field: String, _ source: String, _ what: String) {
        let error = EvaluationError(
            error: "States.QueryEvaluationError",
            cause: "The JSONata expression \(source) specified for the field '\(field)' \(what)",
            location: field
        )
        #expect(throws: error) { try output(template, scope()) }
    }

    @Test func conditionMustBeABoolean() throws {
        let fields: JSONObject = [
            "Type": "Choice",
            "Choices": [
                ["Condition": false, "Next": "Y"], ["Condition": "{% $states.input %}", "Next": "Y", "Output": 1],
            ],
        ]
        guard case .choice(let choice) = try state(fields, others: ["Y"]).kind else { throw Surprise() }
        #expect(try !choice.rules[0].matches(in: scope()))
        #expect(try choice.rules[1].matches(in: scope(states: ["input": true])))
        #expect(try choice.rules[1].output?.evaluate(in: scope()) == 1)
        let error = EvaluationError(
            error: "States.QueryEvaluationError",
            cause: "The JSONata expression '$states.input' specified for the field 'Choices[1]/Condition' returned an "
                + "unexpected result type. Expected 'boolean', but was 'string' for value: \"yes\"",
            location: "Choices[1]/Condition"
        )
        #expect(throws: error) { try choice.rules[1].matches(in: scope(states: ["input": "yes"])) }
    }

    @Test func waitTakesExpressions() throws {
        let now = Timestamp(milliseconds: 0)
        func deadline(_ field: String, _ input: JSONValue) throws -> Int64 {
            let fields: JSONObject = ["Type": "Wait", "End": true, field: "{% $states.input %}"]
            guard case .wait(let wait) = try state(fields).kind else { throw Surprise() }
            return try wait.until.deadline(from: now, in: scope(states: ["input": input])).milliseconds
        }
        #expect(try deadline("Seconds", 2) == 2000)
        #expect(try deadline("Timestamp", "1970-01-01T00:01:00Z") == 60_000)
        let error = EvaluationError(
            error: "States.QueryEvaluationError",
            cause: "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: "
                + "2016-12-05 21:29:29Z",
            location: "Timestamp",
            isOfValue: true
        )
        #expect(throws: error) { try deadline("Timestamp", "2016-12-05 21:29:29Z") }
        #expect(throws: EvaluationError.self) { try deadline("Seconds", -1) }
        #expect(throws: EvaluationError.self) { try deadline("Seconds", "2") }
    }

    @Test func fieldsOfOneStateDrawDifferentRandomNumbers() throws {
        let value = try output(["a": "{% $random() %}", "b": "{% $random() %}"], scope())
        #expect(value["a"] != value["b"])
        #expect(try value == output(["a": "{% $random() %}", "b": "{% $random() %}"], scope()))
    }

    @Test func errorMustBeAText() throws {
        guard case .fail(let fail) = try state(["Type": "Fail", "Error": "{% $e %}", "Cause": "why"]).kind else {
            throw Surprise()
        }
        #expect(try fail.error?.text(in: scope(variables: ["e": "E"])) == "E")
        #expect(try fail.cause?.text(in: scope()) == "why")
        #expect(throws: EvaluationError.self) { try fail.error?.text(in: scope(variables: ["e": 5])) }
    }

    @Test(arguments: [("{% 1 + %}", 7), ("{%  [1 %}", 7)])
    func expressionThatDoesNotParseIsReportedWithItsPlace(_ text: String, _ offset: Int) throws {
        let machine = definition(
            ["X": ["Type": "Pass", "End": true, "Output": ["v": .string(text)]]],
            ["QueryLanguage": "JSONata"]
        )
        let diagnostic = try #require(StateMachine.diagnose(machine).diagnostics.first)
        #expect(diagnostic.code == "INVALID_JSONATA_EXPRESSION")
        #expect(diagnostic.location == "/States/X/Output/v")
        #expect(abs((diagnostic.expressionOffset ?? 0) - offset) <= 1)
    }

    @Test(arguments: ["{% $a", "$a %}", "{% $a %} ", "{%}"])
    func unbalancedExpressionIsReported(_ text: String) {
        let machine = definition(
            ["X": ["Type": "Pass", "End": true, "Output": .string(text)]],
            ["QueryLanguage": "JSONata"]
        )
        #expect(faults(machine) == ["A JSONata expression must begin with '{%' and end with '%}' at /States/X/Output"])
    }
}
