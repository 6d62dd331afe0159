import Testing

@testable import stepctl

@Suite struct PrintableTextTests {
    @Test func oneLineHasNoLineBreaksAndNoEscapeSequences() {
        #expect(PrintableText.oneLine("  a\n\n b\t\u{1B}[31mc\u{202E}  ") == "a b \u{FFFD}[31mc\u{FFFD}")
    }

    @Test func linesKeepTheirBreaks() {
        #expect(PrintableText.lines("a\n\tb\u{7}") == "a\n\tb\u{FFFD}")
    }
}
