import Testing

@testable import stepctl

@Suite struct TextTableTests {
    private func table() -> TextTable {
        var table = TextTable([.init("JOB"), .init("RUNNING", .trailing), .init("DESCRIPTION")])
        table.append(["日本", "1", "nightly"])
        table.append(["orders", "12", ""])
        return table
    }

    @Test func columnsAreAlignedByDisplayWidth() {
        let expected = """
            JOB     RUNNING  DESCRIPTION
            日本          1  nightly
            orders       12

            """
        #expect(table().text(hasHeader: true, isColored: false, columnsMax: nil) == expected)
    }

    @Test func noLineEndsInSpaces() {
        let lines = table().text(hasHeader: true, isColored: false, columnsMax: nil).split(separator: "\n")
        #expect(lines.allSatisfy { $0.last != " " })
    }

    @Test func headerCanBeLeftOut() {
        #expect(table().text(hasHeader: false, isColored: false, columnsMax: nil) == "日本     1  nightly\norders  12\n")
    }

    @Test func narrowTerminalCutsTheLastColumn() {
        var table = TextTable([.init("ID"), .init("DETAIL")])
        table.append(["1", .init(String(repeating: "x", count: 100))])
        let lines = table.text(hasHeader: true, isColored: false, columnsMax: 30).split(separator: "\n")
        #expect(lines.map { DisplayWidth.columns(of: $0) }.max() == 30)
        #expect(lines[1].hasSuffix("x…"))
    }

    @Test func coloursDoNotMoveColumns() {
        var table = TextTable([.init("STATUS"), .init("NEXT")])
        table.append([.init("ok", .good), "now"])
        table.append([.init("failed", .bad), "later"])
        let plain = table.text(hasHeader: true, isColored: false, columnsMax: nil)
        let colored = table.text(hasHeader: true, isColored: true, columnsMax: nil)
        #expect(colored.contains("\u{1B}[32mok\u{1B}[0m      now"))
        #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == plain)
    }

    @Test func tableWithoutRowsIsEmpty() {
        #expect(TextTable([.init("A")]).text(hasHeader: true, isColored: false, columnsMax: nil).isEmpty)
    }

    @Test func cellsFitOneLine() {
        var table = TextTable([.init("CAUSE")])
        table.append([.init("first\nsecond\u{1B}[2J")])
        #expect(table.text(hasHeader: false, isColored: false, columnsMax: nil) == "first second\u{FFFD}[2J\n")
    }
}
