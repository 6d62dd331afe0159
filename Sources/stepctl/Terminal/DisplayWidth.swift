/// How many columns of a terminal a text takes.
///
/// A character is one grapheme cluster (UAX #29) and takes the columns of its first scalar that takes any: none for
/// combining and format characters, two for those that UAX #11 calls Wide or Fullwidth and for emoji, one for the rest.
/// Counting bytes or scalars instead would put the columns of a table out of line.
enum DisplayWidth {
    /// The columns of `text`, which has no control characters.
    static func columns(of text: some StringProtocol) -> Int {
        // One column a byte, as nearly every text has it.
        if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return text.utf8.count }
        return text.reduce(0) { $0 + columns(of: $1) }
    }

    /// The columns of one character: 0, 1 or 2.
    static func columns(of character: Character) -> Int {
        let scalars = character.unicodeScalars
        let widest = scalars.lazy.map(columns(of:)).first { $0 > 0 } ?? 0
        // Variation selector 16 asks for the emoji, which is wide, where the scalar alone may be narrow.
        return widest == 1 && scalars.contains("\u{FE0F}") ? 2 : widest
    }

    /// `text`, or its beginning and an ellipsis where it takes more than `columnsMax` columns.
    static func truncated(_ text: String, columnsMax: Int) -> String {
        guard columns(of: text) > columnsMax else { return text }
        var result = ""
        var used = 0
        for character in text {
            used += columns(of: character)
            guard used < columnsMax else { break }
            result.append(character)
        }
        return result + "…"
    }

    private static func columns(of scalar: Unicode.Scalar) -> Int {
        let properties = scalar.properties
        switch properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: break
        }
        if properties.isEmojiPresentation { return 2 }
        return wideRanges.contains { $0 ~= scalar.value } ? 2 : 1
    }

    /// The blocks whose characters are Wide or Fullwidth (UAX #11, EastAsianWidth.txt), emoji apart.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
        0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60,
        0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F2FF, 0x20000...0x3FFFD,
    ]
}
