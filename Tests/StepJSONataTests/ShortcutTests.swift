import StepJSON
import StepJSONata
import Testing

/// Where the evaluator takes a shorter way, it must give what the general one gives.
@Suite struct ShortcutTests {
    static let input = """
        {"one":{"two":{"list":[{"a":1},{"a":[2,3]},[{"a":[[4]]}],{"b":0},5]}},
         "rows":[{"k":"x","n":10},{"k":"y","n":9},{"k":"x","n":"8"}],
         "\\u00e9":1,"e\\u0301":2,"tree":{"leaf":{"v":1},"leaves":[{"v":2},[{"v":3}]]}}
        """

    @Test(arguments: [
        EvaluationCase("one.two.list.a", "[1,2,3,4]"),
        EvaluationCase("one.two.list[0].a", "1"),
        EvaluationCase("one.two.list[2].a", "[[4]]"),
        EvaluationCase("one.two.nothing.a", nil),
        EvaluationCase("one.two.list.b", "0"),
        EvaluationCase("one.two.list.b[]", "[0]"),
        EvaluationCase("$.one.two.list[-1]", "5"),
        EvaluationCase("($x := one; $x.two.list.b)", "0"),
        EvaluationCase("($x := rows; $x.k)", #"["x","y","x"]"#),
        EvaluationCase("($x := [rows[0]]; $x.k)", #""x""#),
        EvaluationCase("function($x){nothing.a.%.b{'k': $x}}(1)", #"{"k":1}"#),
        EvaluationCase("nothing.a.%.b{'k': %}", "{}"),
        EvaluationCase("`é`", "1"),
        EvaluationCase("`e\u{301}`", "2"),
        EvaluationCase("rows[[0..1]].n", "[10,9]"),
        EvaluationCase("rows[[-1,0,7]].k", #"["x","x"]"#),
        EvaluationCase("rows[[2,'a']].k", #"["x","y","x"]"#),
    ])
    func pathsOfPlainNames(_ example: EvaluationCase) throws { try example.check(on: Self.input) }

    /// What keeps an array an array, and what does not.
    @Test(arguments: [
        EvaluationCase("[{'x': 1}, {'a': [3]}].a", "[3]"),
        EvaluationCase("[{'a': 3}].a", "3"),
        EvaluationCase("[[1,2,3][$ > 1]]", "[[2,3]]"),
        EvaluationCase("[[1][]]", "[[1]]"),
        EvaluationCase("5[[0,-1]]", "[5,5]"),
        EvaluationCase("$spread([{'a': 1}])", #"[{"a":1}]"#),
        EvaluationCase("($f := $keys ~> $type; $f({'a': 1}))", #""string""#),
    ])
    func arraysAndSequences(_ example: EvaluationCase) throws { try example.check(on: Self.input) }

    @Test func functionThatIsNotThereIsNoArgument() {
        #expect(throws: JSONataError.self) {
            try JSONataExpression("$map([1,2], $typo)", dialect: .plain).evaluate(
                nil,
                scopes: [],
                environment: JSONataEnvironment(nowMilliseconds: 0, seed: 0)
            )
        }
    }

    @Test(arguments: [
        EvaluationCase("$ ~> |tree|{'new': 1}| ~> $lookup('tree') ~> $keys()", #"["leaf","leaves","new"]"#),
        EvaluationCase("($ ~> |tree.leaf|{'v': v + 1}|).tree.leaf.v", "2"),
        EvaluationCase("($ ~> |tree.leaves|{'v': v + 1}|).tree.leaves.v", "[3,3]"),
        EvaluationCase("(tree ~> |$|{'copy': $}|).copy.leaf.v", "1"),
        EvaluationCase("(tree ~> |leaf|{'up': 1}, 'v'|).leaf", #"{"up":1}"#),
        EvaluationCase("($t := tree; $u := $t ~> |leaf|{'v': 9}|; [$t.leaf.v, $u.leaf.v])", "[1,9]"),
        EvaluationCase("(tree ~> |leaf|{'f': $sum}|).leaf.f([1,2])", "3"),
        EvaluationCase("(tree ~> |**[v=3]|{'v': 0}|).leaves.v", "[2,0]"),
    ])
    func transformsChangeOnlyTheirCopy(_ example: EvaluationCase) throws { try example.check(on: Self.input) }

    @Test(arguments: [
        EvaluationCase("$match('aaab', /a{1,2}ab/).match", #""aaab""#),
        EvaluationCase("$match('aaa', /a*?a/).match", #"["a","a","a"]"#),
        EvaluationCase("$match('xaay', /x(a+)(a)y/).groups", #"["a","a"]"#),
        EvaluationCase("$match('ab', /(?=(a))(b)?a/).groups", #"["a",""]"#),
        EvaluationCase("$match('aab', /(?!aab)a+/).match", #""a""#),
        EvaluationCase("$match('abab', /(a|ab)(?:b|)\\1/).groups", #"["a"]"#),
        EvaluationCase("$split('Straße 12', /[^a-zß]+/i)", #"["Straße",""]"#),
        EvaluationCase("$replace('a1b22', /[0-9]+/, function($m) { '<' & $m.start & '>' })", #""a<1>b<3>""#),
        EvaluationCase("$contains('aaaa', /^a{5,}$/)", "false"),
    ])
    func regularExpressionsGoBack(_ example: EvaluationCase) throws { try example.check(on: "null") }

    @Test func orderOfStringsIsThatOfUTF16() {
        let ordered = ["", "a", "ab", "b", "é", "\u{D7FF}", "\u{1F600}", "\u{1F601}", "\u{E000}", "\u{FFFD}"]
        for (place, text) in ordered.enumerated() {
            for (other, next) in ordered.enumerated() {
                #expect(TextOrder.precedes(text, next) == (place < other), "\(text) \(next)")
            }
        }
    }

    @Test func manyGroupsKeepTheirOrder() throws {
        let expected = (1...40).map { "\"k\($0)\":[\($0),\($0 + 40)]" }.joined(separator: ",")
        let source = "[1..80]{'k' & (($ - 1) % 40 + 1): $}"
        try EvaluationCase(source, "{\(expected)}").check(on: "null")
    }

    @Test(arguments: ["[1..10000000][[0..9999999]]", "$match('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaac', /(a|a)*b/)"])
    func shorterWaysCountTheirSteps(_ source: String) throws {
        let expression = try JSONataExpression(source, dialect: .plain)
        var environment = EvaluationCase.environment
        environment.limits.stepsMax = 1_000_000
        let error = #expect(throws: JSONataError.self) {
            try expression.evaluate(nil, scopes: [], environment: environment)
        }
        #expect(error?.code == "U1001")
    }
}
