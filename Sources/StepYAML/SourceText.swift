/// The text of a file, with the tables that turn byte offsets and libyaml's character counts into lines and columns.
///
/// Lines end at LF, CR or CR LF, as YAML 1.2 has it. Invariant: `bytes` is valid UTF-8.
package struct SourceText: Sendable {
    /// The name that diagnostics print.
    package let file: String
    package let bytes: [UInt8]
    /// The offset of each line's first byte, a byte order mark not counted as part of the first.
    private let lineStarts: [Int]
    /// The offset of each Unicode scalar, and of the end; empty where every scalar is one byte.
    private let scalarOffsets: [UInt32]

    /// The text of `file`; nil where `bytes` is not valid UTF-8.
    package init?(file: String, validating bytes: [UInt8]) {
        guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
        self.init(file: file, validBytes: bytes)
    }

    /// The text of `file`, each byte that is not UTF-8 replaced: for diagnostics on a broken file.
    package init(file: String, repairing bytes: [UInt8]) {
        self.init(file: file, validBytes: Array(String(decoding: bytes, as: UTF8.self).utf8))
    }

    private init(file: String, validBytes bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
        var starts = [Self.markLength(bytes)]
        var isASCII = true
        for (offset, byte) in bytes.enumerated() {
            if byte >= 0x80 { isASCII = false }
            let isReturnOfPair = byte == 0x0D && offset + 1 < bytes.count && bytes[offset + 1] == 0x0A
            if byte == 0x0A || byte == 0x0D && !isReturnOfPair { starts.append(offset + 1) }
        }
        lineStarts = starts
        scalarOffsets =
            isASCII
            ? []
            : bytes.indices.lazy.filter { bytes[$0] & 0xC0 != 0x80 }.map(UInt32.init) + [UInt32(bytes.count)]
    }

    /// How many bytes of byte order mark `bytes` begins with.
    static func markLength(_ bytes: [UInt8]) -> Int { bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

    /// How many lines there are; the last may be empty.
    var lineCount: Int { lineStarts.count }

    /// Where the text begins: after a byte order mark.
    var contentOffset: Int { lineStarts[0] }

    /// The place of a byte; offsets past the end mean the end.
    package func position(atOffset offset: Int) -> SourcePosition {
        let offset = min(max(offset, contentOffset), bytes.count)
        let line = Self.lastIndex(in: lineStarts) { $0 <= offset }
        let column = scalarIndex(ofOffset: offset) - scalarIndex(ofOffset: lineStarts[line]) + 1
        return SourcePosition(line: line + 1, column: column, offset: offset)
    }

    /// The places of the bytes in `offsets`.
    package func range(ofOffsets offsets: Range<Int>) -> SourceRange {
        SourceRange(start: position(atOffset: offsets.lowerBound), end: position(atOffset: offsets.upperBound))
    }

    /// The bytes of a line, counted from 1, without its line end; empty for a line that is not there.
    package func line(_ line: Int) -> ArraySlice<UInt8> {
        guard lineStarts.indices.contains(line - 1) else { return [] }
        var end = line < lineStarts.count ? lineStarts[line] : bytes.count
        let start = lineStarts[line - 1]
        while end > start, bytes[end - 1] == 0x0A || bytes[end - 1] == 0x0D { end -= 1 }
        return bytes[start..<end]
    }

    /// The byte offset of the scalar that has `index` scalars before it, a byte order mark not counted.
    func offset(ofScalar index: Int) -> Int {
        guard !scalarOffsets.isEmpty else { return min(index, bytes.count) }
        let skipped = contentOffset == 0 ? 0 : 1
        return Int(scalarOffsets[min(index + skipped, scalarOffsets.count - 1)])
    }

    private func scalarIndex(ofOffset offset: Int) -> Int {
        guard !scalarOffsets.isEmpty else { return offset }
        return Self.lastIndex(in: scalarOffsets) { $0 <= offset }
    }

    /// The last index of a sorted, non-empty array whose element satisfies `isBefore`; 0 if none does.
    private static func lastIndex<Element>(in values: [Element], where isBefore: (Element) -> Bool) -> Int {
        var low = 0
        var high = values.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if isBefore(values[middle]) { low = middle } else { high = middle }
        }
        return low
    }
}
