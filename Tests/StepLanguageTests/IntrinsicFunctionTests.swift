import StepJSON
import StepLanguage
import Testing

@Suite struct IntrinsicFunctionTests {
    static let input: JSONValue = [
        "name": "Ann", "list": [1, 2, 2, 3], "object": ["a": 1, "b": []], "text": #"{"k":[1]}"#, "half": -1.5,
    ]

    @Test(
        arguments: [
            ("States.Format('Hello {}, {}!', $.name, 2)", "Hello Ann, 2!"),
            (#"States.Format('\{{}\} it\'s \\', null)"#, #"{null} it's \"#),
            ("States.Format('{}', $.object)", "{a=1, b=[]}"),
            ("States.StringToJson($.text)", ["k": [1]]),
            ("States.StringToJson(' ')", nil),
            ("States.JsonToString($.object)", #"{"a":1,"b":[]}"#),
            ("States.Array($.name, true, null, -2.5)", ["Ann", true, nil, -2.5]),
            ("States.ArrayPartition($.list, 3)", [[1, 2, 2], [3]]),
            ("States.ArrayContains($.list, 3)", true),
            ("States.ArrayRange(1, 8, 3)", [1, 4, 7]),
            ("States.ArrayRange(3, 1, -1)", [3, 2, 1]),
            ("States.ArrayRange(3, 1, 1)", []),
            ("States.ArrayGetItem($.list, 3)", 3),
            ("States.ArrayLength($.list)", 4),
            ("States.ArrayUnique($.list)", [1, 2, 3]),
            ("States.Base64Encode('a€')", "YeKCrA=="),
            ("States.Base64Decode('YeKCrA==')", "a€"),
            ("States.Hash('abcd', 'MD5')", "04ab"),
            ("States.JsonMerge($.object, States.StringToJson($.text), false)", ["a": 1, "b": [], "k": [1]]),
            ("States.MathAdd($.half, 3)", 2),
            ("States.StringSplit('a,b;;c', ',;')", ["a", "b", "c"]),
            ("States.ArrayLength($.list[?(@ > 1)])", 3),
        ] as [(String, JSONValue)]
    )
    func callHasItsValue(_ text: String, _ expected: JSONValue) throws {
        #expect(try IntrinsicFunction(text).evaluate(in: scope(Self.input)) == expected)
    }

    @Test(arguments: [
        "States.ArrayGetItem($.list, 4)", "States.ArrayPartition($.list, 0)", "States.ArrayRange(1, 2, 0)",
        "States.ArrayRange(1, 2000, 1)", "States.JsonMerge($.object, $.object, true)", "States.MathAdd('1', 2)",
        "States.MathAdd(2147483647, 1)", "States.StringToJson('{')", "States.Base64Decode('%%')",
        "States.Hash('a', 'CRC')",
        "States.Format($.name, 1)", "States.MathRandom(2, 2)",
    ])
    func argumentThatDoesNotFitIsAnIntrinsicFailure(_ text: String) {
        #expect { try IntrinsicFunction(text).evaluate(in: scope(Self.input)) } throws: { error in
            let error = error as? EvaluationError
            return error?.error == "States.IntrinsicFailure"
                && error?.cause.hasPrefix("The function '\(text)' had the following error: ") == true
        }
    }

    @Test func pathThatFindsNothingIsNamed() {
        let cause =
            "The function 'States.ArrayLength($.no)' had the following error: The JsonPath argument for the field '$.no' "
            + "could not be found in the input '{}'"
        #expect(throws: EvaluationError(error: "States.Runtime", cause: cause)) {
            try IntrinsicFunction("States.Array(States.ArrayLength($.no))").evaluate(in: scope())
        }
    }

    @Test(arguments: [
        "States.Nope()", "States.UUID(1)", "States.Array(1", "States.Array(1,)", "States.Array (1)",
        #"States.Array("a")"#,
        #"States.Format('a\n')"#, "States.Format('{} {}', 1)", "States.Array($.a[)", "States.Array(1) x", "Array(1)",
        "States.Array([1])",
    ])
    func textThatIsNoCallIsRefused(_ text: String) {
        #expect(throws: JSONPathError.self) { try IntrinsicFunction(text) }
    }

    @Test func callsNestTenDeepAndNoDeeper() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "States.Array(", count: depth) + String(repeating: ")", count: depth)
        }
        _ = try IntrinsicFunction(nested(10))
        #expect(throws: JSONPathError.self) { try IntrinsicFunction(nested(11)) }
    }

    @Test func randomNumbersFollowTheSeedAndThePlace() throws {
        let call = "States.MathRandom(0, 1000000000)"
        let here = try IntrinsicFunction(call, place: "/States/A/Parameters/x.$")
        let there = try IntrinsicFunction(call, place: "/States/A/Parameters/y.$")
        #expect(try here.evaluate(in: scope()) == here.evaluate(in: scope()))
        #expect(try here.evaluate(in: scope()) != there.evaluate(in: scope()))
        #expect(try here.evaluate(in: scope(seed: 1)) != here.evaluate(in: scope(seed: 2)))
        let seeded = try IntrinsicFunction("States.MathRandom(0, 1000000000, 5)")
        #expect(try seeded.evaluate(in: scope(seed: 1)) == seeded.evaluate(in: scope(seed: 2)))
    }

    @Test func twoUUIDsOfOneCallDiffer() throws {
        let value = try IntrinsicFunction("States.Array(States.UUID(), States.UUID())").evaluate(in: scope())
        let uuids = try #require(value.arrayValue).compactMap(\.stringValue)
        #expect(uuids.count == 2 && uuids[0] != uuids[1])
        for uuid in uuids {
            #expect(uuid.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        }
    }
}
