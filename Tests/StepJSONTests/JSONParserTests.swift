import StepJSON
import Testing

@Suite struct JSONParserTests {
    @Test(arguments: [
        "null", "true", "[]", "{}", "[1,[2,[3]]]", #"{"a":{"b":[null,false]}}"#, "0.0", "-0", "1e3", "1.50", "0.1",
        "123456789012345678901234567890", "-9223372036854775808", #""\"\\\n\u0001""#, "\"é𝄞\"",
    ])
    func textComesBackAsItWas(text: String) throws {
        #expect(JSONWriter.text(of: try JSONParser.parse(text)) == text)
    }

    @Test func escapesAreResolved() throws {
        #expect(try JSONParser.parse(#""\u00e9\ud834\udd1e\/\b""#) == .string("é𝄞/\u{8}"))
        #expect(try JSONParser.parse(#""\ud834x""#) == .string("\u{FFFD}x"))
    }

    @Test(arguments: [
        ("", 1, 1), ("{\"a\":1,}", 1, 8), ("[1\n 2]", 2, 2), ("01", 1, 2), ("[1] x", 1, 5), ("\"a\nb\"", 1, 3),
        ("\"é\\x\"", 1, 4), ("tru", 1, 4), ("-", 1, 2), ("1.", 1, 3), ("{a:1}", 1, 2), ("[\"\\u12g4\"]", 1, 7),
    ])
    func errorsSayWhere(text: String, line: Int, column: Int) {
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(text) }
        #expect(error?.line == line && error?.column == column, "\(String(describing: error))")
    }

    @Test func depthAndSizeAreBounded() throws {
        let limits = JSONLimits(bytesMax: 100, depthMax: 8)
        _ = try JSONParser.parse(String(repeating: "[", count: 8) + String(repeating: "]", count: 8), limits: limits)
        #expect(throws: JSONError.self) {
            try JSONParser.parse(String(repeating: "[", count: 9) + String(repeating: "]", count: 9), limits: limits)
        }
        let long = #expect(throws: JSONError.self) {
            try JSONParser.parse("\"\(String(repeating: "x", count: 100))\"", limits: limits)
        }
        #expect(long?.code == .sizeLimit)
        let deep = #expect(throws: JSONError.self) { try JSONParser.parse(String(repeating: "[", count: 100_000)) }
        #expect(deep?.code == .depthLimit)
    }

    @Test func invalidUTF8IsAnError() {
        let error = #expect(throws: JSONError.self) { try JSONParser.parse(bytes: [0x22, 0xC3, 0x28, 0x22]) }
        #expect(error?.code == .invalidUTF8)
    }
}
