/// A table in aligned columns, as `systemctl list-timers` shows it: no rules, two spaces between columns.
///
/// It is laid out by display columns, never by bytes; no line ends in spaces. Where the terminal is too narrow, the
/// last column is cut, since the columns before it are what identifies a row.
struct TextTable: Sendable {
    enum Alignment: Sendable {
        case leading
        case trailing
    }

    struct Column: Sendable {
        var title: String
        var alignment: Alignment

        init(_ title: String, _ alignment: Alignment = .leading) {
            self.title = title
            self.alignment = alignment
        }
    }

    struct Cell: Sendable, ExpressibleByStringLiteral {
        var text: String
        var style: TextStyle

        /// A cell whose text is made to fit one line.
        init(_ text: String, _ style: TextStyle = .plain) {
            self.text = PrintableText.oneLine(text)
            self.style = style
        }

        init(stringLiteral value: String) { self.init(value) }

        /// A cell whose spaces at the beginning count: for indentation.
        init(indentation: Int, _ text: String, _ style: TextStyle = .plain) {
            self.init(text, style)
            self.text = String(repeating: " ", count: indentation) + self.text
        }
    }

    private static let gap = "  "
    /// Columns that the last column keeps even in a narrow terminal.
    private static let lastColumnsMin = 10

    let columns: [Column]
    private(set) var rows: [[Cell]] = []

    init(_ columns: [Column]) { self.columns = columns }

    /// Appends a row.
    ///
    /// - Precondition: it has a cell for each column.
    mutating func append(_ row: [Cell]) {
        precondition(row.count == columns.count, "a row of \(row.count) cells in a table of \(columns.count) columns")
        rows.append(row)
    }

    /// The lines of the table, each ended; nothing for a table without rows. `columnsMax` is the terminal's width, nil
    /// where lines may have any length.
    func text(hasHeader: Bool, isColored: Bool, columnsMax: Int?) -> String {
        guard !rows.isEmpty else { return "" }
        var lines = rows
        if hasHeader { lines.insert(columns.map { Cell($0.title, .heading) }, at: 0) }
        var widths = columns.indices.map { index in
            lines.map { DisplayWidth.columns(of: $0[index].text) }.max() ?? 0
        }
        if let columnsMax, let last = widths.indices.last {
            let others = widths.dropLast().reduce(0) { $0 + $1 + Self.gap.count }
            widths[last] = min(widths[last], max(columnsMax - others, Self.lastColumnsMin))
        }
        return lines.map { line($0, widths, isColored: isColored) + "\n" }.joined()
    }

    private func line(_ cells: [Cell], _ widths: [Int], isColored: Bool) -> String {
        let used = cells.lastIndex { !$0.text.isEmpty } ?? -1
        var line = ""
        for (index, cell) in cells.prefix(used + 1).enumerated() {
            if index > 0 { line += Self.gap }
            let text = DisplayWidth.truncated(cell.text, columnsMax: widths[index])
            let padding = String(repeating: " ", count: widths[index] - DisplayWidth.columns(of: text))
            let painted = cell.style.paint(text, isColored: isColored)
            switch columns[index].alignment {
            case .leading: line += index == used ? painted : painted + padding
            case .trailing: line += padding + painted
            }
        }
        return line
    }
}
