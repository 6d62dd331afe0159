import StepJSON
import StepJSONata
import Testing

@Suite struct FunctionTests {
    @Test(arguments: [
        EvaluationCase("$string({'a': [1, 0.1 + 0.2]})", #""{\"a\":[1,0.3]}""#),
        EvaluationCase("$string(1e21) & $string(0.0000001)", #""1e+211e-7""#),
        EvaluationCase("$length('\u{1F600}x')", "2"),
        EvaluationCase("$substring('Hello World', 3, 5)", #""lo Wo""#),
        EvaluationCase("$substring('Hello World', -4)", #""orld""#),
        EvaluationCase("$substringBefore('Hello World', ' ') & $substringAfter('Hello World', 'o')", #""Hello World""#),
        EvaluationCase("$pad('foo', -5, '+') & $pad('foo', 5)", #""++foofoo  ""#),
        EvaluationCase("$contains('abracadabra', /a.*a/)", "true"),
        EvaluationCase("$split('so many  words', ' ')", #"["so","many","","words"]"#),
        EvaluationCase("$split('a1b22c', /[0-9]+/)", #"["a","b","c"]"#),
        EvaluationCase("$match('ababbabbcc', /a(b+)/).groups", #"["b","bb","bb"]"#),
        EvaluationCase("$replace('John Smith', /(\\w+)\\s(\\w+)/, '$2, $1')", #""Smith, John""#),
        EvaluationCase("$replace('265USD', /([0-9]+)USD/i, '$$$1')", #""$265""#),
        EvaluationCase("$base64decode($base64encode('häß'))", #""häß""#),
        EvaluationCase("$encodeUrlComponent('?x=1 ü')", #""%3Fx%3D1%20%C3%BC""#),
        EvaluationCase("$number('-12.5e1') + $number(true)", "-124"),
        EvaluationCase("[$round(2.5), $round(-1.5), $round(123.456, 2), $round(12345, -2)]", "[2,-2,123.46,12300]"),
        EvaluationCase("[$floor(-1.2), $ceil(1.2), $abs(-3), $sqrt(16), $power(2, -1)]", "[-2,2,3,4,0.5]"),
        EvaluationCase("[$sum([1,2]), $max([1,5]), $min([4,2]), $average([1,2]), $count([])]", "[3,5,2,1.5,0]"),
        EvaluationCase("$append([1], [2, 3]) ~> $reverse()", "[3,2,1]"),
        EvaluationCase("$sort(['b','a']) = ['a','b'] and $sort([1,3,2], function($l,$r){$l < $r}) = [3,2,1]", "true"),
        EvaluationCase("$distinct([1, '1', 1, {'a':1}, {'a':1}])", #"[1,"1",{"a":1}]"#),
        EvaluationCase("$zip([1,2,3],[4,5])", "[[1,4],[2,5]]"),
        EvaluationCase("$keys([{'a':1},{'b':2,'a':3}])", #"["a","b"]"#),
        EvaluationCase("$merge([{'a':1},{'b':2},{'a':3}])", #"{"a":3,"b":2}"#),
        EvaluationCase("$spread({'a':1,'b':2})", #"[{"a":1},{"b":2}]"#),
        EvaluationCase("$lookup({'a':1}, 'a')", "1"),
        EvaluationCase("$each({'a':1,'b':2}, function($v,$k){$k & $v})", #"["a1","b2"]"#),
        EvaluationCase("$sift({'a':1,'b':2}, function($v){$v > 1})", #"{"b":2}"#),
        EvaluationCase("$map([1,2], function($v,$i,$a){$v * 10 + $i + $count($a)})", "[12,23]"),
        EvaluationCase("$filter([1,2,3], function($v){$v != 2})", "[1,3]"),
        EvaluationCase("$reduce([1,2,3], function($p,$c){$p * 10 + $c}, 4)", "4123"),
        EvaluationCase("$single([1,2,3], function($v){$v = 2})", "2"),
        EvaluationCase("[$type(null), $type([]), $type($sum), $type(1)]", #"["null","array","function","number"]"#),
        EvaluationCase(
            "[$boolean([0, 1]), $boolean([0]), $boolean({}), $not(''), $exists(a)]",
            "[true,false,false,true,false]"
        ),
        EvaluationCase("$now() & $millis()", #""2017-05-15T15:12:59.152Z1494861179152""#),
        EvaluationCase("$fromMillis(1510067557121)", #""2017-11-07T15:12:37.121Z""#),
        EvaluationCase(
            "[$toMillis('2017-11-07T16:12:37.121+01:00'), $toMillis('1969-12-31')]",
            "[1510067557121,-86400000]"
        ),
    ])
    func functionsOfTheLanguage(_ example: EvaluationCase) throws { try example.check(on: "null") }

    @Test(arguments: [
        EvaluationCase("$partition([1,2,3], 2)", "[[1,2],[3]]"),
        EvaluationCase("$range(0, 10, 5)", "[0,5,10]"),
        EvaluationCase("$range(3, 1, -1)", "[3,2,1]"),
        EvaluationCase(#"$parse('{"a":[1,null]}').a"#, "[1,null]"),
        EvaluationCase("$random(42) = $random(42) and $random() != $random()", "true"),
        EvaluationCase(
            "$contains($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)",
            "true"
        ),
        EvaluationCase("$states.input.items[$ > 1]", "[2,3]"),
    ])
    func functionsThatStepFunctionsAdds(_ example: EvaluationCase) throws {
        try example.check(
            on: "null",
            scopes: [["states": ["input": ["items": [1, 2, 3]]]]],
            dialect: .stepFunctions
        )
    }

    @Test(arguments: ["$", "$$.a", "1 + $", "$sum($)", "($)"])
    func stepFunctionsHasNoInputAtTheTopLevel(_ source: String) {
        let error = #expect(throws: JSONataError.self) { try JSONataExpression(source, dialect: .stepFunctions) }
        #expect(error?.code == "S0218")
    }
}
