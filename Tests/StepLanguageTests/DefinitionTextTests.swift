import StepJSON
import StepLanguage
import Testing

/// Definitions that are not JSON, in the words of the parser behind AWS.
@Suite struct DefinitionTextTests {
    private func diagnostic(_ text: String) -> DefinitionDiagnostic? {
        let diagnostics = StateMachine.diagnose(text: text).diagnostics
        return diagnostics.count == 1 ? diagnostics[0] : nil
    }

    // Recorded.
    @Test func anUnrecognizedTokenIsReportedAsRecorded() {
        let place = #"[Source: (String)"not a definition"; line: 1, column: 4]"#
        #expect(
            diagnostic("not a definition")
                == DefinitionDiagnostic(
                    code: "INVALID_JSON_DESCRIPTION",
                    message: "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or token "
                        + "'null', 'true' or 'false')\n at \(place)",
                    location: place
                )
        )
    }

    private static let valid = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

    @Test(
        arguments: [
            ("abc", "Unrecognized token 'abc': was expecting \(valid)", 1, 7),
            ("[tru ]", "Unrecognized token 'tru': was expecting \(valid)", 1, 5),
            ("[nulls]", "Unrecognized token 'nulls': was expecting \(valid)", 1, 7),
            ("{a:1}", "Unexpected character ('a' (code 97)): was expecting double-quote to start field name", 1, 3),
            (
                #"{"a":1,}"#,
                "Unexpected character ('}' (code 125)): was expecting double-quote to start field name", 1, 9
            ),
            (
                #"{"a" 1}"#,
                "Unexpected character ('1' (code 49)): was expecting a colon to separate field name and value", 1, 7
            ),
            (
                #"{"a":1 "b":2}"#,
                "Unexpected character ('\"' (code 34)): was expecting comma to separate Object entries", 1, 9
            ),
            ("[1 2]", "Unexpected character ('2' (code 50)): was expecting comma to separate Array entries", 1, 5),
            ("[1,]", "Unexpected character (']' (code 93)): expected a valid value \(valid)", 1, 5),
            (#"{"a":}"#, "Unexpected character ('}' (code 125)): expected a value", 1, 7),
            (
                "{\n  'a': 1}", "Unexpected character (''' (code 39)): was expecting double-quote to start field name",
                2, 4
            ),
            ("[é€]", "Unrecognized token 'é€': was expecting \(valid)", 1, 4),
            ("[→]", "Unexpected character ('→' (code 8594 / 0x2192)): expected a valid value \(valid)", 1, 3),
            ("[01]", "Invalid numeric value: Leading zeroes not allowed", 1, 4),
            (
                "[-a]",
                "Unexpected character ('a' (code 97)) in numeric value: expected digit (0-9) to follow minus sign, for valid numeric value",
                1, 4
            ),
            (
                "[1.]", "Unexpected character (']' (code 93)) in numeric value: Decimal point not followed by a digit",
                1, 5
            ),
            (#"["\q"]"#, "Unrecognized character escape 'q' (code 113)", 1, 5),
            (
                "[\"a\nb\"]",
                "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using backslash to be included in string value",
                2, 1
            ),
            (#"{"a":1,"a":2}"#, "Duplicate field 'a'", 1, 11),
            ("[NaN]", "Non-standard token 'NaN': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow", 1, 5),
            ("{} {}", "Trailing token (of type START_OBJECT) found after value: not allowed", 1, 5),
        ] as [(String, String, Int, Int)]
    )
    func syntaxFaultIsReported(_ text: String, _ message: String, _ line: Int, _ column: Int) {
        let place = "[Source: (String)\"\(text)\"; line: \(line), column: \(column)]"
        #expect(diagnostic(text)?.message == "\(message)\n at \(place)")
        #expect(diagnostic(text)?.location == place)
    }

    /// Where the text ends too soon, the parser has counted it twice.
    @Test(
        arguments: [
            (
                #"{"a":1"#,
                ": expected close marker for Object (start marker at [Source: (String)\"{\"a\":1\"; line: 1, column: 1])",
                13
            ),
            ("[", ": expected close marker for Array (start marker at [Source: (String)\"[\"; line: 1, column: 1])", 3),
            (#"["a"#, ": was expecting closing quote for a string value", 7),
            (#"{"a"#, " in field name", 7),
            (#"{"a":"#, " within/between Object entries", 11),
            ("[1,", " within/between Array entries", 7),
        ] as [(String, String, Int)]
    )
    func earlyEndIsReported(_ text: String, _ message: String, _ column: Int) {
        let place = "[Source: (String)\"\(text)\"; line: 1, column: \(column)]"
        #expect(diagnostic(text)?.message == "Unexpected end-of-input\(message)\n at \(place)")
    }

    @Test func aWrongBracketIsReportedWithItsPartner() {
        let text = #"{"a":[1}}"#
        let start = "[Source: (String)\"\(text)\"; line: 1, column: 6]"
        let place = "[Source: (String)\"\(text)\"; line: 1, column: 9]"
        #expect(
            diagnostic(text)?.message
                == "Unexpected close marker '}': expected ']' (for Array starting at \(start))\n at \(place)"
        )
    }

    @Test func aLongTextIsNotRepeated() {
        let long = "x " + String(repeating: "y", count: 600)
        #expect(diagnostic(long)?.location.hasSuffix(#"yyy"[truncated 102 chars]; line: 1, column: 2]"#) == true)
        let longer = "x " + String(repeating: "y", count: 40_000)
        #expect(diagnostic(longer)?.location == "[Source: (StringReader); line: 1, column: 2]")
    }

    @Test func depthBeyondTheLimitIsAnErrorOfItsOwn() {
        let text = String(repeating: "[", count: 10_000)
        #expect(diagnostic(text)?.code == "TOO_DEEPLY_NESTED")
    }

    @Test func aGoodTextIsCompiled() throws {
        let text = #"{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}"#
        #expect(try StateMachine.compile(text: text).states.map(\.name) == ["A"])
    }
}
