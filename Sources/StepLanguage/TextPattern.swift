/// The value of `StringMatches`: `*` stands for any text, `\*` and `\\` for the character.
struct TextPattern: Sendable {
    /// What stands between the stars.
    private let pieces: [[UInt8]]

    /// Nil when a backslash stands before something else.
    init?(_ pattern: String) {
        var pieces: [[UInt8]] = [[]]
        var bytes = Array(pattern.utf8)[...]
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "*"): pieces.append([])
            case UInt8(ascii: "\\"):
                guard let escaped = bytes.popFirst(), "*\\".utf8.contains(escaped) else { return nil }
                pieces[pieces.count - 1].append(escaped)
            default: pieces[pieces.count - 1].append(byte)
            }
        }
        self.pieces = pieces
    }

    /// Whether the whole of `text` matches.
    func matches(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        guard let first = pieces.first, let last = pieces.last, pieces.count > 1 else {
            return rest.elementsEqual(pieces.first ?? [])
        }
        guard rest.starts(with: first) else { return false }
        rest.removeFirst(first.count)
        guard rest.count >= last.count, rest.suffix(last.count).elementsEqual(last) else { return false }
        rest.removeLast(last.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let range = rest.firstRange(of: piece) else { return false }
            rest = rest[range.upperBound...]
        }
        return true
    }
}
