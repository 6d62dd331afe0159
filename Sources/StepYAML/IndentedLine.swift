/// The columns of a line that other lines may line up with: of its first word, and of what follows each `- `.
struct IndentedLine {
    struct Column: Equatable {
        /// Bytes from the start of the line.
        var offset: Int
        /// Whether a `- ` stands there, and not a key.
        var isItem: Bool
    }

    private(set) var columns: [Column] = []

    init(_ line: ArraySlice<UInt8>) {
        var rest = line.drop { $0 == 0x20 }
        while let first = rest.first, first != UInt8(ascii: "#"), first != 0x0D {
            let isItem = first == UInt8(ascii: "-") && rest.dropFirst().first.map { $0 == 0x20 } ?? true
            columns.append(Column(offset: rest.startIndex - line.startIndex, isItem: isItem))
            guard isItem else { return }
            rest = rest.dropFirst().drop { $0 == 0x20 }
        }
    }
}
