/// Where each byte of a scalar's decoded text stands in the file, through escapes, folding and indentation.
///
/// The source is read a second time along the decoded text, which libyaml made: the source says where, the decoded
/// text says what. Where the two do not agree, which no YAML this reader accepts is known to cause, the rest of the
/// text maps to the end of the scalar.
package struct ScalarMap: Sendable {
    private let source: SourceText
    private let decoded: [UInt8]
    private let end: Int
    private var place: Int
    /// The source offset of each decoded byte.
    private(set) var offsets: [Int] = []
    /// Where the source of each decoded byte ends.
    private(set) var ends: [Int] = []

    /// The map of a scalar of `source`.
    package init(of scalar: YAMLScalar, in source: SourceText) {
        self.source = source
        decoded = Array(scalar.text.utf8)
        place = scalar.range.start.offset
        end = min(scalar.range.end.offset, source.bytes.count)
        offsets.reserveCapacity(decoded.count)
        switch scalar.style {
        case .plain: readFlow(quote: nil)
        case .singleQuoted: readFlow(quote: UInt8(ascii: "'"))
        case .doubleQuoted: readFlow(quote: UInt8(ascii: "\""))
        case .literal, .folded: readBlock()
        }
        // What is left: the closing quote, or a disagreement.
        let rest = min(place, end)
        while offsets.count < decoded.count { note(1, from: rest, to: rest) }
    }

    /// The source offsets of a stretch of the decoded text, both in UTF-8 bytes.
    package func sourceOffsets(of stretch: Range<Int>) -> Range<Int> {
        let lower = min(max(stretch.lowerBound, 0), decoded.count)
        let upper = min(max(stretch.upperBound, lower), decoded.count)
        let start = lower < offsets.count ? offsets[lower] : (ends.last ?? place)
        guard upper > lower else { return start..<start }
        return start..<max(start, ends[upper - 1])
    }

    private mutating func note(_ count: Int, from start: Int, to end: Int) {
        for _ in 0..<count {
            offsets.append(start)
            ends.append(end)
        }
    }

    // MARK: - Flow scalars (YAML 1.2.2 §7.3)

    private mutating func readFlow(quote: UInt8?) {
        if quote != nil { place += 1 }
        while place < end, offsets.count < decoded.count {
            let byte = source.bytes[place]
            if isBlank(byte) || breakLength(at: place) != nil {
                readWhiteSpace()
                continue
            }
            if byte == UInt8(ascii: "'"), quote == byte {
                note(1, from: place, to: place + 2)
                place += 2
            } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                readEscape()
            } else {
                note(1, from: place, to: place + 1)
                place += 1
            }
        }
    }

    /// Passes white space: as it is, or, where it holds line breaks, as what it was folded to.
    private mutating func readWhiteSpace() {
        var ahead = place
        var breaks: [Range<Int>] = []
        while ahead < end {
            if let length = breakLength(at: ahead) {
                breaks.append(ahead..<ahead + length)
                ahead += length
            } else if isBlank(source.bytes[ahead]) {
                ahead += 1
            } else {
                break
            }
        }
        if breaks.isEmpty {
            for blank in place..<min(ahead, place + decoded.count - offsets.count) {
                note(1, from: blank, to: blank + 1)
            }
        } else {
            // One break folds to a space; of more, the first is dropped and the others stay.
            noteSeparators(breaks)
        }
        place = ahead
    }

    private mutating func readEscape() {
        let start = place
        guard place + 1 < end else {
            place = end
            return
        }
        if let length = breakLength(at: place + 1) {
            // An escaped line break stands for nothing; blank lines after it are line breaks.
            place += 1 + length
            var breaks: [Range<Int>] = []
            while place < end {
                if let length = breakLength(at: place) {
                    breaks.append(place..<place + length)
                    place += length
                } else if isBlank(source.bytes[place]) {
                    place += 1
                } else {
                    break
                }
            }
            for line in breaks { note(1, from: line.lowerBound, to: line.upperBound) }
            return
        }
        let digits: Int =
            switch source.bytes[place + 1] {
            case UInt8(ascii: "x"): 2
            case UInt8(ascii: "u"): 4
            case UInt8(ascii: "U"): 8
            default: 0
            }
        place = min(place + 2 + digits, end)
        note(scalarLength(at: offsets.count), from: start, to: place)
    }

    // MARK: - Block scalars (YAML 1.2.2 §8.1)

    private mutating func readBlock() {
        while place < end, breakLength(at: place) == nil { place += 1 }
        place += breakLength(at: place) ?? 0
        let indentation = blockIndentation()
        var breaks: [Range<Int>] = []
        while place < end, offsets.count < decoded.count {
            var skipped = 0
            while skipped < indentation, place < end, source.bytes[place] == 0x20 {
                place += 1
                skipped += 1
            }
            let lineEnd = endOfLine(from: place)
            if lineEnd > place {
                noteSeparators(breaks)
                breaks = []
                while place < lineEnd, offsets.count < decoded.count {
                    note(1, from: place, to: place + 1)
                    place += 1
                }
            }
            guard let length = breakLength(at: lineEnd) else { break }
            breaks.append(lineEnd..<lineEnd + length)
            place = lineEnd + length
        }
        noteSeparators(breaks)
    }

    /// The indentation of the block: that of its first line with text, less what the decoded line kept of it.
    private func blockIndentation() -> Int {
        let kept = decoded.drop { $0 == 0x0A }.prefix { $0 == 0x20 }.count
        var line = place
        while line < end {
            let text = source.bytes[line..<end].firstIndex { $0 != 0x20 } ?? end
            guard let length = breakLength(at: text) else { return max(0, text - line - kept) }
            line = text + length
        }
        return 0
    }

    // MARK: - Pieces

    /// Notes the decoded line separators here (a space, or line feeds), the last of them at the last of `breaks`.
    private mutating func noteSeparators(_ breaks: [Range<Int>]) {
        guard !breaks.isEmpty, offsets.count < decoded.count else { return }
        var count = decoded[offsets.count...].prefix(breaks.count, while: { $0 == 0x0A })
        if count == 0, decoded[offsets.count] == 0x20 { count = 1 }
        for line in breaks.suffix(count) { note(1, from: line.lowerBound, to: line.upperBound) }
    }

    private func breakLength(at place: Int) -> Int? {
        guard place < end else { return nil }
        switch source.bytes[place] {
        case 0x0A: return 1
        case 0x0D: return place + 1 < end && source.bytes[place + 1] == 0x0A ? 2 : 1
        default: return nil
        }
    }

    private func endOfLine(from place: Int) -> Int {
        source.bytes[place..<end].firstIndex { $0 == 0x0A || $0 == 0x0D } ?? end
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    /// The bytes of the decoded character at `index`.
    private func scalarLength(at index: Int) -> Int {
        guard index < decoded.count else { return 0 }
        let length =
            switch decoded[index] {
            case 0xC0..<0xE0: 2
            case 0xE0..<0xF0: 3
            case 0xF0...: 4
            default: 1
            }
        return min(length, decoded.count - index)
    }
}

extension ArraySlice<UInt8> {
    /// How many of the first `max` bytes satisfy `isWanted`, until one does not.
    fileprivate func prefix(_ max: Int, while isWanted: (UInt8) -> Bool) -> Int {
        prefix(max).prefix(while: isWanted).count
    }
}

extension SourceText {
    /// The place in the file of a stretch of a scalar's decoded text.
    ///
    /// - Parameters:
    ///   - offset: bytes (UTF-8) from the start of the decoded text.
    ///   - length: bytes of the stretch; 0 for a place between two characters.
    ///   - scalar: a scalar of this text.
    /// - Returns: the range in the file; past the end of the decoded text, the place where that ends.
    package func sourceRange(ofOffset offset: Int, length: Int, in scalar: YAMLScalar) -> SourceRange {
        range(ofOffsets: ScalarMap(of: scalar, in: self).sourceOffsets(of: offset..<offset + length))
    }
}
