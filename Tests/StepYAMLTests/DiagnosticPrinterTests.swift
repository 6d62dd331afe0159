import StepJSON
import StepYAML
import Testing

@Suite struct DiagnosticPrinterTests {
    private func source(_ text: String) throws -> SourceText {
        try #require(SourceText(file: "t.yaml", validating: Array(text.utf8)))
    }

    @Test func theCaretStandsUnderTheRange() throws {
        let source = try source("a: 1\n    untill: \"ä x\"\n")
        let range = source.range(ofOffsets: 9..<15)
        let diagnostic = Diagnostic(
            .error,
            "unknown key `untill`",
            file: "t.yaml",
            range: range,
            hint: "did you mean `until`?",
            code: "x"
        )
        #expect(
            DiagnosticPrinter(source: source).text(of: diagnostic) == """
                t.yaml:2:5: error: unknown key `untill`
                    untill: "ä x"
                    ^~~~~~  did you mean `until`?
                """
        )
    }

    @Test func aLongLineIsCutAroundThePlace() throws {
        let source = try source(String(repeating: "x", count: 300) + "HERE" + String(repeating: "y", count: 300))
        let diagnostic = Diagnostic(.warning, "m", file: "t.yaml", range: source.range(ofOffsets: 300..<304), code: "x")
        let lines = DiagnosticPrinter(source: source).text(of: diagnostic).split(separator: "\n")
        let column = try #require(Array(lines[2]).firstIndex(of: "^"))
        #expect(lines[1].dropFirst(column).hasPrefix("HERE"))
        #expect(lines[2].hasSuffix("^~~~"))
        #expect(lines[1].count < 140)
    }

    @Test func controlCharactersNeverReachTheTerminal() throws {
        let source = try source("a\u{1B}[31m: 1\n")
        let diagnostic = Diagnostic(
            .error,
            "bad \u{1B}[0m",
            file: "t\u{7}",
            range: source.range(ofOffsets: 1..<2),
            code: "x"
        )
        let text = DiagnosticPrinter(source: source).text(of: diagnostic)
        #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    }

    @Test func programsGetEveryFieldAsJSON() throws {
        let source = try source("ab\ncd\n")
        let diagnostic = Diagnostic(
            .error,
            "m",
            file: "t.yaml",
            range: source.range(ofOffsets: 3..<5),
            hint: "h",
            code: "c"
        )
        #expect(
            JSONWriter.text(of: DiagnosticJSON.json(of: [diagnostic]))
                == #"[{"severity":"error","file":"t.yaml","line":2,"column":1,"endLine":2,"endColumn":3,"#
                + #""message":"m","code":"c","hint":"h"}]"#
        )
    }
}
