import StepJSON
import StepLanguage
import Testing

@Suite struct ReferencePathTests {
    @Test(
        arguments: [
            ("$", ["a": 1], 5, 5),
            ("$.a", ["a": 1, "b": 2], 5, ["a": 5, "b": 2]),
            ("$.c", ["a": 1], 5, ["a": 1, "c": 5]),
            ("$.c.d.e", ["a": 1], 5, ["a": 1, "c": ["d": ["e": 5]]]),
            ("$.l[1]", ["l": [1, 2, 3]], 5, ["l": [1, 5, 3]]),
            ("$.l[0].x", ["l": [["y": 1]]], 5, ["l": [["y": 1, "x": 5]]]),
            ("$['a b']", [:], 5, ["a b": 5]),
        ] as [(String, JSONValue, JSONValue, JSONValue)]
    )
    func setsTheNodeAndMakesMissingMembers(
        _ path: String,
        _ document: JSONValue,
        _ value: JSONValue,
        _ expected: JSONValue
    ) throws {
        #expect(try ReferencePath(path).set(value, in: document) == expected)
    }

    @Test(
        arguments: [
            ("$.a", "text", "Unable to apply step \"a\" to input \"text\""),
            ("$.a.b", ["a": 1], "Unable to apply step \"b\" to input 1"),
            ("$.l[3]", ["l": [1]], "Unable to apply step \"3\" to input [1]"),
        ] as [(String, JSONValue, String)]
    )
    func documentOfAnotherShapeIsAMatchFailure(_ path: String, _ document: JSONValue, _ cause: String) {
        #expect(throws: EvaluationError(error: "States.ResultPathMatchFailure", cause: cause)) {
            try ReferencePath(path).set(5, in: document)
        }
    }

    @Test func orderOfMembersStays() throws {
        let document = try ReferencePath("$.a").set(9, in: ["a": 1, "b": 2])
        #expect(JSONWriter.text(of: document) == #"{"a":9,"b":2}"#)
    }

    @Test(arguments: [
        "$.a[*]", "$..a", "$.a[0,1]", "$.a[1:2]", "$.a[?(@.b)]", "$.a@b", "$.a.length()", "$$.a", "$a.b", "$.a[-1]",
    ])
    func pathThatIsNoReferenceIsRefused(_ path: String) {
        #expect(throws: JSONPathError.self) { try ReferencePath(path) }
    }

    @Test func signsOfOperatorsMayBeEscaped() throws {
        #expect(try ReferencePath("$.a\\@b\\*").set(1, in: [:]) == ["a@b*": 1])
    }
}
