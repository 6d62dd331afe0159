import StepJSON
import StepJSONata
import Testing

@Suite struct LanguageTests {
    static let invoice = """
        {"FirstName":"Fred","Age":28,"Address":{"City":"Winchester"},
         "Phone":[{"type":"home","number":"0203 544 1234"},{"type":"office","number":"01962 001234"},
                  {"type":"office","number":"01962 001235"},{"type":"mobile","number":"077 7700 1234"}],
         "Email":[{"type":"office","address":["fred.smith@my-work.com","fsmith@my-work.com"]},
                  {"type":"home","address":["freddy@my-social.com"]}],
         "Order":[{"id":"o1","lines":[{"sku":"b","price":3,"count":2},{"sku":"a","price":1.5,"count":4}]},
                  {"id":"o2","lines":[{"sku":"b","price":5,"count":1}]}]}
        """

    @Test(arguments: [
        EvaluationCase("Address.City", #""Winchester""#),
        EvaluationCase("Other.Nothing", nil),
        EvaluationCase("Phone[0].number", #""0203 544 1234""#),
        EvaluationCase("Phone[-1].type", #""mobile""#),
        EvaluationCase("Phone[8]", nil),
        EvaluationCase("Phone[[0..1]].type", #"["home","office"]"#),
        EvaluationCase("Phone[type='office'].number", #"["01962 001234","01962 001235"]"#),
        EvaluationCase("Phone[type='mobile'].number", #""077 7700 1234""#),
        EvaluationCase("Phone[type='mobile'].number[]", #"["077 7700 1234"]"#),
        EvaluationCase("(Phone.type)[0]", #""home""#),
        EvaluationCase("Email.address", #"["fred.smith@my-work.com","fsmith@my-work.com","freddy@my-social.com"]"#),
        EvaluationCase(
            "Email.[address]",
            #"[["fred.smith@my-work.com","fsmith@my-work.com"],["freddy@my-social.com"]]"#
        ),
        EvaluationCase("Address.*", #""Winchester""#),
        EvaluationCase("**.City", #""Winchester""#),
        EvaluationCase("Order.lines^(>price).sku", #"["b","b","a"]"#),
        EvaluationCase("Order.lines^(sku, >price).price", "[1.5,5,3]"),
        EvaluationCase("Order.lines{sku: $sum(price)}", #"{"b":8,"a":1.5}"#),
        EvaluationCase("Order.lines.(price * count)", "[6,6,5]"),
        EvaluationCase("$sum(Order.lines.(price * count))", "17"),
        EvaluationCase("Order.lines.{sku: %.id}", #"[{"b":"o1"},{"a":"o1"},{"b":"o2"}]"#),
        EvaluationCase("Order#$i.lines.($i & sku)", #"["0b","0a","1b"]"#),
        EvaluationCase("Order@$o.Email@$e[$o.id='o1'].($o.id & $e.type)", #"["o1office","o1home"]"#),
    ])
    func pathsSelectAndShape(_ example: EvaluationCase) throws { try example.check(on: Self.invoice) }

    @Test(arguments: [
        EvaluationCase("5 + 2 * 3 - 4 / 2", "9"),
        EvaluationCase("7 % 4", "3"),
        EvaluationCase("-(2 + 3)", "-5"),
        EvaluationCase("1 + nothing", nil),
        EvaluationCase("'a' & 1 & true & nothing", #""a1true""#),
        EvaluationCase("1 = 1.0", "true"),
        EvaluationCase("{'a':1,'b':2} = {'b':2,'a':1}", "true"),
        EvaluationCase("nothing = nothing", "false"),
        EvaluationCase("'b' in ['a','b']", "true"),
        EvaluationCase("1 < 2 and 'a' < 'b' or 1 > 2", "true"),
        EvaluationCase("[1..3, 7]", "[1,2,3,7]"),
        EvaluationCase("[]", "[]"),
        EvaluationCase("[nothing]", "[]"),
        EvaluationCase("{'a': nothing, 'b': null}", #"{"b":null}"#),
        EvaluationCase("false ? 1", nil),
        EvaluationCase("0 ? 'yes' : 'no'", #""no""#),
        EvaluationCase("($x := 1; ($y := $x; $x := 2; $y + $x) + $x)", "4"),
        EvaluationCase("($f := function($n){$n <= 1 ? 1 : $n * $f($n - 1)}; $f(10))", "3628800"),
        EvaluationCase(
            "($even := function($n){$n = 0 ? true : $odd($n - 1)};"
                + " $odd := function($n){$n = 0 ? false : $even($n - 1)}; $even(10001))",
            "false"
        ),
        EvaluationCase("($add := function($a, $b){$a + $b}; $add(?, 5)(3))", "8"),
        EvaluationCase("($up := $trim ~> $uppercase; $up('  a  b '))", #""A B""#),
        EvaluationCase("'a-b' ~> $split('-') ~> $join('+')", #""a+b""#),
        EvaluationCase("λ($x){$x * 2}(4)", "8"),
        EvaluationCase("/* note */ 1", "1"),
        EvaluationCase("{'a':{'b':1}} ~> |a|{'c': b + 1}, 'b'|", #"{"a":{"c":2}}"#),
        EvaluationCase("$count([1..10000000])", "10000000"),
    ])
    func operatorsAndFunctionsCompose(_ example: EvaluationCase) throws { try example.check(on: "null") }

    @Test(arguments: [
        ("1 +", "S0207", 3), ("(1", "S0203", 2), ("1 2", "S0201", 2), ("'a", "S0101", 0), ("x[1", "S0203", 3),
        ("1 := 2", "S0212", 0), (#""\y""#, "S0103", 2), ("%", "S0217", 0), ("a.1", "S0213", 2), ("/a(/", "S0302", 0),
    ])
    func textThatDoesNotParseIsRefusedWithItsPlace(_ source: String, _ code: String, _ position: Int) {
        let error = #expect(throws: JSONataError.self) { try JSONataExpression(source, dialect: .plain) }
        #expect(error?.code == code)
        #expect(error?.position == position)
    }

    @Test(arguments: [
        ("1 + 'a'", "T2002"), ("'a' + 1", "T2001"), ("1 < 'a'", "T2009"), ("true < 1", "T2010"), ("nothing()", "T1006"),
        ("sum([1])", "T1005"), ("$sum('a')", "T0412"), ("$length(1)", "T0410"), ("{1: 2}", "T1003"),
        ("[0..10000000]", "D2014"), ("$number('x')", "D3030"), ("1 ~> 2", "T2006"), ("$error('no')", "D3137"),
        ("$toMillis('yesterday')", "D3110"), ("$f := function($x){$x}", "D1005"), ("1 / 0", "D1001"),
    ])
    func evaluationThatFailsSaysWhy(_ source: String, _ code: String) throws {
        let expression = try JSONataExpression(source, dialect: .plain)
        let error = #expect(throws: JSONataError.self) {
            try expression.evaluate(nil, scopes: [], environment: EvaluationCase.environment)
        }
        #expect(error?.code == code)
    }

    @Test(arguments: [
        "($f := function($n){1 + $f($n)}; $f(1))", "($f := function(){$f()}; $f())",
        "($f := function($s){$f({'a': $s})}; $f(1))", "($f := function($s){$f([[$s]])}; $f(1))",
        "$contains($join([1..40].('a')) & 'b', /^(a+)+$/)",
    ])
    func evaluationWithoutEndIsStoppedByALimit(_ source: String) throws {
        var environment = EvaluationCase.environment
        environment.limits = JSONataLimits(depthMax: 200, stepsMax: 100_000)
        let expression = try JSONataExpression(source, dialect: .plain)
        let error = #expect(throws: JSONataError.self) {
            try expression.evaluate(nil, scopes: [], environment: environment)
        }
        #expect(error?.code == "U1001")
    }

    @Test func variablesComeFromTheInnermostScopeThatHasThem() throws {
        let example = EvaluationCase("$a & $b", #""inner-outer""#)
        try example.check(on: "null", scopes: [["a": "inner"], ["a": "outer-a", "b": "-outer"]])
    }

    @Test func freeVariablesAreThoseNeitherBoundNorBuiltIn() throws {
        let source = "($x := $states.input; $map($x, function($v){$v + $offset}) ~> $sum)"
        #expect(try JSONataExpression(source, dialect: .plain).freeVariables == ["states", "offset"])
    }
}
