import StepJSON
import StepJSONata
import Testing

@Suite struct DialectTests {
    @Test(arguments: [
        EvaluationCase("[a ?? 2, missing ?? 2, null ?? 2, missing ?? other ?? 3]", "[0,2,null,3]"),
        EvaluationCase("[a ?: 2, missing ?: 2, 'x' ?: 2, missing ?: 0 ?: 3]", #"[2,2,"x",3]"#),
        EvaluationCase("missing ?? 1 + 2", "3"),
        EvaluationCase("$f := function($x){$x ?? 'none'}; [$f(1), $f(missing)]", #"[1,"none"]"#),
        EvaluationCase("true ? a ?? 1 : 2", "0"),
        EvaluationCase("(missing ?? {'b': 4}).b", "4"),
    ])
    func defaultsStandInForWhatIsMissing(_ example: EvaluationCase) throws {
        try EvaluationCase("(\(example.source))", example.expected).check(on: #"{"a":0}"#)
    }

    @Test(arguments: [
        EvaluationCase("$eval('a + 1')", "1"),
        EvaluationCase("$eval('b', {'b': [1,2]})", "[1,2]"),
        EvaluationCase("$eval('$[1]', [5,6])", "6"),
        EvaluationCase("$eval('$$.a')", "0"),
        EvaluationCase("$eval('function($x){$x * 2}')(4)", "8"),
        EvaluationCase("$eval(missing)", nil),
    ])
    func expressionsInStringsAreEvaluated(_ example: EvaluationCase) throws { try example.check(on: #"{"a":0}"#) }

    @Test(arguments: [
        ("$eval('1 +')", "D3120"), ("$eval('1 + \"x\"')", "D3121"),
        ("($f := function($x){$eval('$f($x)')}; $f(1))", "D3121"),
    ])
    func errorsOfExpressionsInStringsAreTold(_ source: String, _ code: String) {
        let environment = EvaluationCase.environment
        let error = #expect(throws: JSONataError.self) {
            try JSONataExpression(source, dialect: .plain).evaluate(nil, scopes: [], environment: environment)
        }
        #expect(error?.code == code)
    }

    @Test func anExpressionThatEvaluatesItselfEndsAtTheLimit() {
        let environment = EvaluationCase.environment
        let error = #expect(throws: JSONataError.self) {
            try JSONataExpression("$eval($)", dialect: .plain)
                .evaluate(.string("$eval($)"), scopes: [], environment: environment)
        }
        #expect(error?.code == "U1001")
    }

    @Test(arguments: ["$states.input ?? 1", "$states.input ?: 1"])
    func stepFunctionsHasNoDefaultOperators(source: String) {
        #expect(throws: JSONataError.self) { try JSONataExpression(source, dialect: .stepFunctions) }
    }

    @Test func stepFunctionsHasNoEval() throws {
        let expression = try JSONataExpression("$eval('1')", dialect: .stepFunctions)
        let environment = EvaluationCase.environment
        let error = #expect(throws: JSONataError.self) {
            try expression.evaluate(nil, scopes: [], environment: environment)
        }
        #expect(error?.code == "T1006")
    }

    @Test func bindingTheContextKeepsEachItemAsContext() throws {
        try EvaluationCase("$@$i", "[1,2,3]").check(on: "[1,2,3]")
        try EvaluationCase("($x := [4,5]; $x@$i)", "[[1,2],[1,2]]").check(on: "[1,2]")
    }
}
