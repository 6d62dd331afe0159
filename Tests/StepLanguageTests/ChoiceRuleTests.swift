import StepJSON
import StepLanguage
import Testing

@Suite struct ChoiceRuleTests {
    /// Whether a rule of `condition` takes `input`.
    private func matches(_ condition: JSONObject, _ input: JSONValue, variables: JSONObject = [:]) throws -> Bool {
        var rule = condition
        rule["Next"] = "Y"
        let state = try compiledState(["Type": "Choice", "Choices": [.object(rule)]], others: ["Y"])
        guard case .choice(let choice) = state.kind else { throw Surprise() }
        return try choice.rules[0].matches(in: scope(input, variables: variables))
    }

    private struct Surprise: Error {}

    @Test(
        arguments: [
            ("StringEquals", "b", "b", true), ("StringEquals", "b", "c", false), ("StringEquals", "1", 1, false),
            ("StringEquals", "\u{e9}", "e\u{301}", false),
            ("StringLessThan", "b", "a", true), ("StringLessThan", "b", "b", false), ("StringLessThan", "b", 1, false),
            ("StringGreaterThan", "b", "c", true), ("StringLessThanEquals", "b", "b", true),
            ("StringGreaterThanEquals", "b", "a", false),
            ("NumericEquals", 1, 1.0, true), ("NumericEquals", 1, "1", false), ("NumericLessThan", 2, 1.5, true),
            ("NumericGreaterThan", 2, 3, true), ("NumericLessThanEquals", 2, 2, true),
            ("NumericGreaterThanEquals", 2, 1, false),
            ("BooleanEquals", true, true, true), ("BooleanEquals", false, true, false),
            ("BooleanEquals", false, nil, false),
            ("TimestampEquals", "2026-01-01T00:00:00Z", "2026-01-01T01:00:00+01:00", true),
            ("TimestampLessThan", "2026-01-01T00:00:00Z", "2025-12-31T23:59:59Z", true),
            ("TimestampGreaterThanEquals", "2026-01-01T00:00:00Z", "yesterday", false),
            ("StringMatches", "log-*.txt", "log-7.txt", true), ("StringMatches", "log-*.txt", "log-7.text", false),
            ("StringMatches", "a\\*b", "a*b", true), ("StringMatches", "a\\*b", "axb", false),
            ("StringMatches", "*", "", true),
            ("StringMatches", "*a*b*", "xxaxxbxx", true), ("StringMatches", "a*a", "a", false),
            ("StringMatches", "a*", 1, false),
            ("IsNull", true, nil, true), ("IsNull", false, 1, true), ("IsNumeric", true, "1", false),
            ("IsString", true, "1", true),
            ("IsBoolean", true, false, true), ("IsTimestamp", true, "2026-01-01T00:00:00Z", true),
            ("IsTimestamp", true, "2026-01-01 00:00:00Z", false), ("IsPresent", true, nil, true),
            ("IsPresent", false, 1, false),
        ] as [(String, JSONValue, JSONValue, Bool)]
    )
    func operatorHolds(_ name: String, _ operand: JSONValue, _ value: JSONValue, _ expected: Bool) throws {
        #expect(try matches(["Variable": "$.v", name: operand], ["v": value]) == expected)
    }

    @Test func operandMayBeAPath() throws {
        let rule: JSONObject = ["Variable": "$.v", "NumericLessThanPath": "$limit"]
        #expect(try matches(rule, ["v": 1], variables: ["limit": 2]))
        #expect(try !matches(rule, ["v": 3], variables: ["limit": 2]))
        #expect(try !matches(rule, ["v": 3], variables: ["limit": "9"]))
    }

    @Test func absentVariableIsNotPresent() throws {
        #expect(try matches(["Variable": "$.v", "IsPresent": false], [:]))
        #expect(try !matches(["Variable": "$.v.w", "IsPresent": true], ["v": 1]))
    }

    @Test(
        arguments: [
            ["Variable": "$.no", "StringEquals": "x"], ["Variable": "$.no", "IsNull": true],
            ["Variable": "$.v", "StringEqualsPath": "$.no"],
        ] as [JSONObject]
    )
    func absentVariableIsAnErrorOtherwise(_ rule: JSONObject) {
        let cause = "Invalid path '$.no': The choice state's condition path references an invalid value."
        #expect(throws: EvaluationError(error: "States.Runtime", cause: cause)) { try matches(rule, ["v": "x"]) }
    }

    @Test func combinationsLookNoFurtherThanTheyMust() throws {
        let present: JSONValue = ["Variable": "$.v", "IsPresent": true]
        let isOne: JSONValue = ["Variable": "$.v", "NumericEquals": 1]
        #expect(try !matches(["And": [present, isOne]], [:]))
        #expect(try matches(["And": [present, isOne]], ["v": 1]))
        #expect(try matches(["Or": [["Not": present], isOne]], [:]))
        #expect(try matches(["Not": ["Or": [isOne]]], ["v": 2]))
    }

    @Test(
        arguments: [
            (
                [:],
                "A choice rule needs exactly one comparison operator, And, Or or Not, but has none at /States/X/Choices[0]"
            ),
            (["StringEquals": "x"], "These fields are required: [Variable] at /States/X/Choices[0]"),
            (["Variable": "$.a[*]", "IsNull": true], "Value is not a Reference Path at /States/X/Choices[0]/Variable"),
            (
                ["Variable": "$.a", "StringEquals": 1],
                "Expected value of type String at /States/X/Choices[0]/StringEquals"
            ),
            (["Variable": "$.a", "IsNull": "x"], "Expected value of type Boolean at /States/X/Choices[0]/IsNull"),
            (
                ["Variable": "$.a", "BooleanLessThan": true],
                "Field 'BooleanLessThan' is not supported at /States/X/Choices[0]"
            ),
            (
                ["Variable": "$.a", "TimestampEquals": "now"],
                "String does not match RFC3339 timestamp at /States/X/Choices[0]/TimestampEquals"
            ),
            (["And": []], "Value cannot be empty at /States/X/Choices[0]/And"),
            (
                ["Not": ["Variable": "$.a", "IsNull": true, "Next": "Y"]],
                "Field 'Next' is not supported at /States/X/Choices[0]/Not"
            ),
        ] as [(JSONObject, String)]
    )
    func ruleThatIsNoneIsReported(_ condition: JSONObject, _ fault: String) {
        var rule = condition
        rule["Next"] = "Y"
        let machine = definition([
            "X": ["Type": "Choice", "Choices": [.object(rule)]], "Y": ["Type": "Succeed"],
        ])
        #expect(faults(machine).contains(fault))
    }
}
