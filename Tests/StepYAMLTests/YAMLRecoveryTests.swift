import StepYAML
import Testing

/// Several syntax errors in one text, and what is still read of it.
@Suite struct YAMLRecoveryTests {
    private func parse(_ text: String) -> YAMLParser.Result { YAMLParser.parse(Array(text.utf8), file: "t.yaml") }

    private func places(_ text: String) -> [String] {
        parse(text).diagnostics.map { "\($0.range.start.line):\($0.range.start.column) \($0.code)" }
    }

    @Test(arguments: [
        ("a: @x\nb: 1\nc: *.txt\n", ["1:4 yaml.syntax", "3:4 yaml.syntax"]),
        ("a: {% x %}\nb: [{% y %}, {% z %}]\n", ["1:4", "2:5", "2:14"].map { "\($0) yaml.unquoted-expression" }),
        ("a:\n    b: 1\n   c: 2\n   d: 3\n", ["3:4 yaml.indentation", "4:4 yaml.indentation"]),
        ("a:\n\tb: 1\n\tc: 1\n", ["2:1 yaml.tab", "3:1 yaml.tab"]),
        ("a: b: c\nd:\n    e: 1\n   f: {% x %}\n", ["1:5", "4:4", "4:7"]),
        ("a: \"x\nb: 1\nc: {% x %}\nb: 2\n", ["1:4 yaml.syntax", "3:4 yaml.unquoted-expression", "4:1"]),
        ("a: [1, 2\nb: 3\nc: @x\n", ["2:2 yaml.syntax", "3:4 yaml.syntax"]),
        ("a: 1\nb\nc: 2\n- d\ne: {% f\n", ["2:1 yaml.syntax", "4:1 yaml.indentation", "5:4"]),
        ("a: {% x %}\n---\nb: {% y %}\n", ["1:4 yaml.unquoted-expression", "3:4 yaml.unquoted-expression"]),
    ]) func everySyntaxErrorIsReportedAtItsPlace(yaml: String, expected: [String]) {
        let found = places(yaml)
        #expect(found.count == expected.count)
        for (place, start) in zip(found, expected) { #expect(place.hasPrefix(start)) }
    }

    @Test func aQuotedExpressionIsReadAsWritten() throws {
        let result = parse("a: {b: {% 'ä' & $x %}, c: ${{ \"y\" }}-z}\nd: {% $x\n   and $y %}\n")
        #expect(result.diagnostics.map(\.range.start.line) == [1, 1, 2])
        let root = try #require(result.documents.first)
        let expression = try #require(root["a"]?["b"]?.scalar)
        #expect(expression.text == "{% 'ä' & $x %}")
        #expect(expression.range.start.column == 8 && expression.range.end.column == 22)
        #expect(root["a"]?["c"]?.scalar?.text == "${{ \"y\" }}-z")
        #expect(root["a"]?["c"]?.range.start == SourcePosition(line: 1, column: 27, offset: 27))
        #expect(root["d"]?.scalar?.text == "{% $x and $y %}")
        let variable = result.source.sourceRange(ofOffset: 10, length: 2, in: try #require(root["d"]?.scalar))
        #expect(variable.start.line == 3 && variable.start.column == 8)
    }

    @Test(arguments: [
        // The lines below belong to the one that moves, and move with it.
        ("a:\n  - id: x\n    n: 1\n - id: y\n   n: {ä: ö}\n", 4, 2),
        // They are at their right place already.
        ("a:\n  - id: x\n    n: 1\n - id: y\n    n: {ä: ö}\n", 4, 2),
        ("a:\n  - id: x\n    n: 1\n    - id: y\n      n: {ä: ö}\n", 4, 5),
    ]) func whatBelongsToABadlyIndentedLineKeepsItsPlaces(yaml: String, line: Int, column: Int) throws {
        let result = parse(yaml)
        #expect(result.diagnostics.map(\.code) == ["yaml.indentation"])
        #expect(result.diagnostics.first?.range.start.line == line)
        #expect(result.diagnostics.first?.range.start.column == column)
        let items = try #require(result.documents.first?["a"]?.sequence)
        #expect(items.count == 2)
        for (key, text) in [("id", "y"), ("n", "{ä: ö}")] {
            let range = try #require(items.last?[key]?.range)
            let bytes = result.source.bytes[range.start.offset..<range.end.offset]
            #expect(String(decoding: bytes, as: UTF8.self) == text)
        }
    }

    @Test func aBlockScalarThatMovesKeepsItsPlaces() throws {
        let result = parse("a:\n    x: 1\n  b: |\n    one\n      two\n")
        #expect(result.diagnostics.map(\.range.start.line) == [3])
        let scalar = try #require(result.documents.first?["a"]?["b"]?.scalar)
        #expect(scalar.text == "one\n  two\n")
        let place = result.source.sourceRange(ofOffset: 6, length: 3, in: scalar)
        #expect(place.start.line == 5 && place.start.column == 7)
    }

    @Test func onlyTheCauseIsBlamed() {
        // The first line is good as it is.
        #expect(places("a: ${{ $x }}\nb:\n    c: 1\n   d: 2\n") == ["4:4 yaml.indentation"])
        #expect(places("a: ${{ $x }}\n- b\n").count == 1)
    }

    @Test(arguments: [
        // A blanked line is not missed by an alias, nor are the lines below it.
        "a: &x b: c\nd: *x\n",
        "a: @x\n  - b\n  - c\n",
        "a: [b: [,\n  c\n]\nd: 1\n",
        "{\n \"a\": 1\n \"b\": {}\n}\n",
        "- a: b: c\n  d: 1\n  e: 2\n- f: 1\n",
    ]) func oneMistakeIsOneError(yaml: String) {
        #expect(parse(yaml).diagnostics.count == 1)
    }

    @Test(arguments: [
        "a: b: c\n", "- a\nb: c\n", "\ta: 1\n", "a: {% x %}\n", "a: [\n", "a: [[[[[[\n", "a: \"x\n", "a: @x\n",
        "- b: - c\n",
        "a:\n    b: 1\n   c: 1\n", "---\na: b: c\n...\n", "{", "]\n", "ä: ö: ü\n", "a: |\n x\n\ty: z: {\n", "? [\n",
    ]) func tenThousandBadLinesAreBounded(lines: String) {
        let result = parse(String(repeating: lines, count: 10_000))
        let faults = result.diagnostics.filter { $0.code != "yaml.duplicate-key" }
        #expect((1...17).contains(faults.count))
        #expect(result.diagnostics.hasErrors)
    }

    @Test func ofALongFileFewerErrorsAreShown() {
        let comment = String(repeating: "# ä comment\n", count: 140_000)
        let count = places(comment + String(repeating: "a: b: c\n", count: 20)).count
        #expect(count == 3)
    }

    /// Wherever a character is lost or stray, reading ends, and points into the text.
    @Test(arguments: ["", "{", "[", "\"", "'", "\t", ":", "- ", " ", "{% ", "\n", "&", "|"])
    func everyStrayCharacterIsSurvived(stray: String) {
        let text = "a: {b: [1, \"ä\"], c: &k 'y'}\nd:\n  - e: |\n      t\n    f: {% x %}\n   - g: *k\n# ende\n"
        let characters = Array(text)
        for place in characters.indices {
            let broken = String(characters[..<place]) + stray + String(characters[(place + 1)...])
            let result = parse(broken)
            for diagnostic in result.diagnostics {
                let range = diagnostic.range
                #expect(range.start <= range.end && range.end.offset <= broken.utf8.count)
                #expect(String(validating: result.source.bytes[..<range.start.offset], as: UTF8.self) != nil)
            }
            #expect(result.diagnostics.count <= 20)
        }
    }
}
