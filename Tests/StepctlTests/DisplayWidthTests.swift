import Testing

@testable import stepctl

@Suite struct DisplayWidthTests {
    @Test(arguments: [
        ("", 0), ("abc", 3), ("Größe", 5), ("e\u{301}", 1), ("日本語", 6), ("한국", 4), ("ｆｕｌｌ", 8), ("👩‍🔧", 2),
        ("🇩🇪", 2), ("☀\u{FE0F}", 2), ("☀", 1), ("a\u{200B}b", 2), ("…", 1),
    ])
    func countsTerminalColumnsAndNotBytes(text: String, columns: Int) {
        #expect(DisplayWidth.columns(of: text) == columns)
    }

    @Test(arguments: [
        ("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("日本語", 5, "日本…"), ("日本語", 4, "日…"), ("abc", 1, "…"),
    ])
    func truncatesWithinTheColumns(text: String, columnsMax: Int, expected: String) {
        let result = DisplayWidth.truncated(text, columnsMax: columnsMax)
        #expect(result == expected)
        #expect(DisplayWidth.columns(of: result) <= columnsMax)
    }
}
