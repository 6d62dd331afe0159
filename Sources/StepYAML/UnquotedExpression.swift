/// Finds `{% … %}` or `${{ … }}` outside quotes in a line of YAML.
enum UnquotedExpression {
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
                let end = rest.indices.first { rest[$0...].starts(with: close) }.map { $0 + close.count }
                return place..<(end ?? line.endIndex)
            }
            if isStartOfValue, byte == UInt8(ascii: "#") { return nil }
            let isSpace = byte == 0x20 || byte == 0x09
            let opens = [UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "-")]
            if !isSpace { isStartOfValue = opens.contains(byte) }
            place += 1
        }
        return nil
    }

    private static func closing(of rest: ArraySlice<UInt8>) -> [UInt8]? {
        if rest.starts(with: Array("{%".utf8)) { return Array("%}".utf8) }
        if rest.starts(with: Array("${{".utf8)) { return Array("}}".utf8) }
        return nil
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
