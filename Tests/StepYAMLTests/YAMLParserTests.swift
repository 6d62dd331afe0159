import StepJSON
import StepYAML
import Testing

@Suite struct YAMLParserTests {
    private func parse(_ text: String, limits: YAMLLimits = YAMLLimits()) -> YAMLParser.Result {
        YAMLParser.parse(Array(text.utf8), file: "t.yaml", limits: limits)
    }

    private func json(_ text: String) -> JSONValue? {
        var diagnostics: [Diagnostic] = []
        let value = parse(text).documents.first?.json(file: "t.yaml", diagnostics: &diagnostics)
        return diagnostics.hasErrors ? nil : value
    }

    @Test func nodesCarryTheirStartAndEnd() throws {
        let result = parse("# a comment\nname: \"ä b\"\nlist:\n  - 1\n  - {a: b}\n")
        let root = try #require(result.documents.first)
        let name = try #require(root["name"])
        #expect(name.range.start == SourcePosition(line: 2, column: 7, offset: 18))
        #expect(name.range.end == SourcePosition(line: 2, column: 12, offset: 24))
        let list = try #require(root["list"])
        #expect(list.range.start.line == 4 && list.range.start.column == 3)
        #expect(list.range.end.line == 5 && list.range.end.column == 11)
        #expect(root.mapping?[1].key.range.start == SourcePosition(line: 3, column: 1, offset: 25))
    }

    @Test func columnsCountUnicodeScalarsAndSkipTheByteOrderMark() throws {
        let root = try #require(parse("\u{FEFF}äö: x\nb: y\n").documents.first)
        let value = try #require(root["äö"])
        #expect(value.range.start == SourcePosition(line: 1, column: 5, offset: 9))
        #expect(root["b"]?.range.start.column == 4)
    }

    @Test func aTagAndAnAnchorAreNotPartOfTheScalar() throws {
        let root = try #require(parse("a: !!str &x 12\nb: *x\n").documents.first)
        #expect(root["a"]?.range.start.column == 13)
        #expect(root["b"]?.scalar?.text == "12")
        #expect(root["b"]?.range.start.line == 1)
    }

    @Test func severalDocumentsAreReadInOrder() {
        #expect(
            parse("a: 1\n---\nb: 2\n...\n---\nc: 3\n").documents.map { $0.mapping?.first?.key.text } == ["a", "b", "c"]
        )
    }

    @Test(arguments: [
        ("[on, yes, no, off]", #"["on","yes","no","off"]"#),
        ("[true, False, ~, null, '']", #"[true,false,null,null,""]"#),
        ("[0644, 0o644, 0x1F, -0, +7]", "[644,420,31,-0,7]"),
        ("[1.50, .5, 1., 1e3, -2.5E-3]", "[1.50,0.5,1,1e3,-2.5E-3]"),
        ("['1', \"true\", !!str 5, ! 6]", #"["1","true","5","6"]"#),
        ("[1_000, 1:30, 2026-01-01, 1e, e3, ., +]", #"["1_000","1:30","2026-01-01","1e","e3",".","+"]"#),
        ("{on: 1, 2: b, ~: c}", #"{"on":1,"2":"b","~":"c"}"#),
        ("a: |\n  x\n   y\nb: >-\n  x\n  y\n", #"{"a":"x\n y\n","b":"x y"}"#),
    ]) func scalarsFollowTheCoreSchema(yaml: String, expected: String) throws {
        #expect(JSONWriter.text(of: try #require(json(yaml))) == expected)
    }

    @Test func numbersThatJSONDoesNotHaveAndUnknownTagsAreErrors() throws {
        var diagnostics: [Diagnostic] = []
        let root = try #require(parse("a: .inf\nb: !Sub x\nc: !!int x\nd: 0644\n").documents.first)
        _ = root.json(file: "t.yaml", diagnostics: &diagnostics)
        #expect(diagnostics.map(\.severity) == [.error, .error, .error, .warning])
        #expect(diagnostics.map(\.range.start.line) == [1, 2, 3, 4])
        #expect(diagnostics[1].message == "unknown tag `!Sub`")
        #expect(diagnostics[3].message.contains("420 to YAML 1.1"))
    }

    @Test func duplicateKeysAreAllReported() {
        let result = parse("a: 1\nb: {c: 1, c: 2}\na: 2\n")
        #expect(result.diagnostics.map(\.message) == ["duplicate key `c`", "duplicate key `a`"])
        #expect(result.diagnostics.map(\.range.start.line) == [2, 3])
        #expect(result.documents.count == 1)
    }

    @Test func aPointerLeadsToTheNodeOrToWhereItIsMissing() throws {
        let root = try #require(parse("States:\n  a/b:\n    Type: Pass\n    List: [1, {x: 2}]\n").documents.first)
        #expect(root.place(at: "/States/a~1b/Type").node.range.start.line == 3)
        #expect(root.place(at: "/States/a~1b/List/1/x").node.range.start.column == 19)
        #expect(root.place(at: "/States/a~1b/Next").key?.start == SourcePosition(line: 2, column: 3, offset: 10))
    }

    // MARK: - Limits

    @Test func anAliasBombIsAnError() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...12 {
            text += "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
        }
        let result = parse(text)
        #expect(result.diagnostics.map(\.code) == ["yaml.limit"])
        #expect(result.diagnostics.first?.message.contains("100000 values") == true)
        #expect(result.documents.isEmpty)
    }

    @Test func aliasesOfALongTextAreBoundedByItsBytes() {
        let text =
            "a: &a \(String(repeating: "x", count: 100_000))\n"
            + "b: [\(Array(repeating: "*a", count: 90).joined(separator: ", "))]\n"
        #expect(parse(text).diagnostics.map(\.code) == ["yaml.limit"])
    }

    @Test func depthIsBoundedWithAndWithoutAliases() {
        let deep = String(repeating: "[", count: 101) + String(repeating: "]", count: 101)
        #expect(parse(deep).diagnostics.first?.message == "lists and mappings are nested more than 100 deep")
        let legal = String(repeating: "[", count: 99) + "x" + String(repeating: "]", count: 99)
        #expect(parse(legal).diagnostics.isEmpty)
        let aliased = "a: &a [[[x]]]\nb: [[*a]]\n"
        #expect(parse(aliased, limits: YAMLLimits(depthMax: 6)).diagnostics.map(\.range.start.line) == [2])
        #expect(parse(aliased, limits: YAMLLimits(depthMax: 7)).diagnostics.isEmpty)
    }

    @Test func aFileOverTwoMegabytesIsRefusedUnread() {
        let bytes = Array(repeating: UInt8(ascii: "#"), count: 2 << 20)
        #expect(YAMLParser.parse(bytes, file: "t.yaml").diagnostics.isEmpty)
        let refused = YAMLParser.parse(bytes + [0x0A], file: "t.yaml").diagnostics
        #expect(refused.map(\.message) == ["the file has 2097153 bytes; at most 2097152 are read"])
    }

    @Test func documentsAreCounted() {
        let text = String(repeating: "---\na: 1\n", count: 4)
        #expect(parse(text, limits: YAMLLimits(documentsMax: 3)).diagnostics.map(\.range.start.line) == [7])
    }

    @Test func anAliasInsideItsOwnAnchorIsAnError() {
        #expect(parse("a: &a [1, *a]\n").diagnostics.map(\.code) == ["yaml.alias"])
        #expect(parse("a: *b\n").diagnostics.map(\.range.start.column) == [4])
    }

    // MARK: - Encoding

    @Test func bytesThatAreNotUTF8AreNamedAtTheirPlace() {
        let result = YAMLParser.parse(Array("a: b\nc: d".utf8) + [0xFF, 0x0A], file: "t.yaml")
        #expect(result.diagnostics.map(\.message) == ["the byte 0xFF is not valid UTF-8"])
        #expect(result.diagnostics.map(\.range.start) == [SourcePosition(line: 2, column: 5, offset: 9)])
    }

    @Test func controlCharactersAreNamedAtTheirPlace() {
        #expect(parse("a: b\u{0}\n").diagnostics.map(\.message) == ["a NUL byte: this is not a text file"])
        #expect(parse("a: \u{7}\n").diagnostics.map(\.message) == ["the character U+0007 is not allowed in YAML"])
        #expect(parse("a: \u{7}\n").diagnostics.map(\.range.start.column) == [4])
    }

    @Test func everyCutOfAFileIsReadOrRefused() {
        let text = "a: {b: [1, \"x\\u00e4\"], c: &k 'y'}\nd: |\n  t\ne: *k\n# ende\n"
        for length in 0...text.utf8.count {
            let result = YAMLParser.parse(Array(text.utf8.prefix(length)), file: "t.yaml")
            #expect(!result.documents.isEmpty || result.diagnostics.hasErrors || length == 0)
        }
    }
}
