/// A regular expression at work on one text.
struct RegexMatcher {
    typealias Instruction = RegularExpression.Instruction

    /// A place to go on from, should the present one fail.
    private struct Choice {
        let instruction: Int
        var position: Int
        /// The place may move back so far, one by one.
        let lowest: Int
        /// How much of `changes` stays.
        let changeCount: Int
    }

    private let regex: RegularExpression
    private let program: [Instruction]
    private let asciiSets: [ASCIISet]
    private let text: [Unicode.Scalar]
    private var registers: [Int]
    private var choices: [Choice] = []
    /// What the registers held before each change, to go back to.
    private var changes: [(register: Int, value: Int)] = []

    init(_ regex: RegularExpression, _ text: [Unicode.Scalar]) {
        self.regex = regex
        program = regex.program
        asciiSets = regex.asciiSets
        self.text = text
        registers = Array(repeating: -1, count: regex.registerCount)
    }

    /// The first match at or after `start`.
    mutating func firstMatch(
        from start: Int,
        _ evaluation: inout Evaluation
    ) throws(JSONataError) -> RegularExpression.Match? {
        guard start <= text.count else { return nil }
        var next = start
        while next <= text.count {
            if let firstTest = regex.firstTest {
                let from = next
                while next < text.count, !takes(firstTest, text[next]) { next += 1 }
                try evaluation.spend(next - from)
                if next == text.count { return nil }
            }
            let place = next
            next += 1
            for register in registers.indices { registers[register] = -1 }
            choices.removeAll(keepingCapacity: true)
            changes.removeAll(keepingCapacity: true)
            guard try run(0, place, &evaluation) else { continue }
            let groups: [Range<Int>?] = (0..<regex.groupCount).map { group in
                let low = registers[group * 2 + 2]
                let high = registers[group * 2 + 3]
                return low >= 0 && high >= low ? low..<high : nil
            }
            return RegularExpression.Match(range: registers[0]..<registers[1], groups: groups)
        }
        return nil
    }

    /// All matches that do not overlap, up to `countMax`; one that is empty is an error (D1004).
    mutating func matches(
        countMax: Int,
        _ evaluation: inout Evaluation
    ) throws(JSONataError) -> [RegularExpression.Match] {
        var matches: [RegularExpression.Match] = []
        var start = 0
        while matches.count < countMax, let match = try firstMatch(from: start, &evaluation) {
            guard !match.range.isEmpty else {
                throw JSONataError("D1004", "Regular expression matches zero length string")
            }
            matches.append(match)
            start = match.range.upperBound
        }
        return matches
    }

    private mutating func run(
        _ entry: Int,
        _ start: Int,
        _ evaluation: inout Evaluation
    ) throws(JSONataError) -> Bool {
        let choiceCount = choices.count
        var at = entry
        var position = start
        while true {
            try evaluation.spend(1)
            var goesOn = true
            switch program[at] {
            case .match:
                choices.removeLast(choices.count - choiceCount)
                return true
            case .split(let first, let second):
                choose(second, position, lowest: position)
                at = first
                continue
            case .jump(let target):
                at = target
                continue
            case .many(let least, let most):
                let end = try runEnd(of: program[at + 1], position, most, &evaluation)
                goesOn = end >= position + least
                if goesOn {
                    if end > position + least { choose(at + 2, end - 1, lowest: position + least) }
                    position = end
                    at += 1
                }
            case .look(let end, let isNegated):
                let changeCount = changes.count
                let isFound = try run(at + 1, position, &evaluation)
                if isNegated { undo(to: changeCount) }
                goesOn = isFound != isNegated
                if goesOn {
                    at = end
                    continue
                }
            case .save(let register): set(register, position)
            case .progress(let register): goesOn = registers[register] != position
            case .clear(let range): for register in range { set(register, -1) }
            default: goesOn = test(program[at], &position)
            }
            if goesOn {
                at += 1
            } else {
                guard choices.count > choiceCount else { return false }
                (at, position) = resume()
            }
        }
    }

    private mutating func choose(_ instruction: Int, _ position: Int, lowest: Int) {
        choices.append(
            Choice(instruction: instruction, position: position, lowest: lowest, changeCount: changes.count)
        )
    }

    /// Goes back to the choice made last.
    private mutating func resume() -> (instruction: Int, position: Int) {
        let last = choices.count - 1
        let choice = choices[last]
        undo(to: choice.changeCount)
        if choice.position > choice.lowest { choices[last].position -= 1 } else { choices.removeLast() }
        return (choice.instruction, choice.position)
    }

    private mutating func set(_ register: Int, _ value: Int) {
        changes.append((register, registers[register]))
        registers[register] = value
    }

    private mutating func undo(to count: Int) {
        while changes.count > count {
            let change = changes.removeLast()
            registers[change.register] = change.value
        }
    }

    /// How far, from `start` on, one character after another passes the test.
    private func runEnd(
        of instruction: Instruction,
        _ start: Int,
        _ most: Int,
        _ evaluation: inout Evaluation
    ) throws(JSONataError) -> Int {
        let limit = most < text.count - start ? start + most : text.count
        var end = start
        while end < limit, takes(instruction, text[end]) { end += 1 }
        try evaluation.spend(end - start)
        return end
    }
}

// MARK: - Tests

extension RegexMatcher {
    /// Whether the text goes on as the instruction says; `position` moves past what it took.
    private func test(_ instruction: Instruction, _ position: inout Int) -> Bool {
        switch instruction {
        case .lineStart: return position == 0 || regex.isMultiline && Self.isLineEnd(text[position - 1])
        case .lineEnd: return position == text.count || regex.isMultiline && Self.isLineEnd(text[position])
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
        default:
            guard position < text.count else { return false }
            position += 1
            return takes(instruction, text[position - 1])
        }
    }

    /// Whether an instruction for one character takes this one.
    private func takes(_ instruction: Instruction, _ scalar: Unicode.Scalar) -> Bool {
        switch instruction {
        case .scalar(let wanted): return same(scalar, wanted)
        case .any: return !Self.isLineEnd(scalar)
        case .set(let index):
            let isIn = scalar.isASCII ? asciiSets[index].contains(scalar.value) : regex.sets[index].contains(scalar)
            guard regex.ignoresCase else { return isIn }
            // Where another case is one of those listed, this one counts as listed too.
            let set = regex.sets[index]
            guard isIn == set.isNegated else { return isIn }
            let hasOther = [Self.lower(scalar), Self.upper(scalar)].contains { set.contains($0) != set.isNegated }
            return hasOther != set.isNegated
        default: return false
        }
    }

    private func same(_ left: Unicode.Scalar, _ right: Unicode.Scalar) -> Bool {
        left == right || regex.ignoresCase && Self.upper(left) == Self.upper(right)
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
