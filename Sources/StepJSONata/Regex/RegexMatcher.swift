extension RegularExpression {
    /// The first match at or after `start`.
    func firstMatch(
        in text: [Unicode.Scalar],
        from start: Int,
        _ evaluation: inout Evaluation
    ) throws(JSONataError) -> Match? {
        guard start <= text.count else { return nil }
        for place in start...text.count {
            var registers = [Int](repeating: -1, count: registerCount)
            guard try run(0, text, place, &registers, &evaluation) else { continue }
            let groups = (0..<groupCount).map { group in
                let low = registers[group * 2 + 2]
                let high = registers[group * 2 + 3]
                return low >= 0 && high >= low ? low..<high : nil
            }
            return Match(range: registers[0]..<registers[1], groups: groups)
        }
        return nil
    }

    /// All matches that do not overlap, up to `countMax`; one that is empty is an error (D1004).
    func matches(
        in text: [Unicode.Scalar],
        countMax: Int = .max,
        _ evaluation: inout Evaluation
    ) throws(JSONataError) -> [Match] {
        var matches: [Match] = []
        var start = 0
        while matches.count < countMax, let match = try firstMatch(in: text, from: start, &evaluation) {
            guard !match.range.isEmpty else {
                throw JSONataError("D1004", "Regular expression matches zero length string")
            }
            matches.append(match)
            start = match.range.upperBound
        }
        return matches
    }

    /// A place to go on from, should the present one fail.
    private struct Choice {
        let instruction: Int
        let position: Int
        let registers: [Int]
    }

    private func run(
        _ entry: Int,
        _ text: [Unicode.Scalar],
        _ start: Int,
        _ registers: inout [Int],
        _ evaluation: inout Evaluation
    ) throws(JSONataError) -> Bool {
        var choices: [Choice] = []
        var at = entry
        var position = start
        while true {
            try evaluation.spend(1)
            var goesOn = true
            switch program[at] {
            case .match: return true
            case .split(let first, let second):
                choices.append(Choice(instruction: second, position: position, registers: registers))
                at = first
                continue
            case .jump(let target):
                at = target
                continue
            case .look(let end, let isNegated):
                var inner = registers
                let isFound = try run(at + 1, text, position, &inner, &evaluation)
                goesOn = isFound != isNegated
                if goesOn, !isNegated { registers = inner }
                if goesOn {
                    at = end
                    continue
                }
            case .save(let register): registers[register] = position
            case .progress(let register): goesOn = registers[register] != position
            case .clear(let range): for register in range { registers[register] = -1 }
            default: goesOn = test(program[at], text, &position, registers)
            }
            if goesOn {
                at += 1
            } else {
                guard let choice = choices.popLast() else { return false }
                at = choice.instruction
                position = choice.position
                registers = choice.registers
            }
        }
    }

    /// Whether the text goes on as the instruction says; `position` moves past what it took.
    private func test(
        _ instruction: Instruction,
        _ text: [Unicode.Scalar],
        _ position: inout Int,
        _ registers: [Int]
    ) -> Bool {
        switch instruction {
        case .lineStart: return position == 0 || isMultiline && Self.isLineEnd(text[position - 1])
        case .lineEnd: return position == text.count || isMultiline && Self.isLineEnd(text[position])
        case .wordBoundary(let isNegated):
            let before = position > 0 && ScalarSet.word.contains(text[position - 1])
            let after = position < text.count && ScalarSet.word.contains(text[position])
            return (before != after) != isNegated
        case .backReference(let group):
            let low = registers[group * 2]
            let high = registers[group * 2 + 1]
            guard low >= 0, high >= low else { return true }
            guard position + high - low <= text.count else { return false }
            for offset in 0..<(high - low) where !same(text[low + offset], text[position + offset]) { return false }
            position += high - low
            return true
        default: break
        }
        guard position < text.count else { return false }
        let scalar = text[position]
        position += 1
        switch instruction {
        case .scalar(let wanted): return same(scalar, wanted)
        case .any: return !Self.isLineEnd(scalar)
        case .set(let set):
            if set.contains(scalar) { return true }
            return ignoresCase && (set.contains(Self.lower(scalar)) || set.contains(Self.upper(scalar)))
        default: return false
        }
    }

    private func same(_ left: Unicode.Scalar, _ right: Unicode.Scalar) -> Bool {
        left == right || ignoresCase && Self.upper(left) == Self.upper(right)
    }

    private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\n" || scalar == "\r" || scalar == "\u{2028}" || scalar == "\u{2029}"
    }

    private static func upper(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let mapped = scalar.properties.uppercaseMapping.unicodeScalars
        return mapped.count == 1 ? mapped.first ?? scalar : scalar
    }

    private static func lower(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        let mapped = scalar.properties.lowercaseMapping.unicodeScalars
        return mapped.count == 1 ? mapped.first ?? scalar : scalar
    }
}
