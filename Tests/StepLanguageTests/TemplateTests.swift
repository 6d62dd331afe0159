import StepJSON
import StepLanguage
import Testing

@Suite struct TemplateTests {
    private func parameters(_ template: JSONValue) throws -> Template {
        let state = try compiledState(["Type": "Pass", "End": true, "Parameters": template])
        guard case .pass(let pass) = state.kind, let parameters = pass.parameters else { throw Surprise() }
        return parameters
    }

    private struct Surprise: Error {}

    @Test func namesThatEndWithADollarAreEvaluatedHoweverDeep() throws {
        let template = try parameters([
            "flagged": true,
            "parts": ["first.$": "$.vals[0]", "last3.$": "$.vals[-3:]"],
            "list": [["name.$": "$$.Execution.Name"], "$.vals", ["n.$": "$n"]],
            "call.$": "States.ArrayLength($.vals)",
        ])
        let value = try template.evaluate(in: scope(["vals": [0, 10, 20, 30]], variables: ["n": 3]))
        #expect(
            JSONWriter.text(of: value)
                == #"{"flagged":true,"parts":{"first":0,"last3":[10,20,30]},"list":[{"name":"run-1"},"$.vals",{"n":3}],"call":4}"#
        )
    }

    @Test func templateWithoutExpressionsIsOneLiteral() throws {
        let value: JSONValue = ["a": [1, ["b": "c"]]]
        guard case .literal(let literal) = try parameters(value) else { throw Surprise() }
        #expect(literal == value)
    }

    @Test func pathThatFindsNothingNamesItsField() throws {
        let template = try parameters(["a": ["value.$": "$.no"]])
        let cause = "The JSONPath '$.no' specified for the field 'value.$' could not be found in the input '{\"x\":0}'"
        #expect(throws: EvaluationError(error: "States.Runtime", cause: cause)) {
            try template.evaluate(in: scope(["x": 0]))
        }
    }

    @Test(
        arguments: [
            (["a.$": "b"], 0), (["a.$": "$.x["], 4), (["a.$": "States.Nope()"], 0), (["a.$": 1], nil),
            (["a.$": #"States.Format('\"')"#], 15),
        ] as [(JSONValue, Int?)]
    )
    func expressionThatIsNoneIsReportedInAWSWords(_ template: JSONValue, _ offset: Int?) throws {
        let machine = definition(["X": ["Type": "Pass", "End": true, "Parameters": ["deep": template]]])
        let diagnostic = try #require(StateMachine.diagnose(machine).diagnostics.first)
        #expect(
            diagnostic.message
                == "The value for the field 'a.$' must be a valid JSONPath or a valid intrinsic function call"
        )
        #expect(diagnostic.location == "/States/X/Parameters")
        #expect(diagnostic.place == "/States/X/Parameters/deep/a.$")
        #expect(diagnostic.expressionOffset == offset)
    }

    @Test func valueThatLooksLikeAPathIsWarnedOf() {
        let machine = definition(["X": ["Type": "Pass", "End": true, "Parameters": ["a": "$.b"]]])
        let (compiled, diagnostics) = StateMachine.diagnose(machine)
        #expect(compiled != nil)
        #expect(diagnostics.map(\.code) == ["NO_DOLLAR"])
    }

    @Test func memberSetTwiceIsReported() {
        let machine = definition(["X": ["Type": "Pass", "End": true, "Parameters": ["a": 1, "a.$": "$.b"]]])
        #expect(faults(machine) == ["The field 'a' is set more than once at /States/X/Parameters"])
    }
}
