/// Finds `{% … %}` or `${{ … }}` outside quotes in a line of YAML.
enum UnquotedExpression {
    /// After these, a quote opens a quoted scalar.
    private static let openers = Array("[{,:-".utf8)

    /// The bytes of the first such expression of the line, to its end or that of the line; nil if there is none.
    static func find(in line: ArraySlice<UInt8>) -> Range<Int>? {
        var place = line.startIndex
        /// Whether a quote here would open a quoted scalar rather than be part of a plain one.
        var isStartOfValue = true
        while place < line.endIndex {
            let byte = line[place]
            if isStartOfValue, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                place = endOfQuoted(byte, in: line, from: place + 1)
                isStartOfValue = false
                continue
            }
            if let close = closing(of: line[place...]) {
                let rest = line[place...]
                let end = rest.indices.dropLast().first { rest[$0] == close.0 && rest[$0 + 1] == close.1 }
                return place..<(end.map { $0 + 2 } ?? line.endIndex)
            }
            if isStartOfValue, byte == UInt8(ascii: "#") { return nil }
            let isSpace = byte == 0x20 || byte == 0x09
            if !isSpace { isStartOfValue = openers.contains(byte) }
            place += 1
        }
        return nil
    }

    /// The two bytes that end the expression that `rest` begins with.
    private static func closing(of rest: ArraySlice<UInt8>) -> (UInt8, UInt8)? {
        switch rest.first {
        case UInt8(ascii: "{") where rest.starts(with: "{%".utf8): (UInt8(ascii: "%"), UInt8(ascii: "}"))
        case UInt8(ascii: "$") where rest.starts(with: "${{".utf8): (UInt8(ascii: "}"), UInt8(ascii: "}"))
        default: nil
        }
    }

    private static func endOfQuoted(_ quote: UInt8, in line: ArraySlice<UInt8>, from start: Int) -> Int {
        var place = start
        while place < line.endIndex {
            if line[place] == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                place += 2
            } else if line[place] == quote {
                return place + 1
            } else {
                place += 1
            }
        }
        return line.endIndex
    }
}
