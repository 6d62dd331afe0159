import StepYAML
import Testing

@Suite struct ScalarMapTests {
    /// The source text that the decoded text's `part` maps to, with its line and column.
    private func source(of part: String, in yaml: String) throws -> String {
        let result = YAMLParser.parse(Array(yaml.utf8), file: "t.yaml")
        let scalar = try #require(result.documents.first?.mapping?.first?.value.scalar)
        let decoded = Array(scalar.text.utf8)
        let wanted = Array(part.utf8)
        let offset = try #require(decoded.indices.first { decoded[$0...].starts(with: wanted) })
        let range = result.source.sourceRange(ofOffset: offset, length: wanted.count, in: scalar)
        let text = String(decoding: result.source.bytes[range.start.offset..<range.end.offset], as: UTF8.self)
        return "\(range.start.line):\(range.start.column) \(text)"
    }

    @Test(arguments: [
        ("a: one two\n", "two", "1:8 two"),
        ("a: one\n   two\n\n   three\n", "two", "2:4 two"),
        ("a: one\n   two\n\n   three\n", "three", "4:4 three"),
        ("a: 'it''s {% x %}'\n", "s {%", "1:9 s {%"),
        ("a: 'it''s'\n", "'", "1:7 ''"),
        ("a: \"tab\\t\\u00e4 end\"\n", "end", "1:17 end"),
        ("a: \"tab\\t\\u00e4 end\"\n", "ä", "1:10 \\u00e4"),
        ("a: \"ä one \\\n   two\"\n", "two", "2:4 two"),
        ("a: \"one\\n\n   two\"\n", "two", "2:4 two"),
        ("a: |\n  one\n    two\n\n  three\n", "two", "3:5 two"),
        ("a: |\n  one\n    two\n\n  three\n", "three", "5:3 three"),
        ("a: |2\n    one\n  two\n", "two", "3:3 two"),
        ("a: >-\n  {% $a\n  + $b\n\n  + $c %}\n", "$b", "3:5 $b"),
        ("a: >-\n  {% $a\n  + $b\n\n  + $c %}\n", "$c", "5:5 $c"),
        ("a: >\n  one\n    more\n    more still\n  two\n", "still", "4:10 still"),
        ("a: >\n  one\n    more\n    more still\n  two\n", "two", "5:3 two"),
        ("a: >\r\n  one\r\n  two\r\n", "two", "3:3 two"),
        ("a: |\n\n\n  one\n", "one", "4:3 one"),
    ]) func aPlaceInTheTextLeadsToTheFile(yaml: String, part: String, expected: String) throws {
        #expect(try source(of: part, in: yaml) == expected)
    }

    @Test func theEndOfTheTextIsTheEndOfItsLastCharacter() throws {
        let result = YAMLParser.parse(Array("a: \"x\\u00e4\"\n".utf8), file: "t.yaml")
        let scalar = try #require(result.documents.first?["a"]?.scalar)
        let range = result.source.sourceRange(ofOffset: 3, length: 0, in: scalar)
        #expect(range.start == SourcePosition(line: 1, column: 12, offset: 11))
        let past = result.source.sourceRange(ofOffset: 99, length: 5, in: scalar)
        #expect(past.start.offset == 11)
    }
}
