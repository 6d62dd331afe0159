import StepJSON
import StepLanguage
import Testing

/// Regular expressions and bare words in the filters of a path.
@Suite struct WholeTextPatternTests {
    private static let input: JSONValue = [
        "items": [["s": "Foo"], ["s": "a/b"], ["s": "bar"], ["s": 12], ["s": true], ["s": nil], [:]]
    ]

    @Test(
        arguments: [
            ("/Foo/", ["Foo"]),
            ("/foo/i", ["Foo"]),
            ("/o+/", []),
            ("/.*o+/", ["Foo"]),
            ("/Foo|bar/", ["Foo", "bar"]),
            (#"/a\/b/"#, ["a/b"]),
            (#"/\d+/"#, [12]),
            ("/true/", [true]),
            ("/(?:F|b).+/", ["Foo", "bar"]),
        ] as [(String, JSONValue)]
    )
    func wholeTextMatches(_ pattern: String, _ expected: JSONValue) throws {
        #expect(try JSONPath("$.items[?(@.s =~ \(pattern))].s").evaluate(in: scope(Self.input)) == expected)
    }

    @Test func aSlashIsASlashWhereThePatternStandsByItself() throws {
        for source in ["/a/b+", #"\/a\/b+"#] {
            let pattern = try WholeTextPattern(source)
            #expect(pattern.matches("/a/bb"))
            #expect(!pattern.matches("/a/bbc"))
        }
        #expect(throws: JSONPathError.self) { try WholeTextPattern("(") }
    }

    @Test(arguments: ["/(/", "/a", "/a/x", "a", "/[/"])
    func brokenPatternIsNoPath(_ pattern: String) {
        #expect(throws: JSONPathError.self) { try JSONPath("$.items[?(@.s =~ \(pattern))]") }
    }

    /// As published in a definition that AWS takes.
    @Test func aBareWordIsFoundOutWhenThePathIsEvaluated() throws {
        #expect(throws: JSONPathError.self) { try JSONPath("$[?(@.Code==es)].Text") }
        let fields: JSONObject = [
            "Type": "Pass", "End": true, "Parameters": ["text.$": "$[?(@.Code==es)].Text"],
        ]
        let diagnostics = StateMachine.diagnose(definition(["X": .object(fields)])).diagnostics
        #expect(diagnostics.map(\.code) == ["INVALID_PATH"] && diagnostics.map(\.severity) == [.warning])
        guard case .pass(let pass) = try compiledState(fields).kind else { return }
        let error = #expect(throws: EvaluationError.self) {
            try pass.parameters?.evaluate(in: scope([["Code": "es", "Text": "hola"]]))
        }
        #expect(error?.cause.hasPrefix("Invalid path '$[?(@.Code==es)].Text' : ") == true)
    }

    @Test func aDotMayStandBeforeABracket() throws {
        #expect(try JSONPath("$.items.[0].['s']").evaluate(in: scope(Self.input)) == "Foo")
    }
}
