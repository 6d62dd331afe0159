/// A text with repairs, and the way from each of its bytes back to the text as it was written.
///
/// Invariant: lines stay lines, and a line differs in length only by its indentation. So every place after a line's
/// indentation has exactly one place in the original, which is where diagnostics point.
struct RepairedText {
    /// What was done to a line.
    private struct Edit {
        /// The spaces it has now; nil where the indentation is as it was.
        var indentation: Int?
        var isBlank = false
        /// Stretches that stand for text, as byte offsets of the original.
        var quoted: [Range<Int>] = []
    }

    /// Lines that one repair changes at most; what belongs to a line below it may be much.
    static let blockLinesMax = 2_000
    private static let space: UInt8 = 0x20
    /// What stands for each byte of a quoted stretch: begins no token, ends none.
    private static let filler = UInt8(ascii: "x")

    /// The text as it was written.
    let original: SourceText
    /// The text to read.
    private(set) var current: SourceText
    private var edits: [Int: Edit] = [:]
    private var hasShifts = false
    private var hasQuotes = false

    init(_ original: SourceText) {
        self.original = original
        current = original
    }

    /// Makes a repair.
    ///
    /// - Returns: the lines it changed, counted from 1; empty where it would change nothing or too much, and was not
    ///   made.
    mutating func apply(_ repair: YAMLRepair) -> [Int] {
        let lines: [Int]
        switch repair {
        case .quote(let stretch): lines = quote(stretch)
        case .indent(let line, let spaces): lines = indent(line, spaces: spaces)
        case .blank(let line): lines = blank(line)
        }
        if !lines.isEmpty { rebuild() }
        return lines
    }

    /// Whether nothing was repaired.
    var isOriginal: Bool { edits.isEmpty }

    /// Whether a repair gave the line another indentation.
    func isIndented(line: Int) -> Bool { edits[line]?.indentation != nil }

    /// Whether a repair changed the line.
    func isEdited(line: Int) -> Bool { edits[line] != nil }

    /// Whether the line would be part of a quoted stretch that ends the line before it.
    func continuesQuoted(line: Int) -> Bool {
        guard let own = IndentedLine(current.line(line)).columns.first else { return false }
        for other in stride(from: line - 1, through: max(1, line - 100), by: -1) {
            guard let key = IndentedLine(current.line(other)).columns.last else { continue }
            return edits[other]?.quoted.isEmpty == false && key.offset < own.offset
        }
        return false
    }

    /// How many spaces repairs put before a line; negative where they took some.
    func shift(ofLine line: Int) -> Int {
        guard let indentation = edits[line]?.indentation else { return 0 }
        return indentation - Self.indentation(of: original.line(line))
    }

    // MARK: - Places

    /// The place in the original of a byte of the repaired text.
    func position(atOffset offset: Int) -> SourcePosition { original.position(atOffset: originalOffset(offset)) }

    /// The places in the original of bytes of the repaired text.
    func range(ofOffsets offsets: Range<Int>) -> SourceRange {
        SourceRange(start: position(atOffset: offsets.lowerBound), end: position(atOffset: offsets.upperBound))
    }

    func originalOffset(_ offset: Int) -> Int {
        guard hasShifts else { return offset }
        let line = current.position(atOffset: offset).line
        let start = original.line(line).startIndex
        let column = offset - current.line(line).startIndex
        let shift = shift(ofLine: line)
        guard shift != 0 else { return start + column }
        let indentation = Self.indentation(of: original.line(line))
        return start + (column >= indentation + shift ? column - shift : min(column, indentation))
    }

    /// What a scalar at `offsets` says, that was read as `read`: quoted stretches are as they were written.
    func text(of read: String, _ style: YAMLScalar.Style, at offsets: Range<Int>) -> String {
        guard hasQuotes else { return read }
        let range = current.range(ofOffsets: offsets)
        let stretches = (range.start.line...range.end.line).flatMap { edits[$0]?.quoted ?? [] }
        guard !stretches.isEmpty else { return read }
        let map = ScalarMap(of: YAMLScalar(text: read, style: style, range: range), in: current)
        let bytes = zip(read.utf8, map.offsets).map { byte, offset in
            let place = originalOffset(offset)
            return stretches.contains { $0.contains(place) } ? original.bytes[place] : byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    // MARK: - Repairs

    private mutating func quote(_ stretch: Range<Int>) -> [Int] {
        let line = current.position(atOffset: stretch.lowerBound).line
        let place = originalOffset(stretch.lowerBound)
        guard !stretch.isEmpty, edits[line]?.isBlank != true,
            edits[line]?.quoted.contains(where: { $0.contains(place) }) != true
        else { return [] }
        edits[line, default: Edit()].quoted.append(place..<place + stretch.count)
        hasQuotes = true
        return [line]
    }

    private mutating func indent(_ line: Int, spaces: Int) -> [Int] {
        guard !isIndented(line: line), edits[line]?.isBlank != true else { return [] }
        let old = Self.indentation(of: original.line(line))
        guard let block = block(below: line) else { return [] }
        edits[line, default: Edit()].indentation = spaces
        hasShifts = true
        // What stands below may already line up with the line's right place, unless it is the line's value.
        let columns = IndentedLine(current.line(line)).columns.map(\.offset)
        if !opensBlock(line), let first = block.first.flatMap({ IndentedLine(current.line($0)).columns.first?.offset }),
            !columns.contains(first), columns.contains(first - (spaces - old))
        {
            return [line]
        }
        for other in block where edits[other]?.isBlank != true {
            let indentation = Self.indentation(of: current.line(other))
            edits[other, default: Edit()].indentation = max(0, indentation + spaces - old)
        }
        return [line]
    }

    /// Whether the value of a line's key is what stands below: after a `:`, or the head of a block scalar.
    private func opensBlock(_ line: Int) -> Bool {
        let ends = [":", "|", ">", "|-", ">-", "|+", ">+"].map { Array($0.utf8) }
        let text = current.line(line)
        return ends.contains { text.suffix($0.count) == $0[...] }
    }

    private mutating func blank(_ line: Int) -> [Int] {
        guard edits[line]?.isBlank != true, current.line(line).contains(where: { $0 != Self.space }),
            let block = block(below: line)
        else { return [] }
        let lines = [line] + block
        for other in lines { edits[other] = Edit(isBlank: true) }
        return lines
    }

    /// The lines with text below `line` that belong to it; nil where they are too many.
    private func block(below line: Int) -> [Int]? {
        let own = current.line(line)
        let indentation = Self.indentation(of: own)
        let isItem = IndentedLine(own).columns.first?.isItem ?? false
        var lines: [Int] = []
        for other in line + 1..<max(line + 1, current.lineCount + 1) {
            let text = current.line(other)
            let content = text.drop { $0 == Self.space || $0 == 0x09 }
            guard let first = content.first, first != UInt8(ascii: "#") else { continue }
            let column = content.startIndex - text.startIndex
            let isItemOfKey = !isItem && IndentedLine(text).columns.first?.isItem == true
            if column < indentation || column == indentation && !isItemOfKey {
                let closes = column == indentation && [UInt8(ascii: "]"), UInt8(ascii: "}")].contains(first)
                if closes { lines.append(other) }
                return lines
            }
            guard lines.count < Self.blockLinesMax else { return nil }
            lines.append(other)
        }
        return lines
    }

    private mutating func rebuild() {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(original.bytes.count)
        var copied = 0
        for (number, edit) in edits.sorted(by: { $0.key < $1.key }) {
            let line = original.line(number)
            bytes += original.bytes[copied..<line.startIndex]
            bytes += Self.edited(line, edit)
            copied = line.endIndex
        }
        bytes += original.bytes[copied...]
        current = SourceText(file: original.file, repairing: bytes)
    }

    private static func edited(_ line: ArraySlice<UInt8>, _ edit: Edit) -> [UInt8] {
        if edit.isBlank { return Array(repeating: space, count: line.count) }
        var text = line
        for stretch in edit.quoted {
            for place in stretch.clamped(to: text.indices) { text[place] = filler }
        }
        guard let indentation = edit.indentation else { return Array(text) }
        return Array(repeating: space, count: indentation) + text.dropFirst(Self.indentation(of: line))
    }

    /// The spaces and tabs a line begins with.
    private static func indentation(of line: ArraySlice<UInt8>) -> Int {
        line.prefix { $0 == space || $0 == 0x09 }.count
    }
}
