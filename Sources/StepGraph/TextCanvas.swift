/// Characters on a grid, each with what it belongs to, for pictures made of text.
struct TextCanvas {
    /// What a character belongs to, and so how it is coloured.
    enum Ink: Equatable {
        case line
        case faint
        case state(StateProgress.Mark?)
    }

    private struct Cell {
        var character: Character
        var ink: Ink
    }

    /// Stands behind a character that takes two columns.
    private static let continuation: Character = "\u{0}"

    /// How many columns a character takes, 1 or 2.
    let columns: @Sendable (Character) -> Int
    private var rows: [[Cell]] = []

    init(columns: @escaping @Sendable (Character) -> Int) { self.columns = columns }

    var height: Int { rows.count }
    var width: Int { rows.map(\.count).max() ?? 0 }

    mutating func put(_ character: Character, _ column: Int, _ row: Int, _ ink: Ink = .line) {
        while rows.count <= row { rows.append([]) }
        while rows[row].count <= column { rows[row].append(Cell(character: " ", ink: .line)) }
        rows[row][column] = Cell(character: character, ink: ink)
    }

    mutating func put(_ text: String, _ column: Int, _ row: Int, _ ink: Ink = .line) {
        var column = column
        for character in text {
            put(character, column, row, ink)
            if columns(character) == 2 { put(Self.continuation, column + 1, row, ink) }
            column += columns(character)
        }
    }

    func character(_ column: Int, _ row: Int) -> Character {
        rows.indices.contains(row) && rows[row].indices.contains(column) ? rows[row][column].character : " "
    }

    /// Copies another picture into this one.
    mutating func put(_ other: TextCanvas, _ column: Int, _ row: Int) {
        for (y, cells) in other.rows.enumerated() {
            for (x, cell) in cells.enumerated() where cell.character != " " {
                put(cell.character, column + x, row + y, cell.ink)
            }
        }
    }

    /// The lines, each ended; `paint` colours a stretch of one ink.
    func text(paint: (String, Ink) -> String) -> String {
        var text = ""
        for row in rows {
            var end = row.count
            while end > 0, row[end - 1].character == " " { end -= 1 }
            var place = 0
            while place < end {
                let ink = row[place].ink
                var stretch = ""
                while place < end, row[place].ink == ink || row[place].character == " " {
                    if row[place].character != Self.continuation { stretch.append(row[place].character) }
                    place += 1
                }
                text += paint(stretch, ink)
            }
            text += "\n"
        }
        return text
    }
}
