/// What else would be said only because of one error: diagnostics that vanish with it.
///
/// Reading goes on after an error on a guess of what was meant, or without a part of the text. What is then said of the
/// guess, or is found missing, would mislead.
package struct DiagnosticShadow: Hashable, Sendable {
    /// Lines of which nothing is known, counted from 1.
    var lines: Set<Int> = []
    /// Byte offsets of values that were guessed: nothing is said of the value as a whole.
    var values: Set<Int> = []
    /// Byte offsets of the keys and values around a part that was left out, and beside it: nothing is said to be
    /// missing there. Codes that end in `-key` speak of the key itself, which is there.
    var surroundings: Set<Int> = []
    /// Names that the part left out may have defined.
    var names: Set<String> = []

    /// Whether `diagnostic` is of this making.
    func covers(_ diagnostic: Diagnostic) -> Bool {
        let start = diagnostic.range.start
        if lines.contains(start.line) || values.contains(start.offset) { return true }
        if diagnostic.code.hasSuffix("-key") { return false }
        if surroundings.contains(start.offset) { return true }
        let message = diagnostic.message
        return names.contains {
            message.hasSuffix(": \($0)") || message.contains("`$\($0)`") || message.contains("`&\($0)`")
        }
    }
}

extension DiagnosticShadow {
    mutating func formUnion(_ other: DiagnosticShadow) {
        lines.formUnion(other.lines)
        values.formUnion(other.values)
        surroundings.formUnion(other.surroundings)
        names.formUnion(other.names)
    }

    /// The shadow of a repair that changed `lines` of a text.
    init(of repair: YAMLRepair, lines: [Int], in text: RepairedText) {
        switch repair {
        case .quote(let stretch):
            values = [text.originalOffset(stretch.lowerBound)]
        case .indent(let line, _):
            self.lines = [line]
        case .blank:
            self.lines = Set(lines)
            names = Set(lines.prefix(Self.namesMax).flatMap { Self.names(in: text.original.line($0)) })
        }
    }

    /// Lines that are searched for names at most.
    private static let namesMax = 200

    /// The key, which may be of several words, and the words of a line, without quotes and indicators.
    private static func names(in line: ArraySlice<UInt8>) -> [String] {
        guard line.count <= nameBytesMax else { return [] }
        let key = line.prefix { $0 != UInt8(ascii: ":") }
        let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ":") }
        return ([key] + words).map(trimmed).filter { !$0.isEmpty }
    }

    /// Bytes of a line that is searched for names at most.
    private static let nameBytesMax = 400
    private static let indicators = Set("- \t\"'[]{},&*@".utf8)

    private static func trimmed(_ text: ArraySlice<UInt8>) -> String {
        guard let first = text.firstIndex(where: { !indicators.contains($0) }),
            let last = text.lastIndex(where: { !indicators.contains($0) })
        else { return "" }
        return String(decoding: text[first...last], as: UTF8.self)
    }

    /// Adds what stands around and beside the first of the lines left out.
    mutating func addSurroundings(in documents: [YAMLNode], of source: SourceText) {
        guard let line = lines.min(), !names.isEmpty else { return }
        let indentation = IndentedLine(source.line(line)).columns.first?.offset ?? 0
        let document = documents.last { $0.range.start.line <= line } ?? documents.first
        var next = document
        while let node = next {
            next = nil
            surroundings.insert(node.range.start.offset)
            switch node.content {
            case .scalar: break
            case .sequence(let items):
                let item = items.last { $0.range.start.line < line }
                if let item, item.range.start.column - 1 <= indentation { next = item }
            case .mapping(let entries):
                if let entry = entries.last(where: { $0.key.range.start.line < line }),
                    entry.key.range.start.column - 1 < indentation
                {
                    surroundings.insert(entry.key.range.start.offset)
                    next = entry.value
                } else {
                    surroundings.formUnion(entries.map(\.key.range.start.offset))
                }
            }
        }
    }
}
