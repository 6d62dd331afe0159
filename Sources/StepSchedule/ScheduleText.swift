/// The bytes of a schedule's text, with the cuts that every form needs; ranges are UTF-8 bytes of the whole text.
struct ScheduleText {
    /// The longest text that is read: no schedule, duration or instant comes near.
    static let bytesMax = 1_024

    let bytes: [UInt8]

    init(_ text: some StringProtocol) throws(ScheduleError) {
        bytes = Array(text.utf8)
        guard bytes.count <= Self.bytesMax else {
            throw ScheduleError("the text is longer than \(Self.bytesMax) bytes", at: 0..<bytes.count)
        }
    }

    subscript(range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    /// The text without the white space around it.
    var trimmed: Range<Int> { trim(0..<bytes.count) }

    /// `range` without the white space around it.
    func trim(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, isSpace(bytes[lower]) { lower += 1 }
        while upper > lower, isSpace(bytes[upper - 1]) { upper -= 1 }
        return lower..<upper
    }

    /// The words of `range`, cut at white space.
    func words(in range: Range<Int>) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var start: Int?
        for index in range {
            if isSpace(bytes[index]) {
                if let begun = start { words.append(begun..<index) }
                start = nil
            } else if start == nil {
                start = index
            }
        }
        if let begun = start { words.append(begun..<range.upperBound) }
        return words
    }

    /// The parts of `range` between `separator`s: one more than there are separators, some perhaps empty.
    func parts(of range: Range<Int>, separatedBy separator: UInt8) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var start = range.lowerBound
        for index in range where bytes[index] == separator {
            parts.append(start..<index)
            start = index + 1
        }
        parts.append(start..<range.upperBound)
        return parts
    }

    /// Where `byte` stands first in `range`.
    func first(_ byte: UInt8, in range: Range<Int>) -> Int? {
        range.first { bytes[$0] == byte }
    }

    /// The number that `range` spells with decimal digits and nothing else, up to 12 of them.
    func number(_ range: Range<Int>) -> Int? {
        guard !range.isEmpty, range.count <= 12 else { return nil }
        var value = 0
        for index in range {
            guard isDigit(bytes[index]) else { return nil }
            value = value * 10 + Int(bytes[index] - UInt8(ascii: "0"))
        }
        return value
    }

    /// The digits that start `range`; empty if there are none.
    func digits(at range: Range<Int>) -> Range<Int> {
        let end = range.first { !isDigit(bytes[$0]) } ?? range.upperBound
        return range.lowerBound..<end
    }

    func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (0x09...0x0d).contains(byte) }
}
