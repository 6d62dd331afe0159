/// Reads a pattern and writes the program that matches it.
struct RegexCompiler {
    typealias Instruction = RegularExpression.Instruction

    static let instructionsMax = 20_000
    static let depthMax = 100

    private let scalars: [Unicode.Scalar]
    private let position: Int
    private var index = 0
    private var depth = 0
    private var program: [Instruction] = []
    private(set) var sets: [ScalarSet] = []
    private(set) var groupCount = 0
    private var guardCount = 0
    private let groupsInAll: Int

    init(_ pattern: String, position: Int) {
        scalars = Array(pattern.unicodeScalars)
        self.position = position
        groupsInAll = Self.countGroups(scalars)
    }

    var registerCount: Int { (groupsInAll + 1) * 2 + guardCount }

    private static func countGroups(_ scalars: [Unicode.Scalar]) -> Int {
        var count = 0
        var index = 0
        var isInSet = false
        while index < scalars.count {
            switch scalars[index] {
            case "\\": index += 1
            case "[": isInSet = true
            case "]": isInSet = false
            case "(" where !isInSet && !(index + 1 < scalars.count && scalars[index + 1] == "?"): count += 1
            default: break
            }
            index += 1
        }
        return count
    }

    mutating func compile() throws(JSONataError) -> [Instruction] {
        program.append(.save(0))
        try alternatives()
        guard index == scalars.count else { throw error("there is a `)` too many") }
        program.append(.save(1))
        program.append(.match)
        return program
    }

    private func error(_ message: String) -> JSONataError {
        JSONataError(code: "S0303", message: "Regular expression: \(message)", position: position)
    }

    private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
        index + ahead < scalars.count ? scalars[index + ahead] : nil
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard peek() == scalar else { return false }
        index += 1
        return true
    }

    private mutating func emit(_ instruction: Instruction) throws(JSONataError) {
        guard program.count < Self.instructionsMax else {
            throw error("it is too large once its counts are written out")
        }
        program.append(instruction)
    }

    private mutating func emit(set: ScalarSet) throws(JSONataError) {
        sets.append(set)
        try emit(.set(sets.count - 1))
    }

    private mutating func alternatives() throws(JSONataError) {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthMax else { throw error("groups are nested more than \(Self.depthMax) deep") }
        let start = program.count
        try sequence()
        guard peek() == "|" else { return }
        index += 1
        // The first alternative moves one place down, behind the split.
        let first = moved(Array(program[start...]), by: 1)
        program.removeSubrange(start...)
        try emit(.split(start + 1, start + first.count + 2))
        for instruction in first { try emit(instruction) }
        let jump = program.count
        try emit(.jump(0))
        try alternatives()
        program[jump] = .jump(program.count)
    }

    private func moved(_ instructions: [Instruction], by offset: Int) -> [Instruction] {
        instructions.map { instruction in
            switch instruction {
            case .split(let first, let second): .split(first + offset, second + offset)
            case .jump(let target): .jump(target + offset)
            case .look(let end, let isNegated): .look(end: end + offset, isNegated: isNegated)
            default: instruction
            }
        }
    }

    private mutating func sequence() throws(JSONataError) {
        while let scalar = peek(), scalar != "|", scalar != ")" {
            let start = program.count
            let groupsBefore = groupCount
            let isRepeatable = try atom()
            guard let bounds = try quantifier() else { continue }
            guard isRepeatable else { throw error("there is nothing to repeat") }
            try repeatAtom(from: start, groupsBefore, bounds)
        }
    }
}

// MARK: - Repetition

extension RegexCompiler {
    private struct Bounds {
        var least: Int
        /// Nil: without end.
        var most: Int?
        var isLazy = false
    }

    private mutating func quantifier() throws(JSONataError) -> Bounds? {
        var bounds: Bounds
        switch peek() {
        case "*": bounds = Bounds(least: 0, most: nil)
        case "+": bounds = Bounds(least: 1, most: nil)
        case "?": bounds = Bounds(least: 0, most: 1)
        case "{":
            guard let counted = counts() else { return nil }
            bounds = counted
            index -= 1
        default: return nil
        }
        index += 1
        if let most = bounds.most, most < bounds.least { throw error("numbers are out of order in {}") }
        bounds.isLazy = take("?")
        return bounds
    }

    /// `{2}`, `{2,}` or `{2,3}`; anything else in braces stands for itself.
    private mutating func counts() -> Bounds? {
        let mark = index
        index += 1
        let least = number()
        var most = least
        if take(",") { most = number() }
        guard let least, take("}") else {
            index = mark
            return nil
        }
        return Bounds(least: least, most: most)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let digit = peek()?.value, (0x30...0x39).contains(digit) {
            value = min((value ?? 0) * 10 + Int(digit - 0x30), Self.instructionsMax)
            index += 1
        }
        return value
    }

    private mutating func repeatAtom(from start: Int, _ groupsBefore: Int, _ bounds: Bounds) throws(JSONataError) {
        let atom = Array(program[start...])
        program.removeSubrange(start...)
        if atom.count == 1, atom[0].isCharacterTest, !bounds.isLazy {
            guard bounds.least < Self.instructionsMax, bounds.most ?? 0 < Self.instructionsMax else {
                throw error("it is too large once its counts are written out")
            }
            try emit(.many(least: bounds.least, most: bounds.most ?? .max))
            return try emit(atom[0])
        }
        var body: [Instruction] = []
        if groupCount > groupsBefore { body.append(.clear((groupsBefore + 1) * 2...groupCount * 2 + 1)) }
        body += moved(atom, by: body.count)
        for _ in 0..<bounds.least { try append(body, from: start) }
        if let most = bounds.most {
            var splits: [Int] = []
            for _ in 0..<(most - bounds.least) {
                splits.append(program.count)
                try emit(.jump(0))
                try append(body, from: start)
            }
            for split in splits { program[split] = choice(split + 1, program.count, isLazy: bounds.isLazy) }
            return
        }
        let register = (groupsInAll + 1) * 2 + guardCount
        guardCount += 1
        let split = program.count
        try emit(.jump(0))
        try emit(.save(register))
        try append(body, from: start)
        try emit(.progress(register))
        try emit(.jump(split))
        program[split] = choice(split + 1, program.count, isLazy: bounds.isLazy)
    }

    private mutating func append(_ body: [Instruction], from start: Int) throws(JSONataError) {
        for instruction in moved(body, by: program.count - start) { try emit(instruction) }
    }

    private func choice(_ inside: Int, _ after: Int, isLazy: Bool) -> Instruction {
        isLazy ? .split(after, inside) : .split(inside, after)
    }
}

// MARK: - Atoms

extension RegexCompiler {
    /// One atom; false for an assertion, which cannot be repeated.
    private mutating func atom() throws(JSONataError) -> Bool {
        guard let scalar = peek() else { return false }
        index += 1
        switch scalar {
        case ".": try emit(.any)
        case "^":
            try emit(.lineStart)
            return false
        case "$":
            try emit(.lineEnd)
            return false
        case "(": return try group()
        case "[": try emit(set: try characterClass())
        case "\\": return try escape()
        case "*", "+", "?": throw error("there is nothing to repeat")
        default: try emit(.scalar(scalar))
        }
        return true
    }

    private mutating func group() throws(JSONataError) -> Bool {
        guard take("?") else {
            groupCount += 1
            let number = groupCount
            try emit(.save(number * 2))
            try alternatives()
            try emit(.save(number * 2 + 1))
            guard take(")") else { throw error("a group is not closed") }
            return true
        }
        if take(":") {
            try alternatives()
            guard take(")") else { throw error("a group is not closed") }
            return true
        }
        let isNegated = peek() == "!"
        guard take("=") || take("!") else { throw error("of the `(?` groups only (?: (?= and (?! are supported") }
        let look = program.count
        try emit(.look(end: 0, isNegated: isNegated))
        try alternatives()
        try emit(.match)
        program[look] = .look(end: program.count, isNegated: isNegated)
        guard take(")") else { throw error("a group is not closed") }
        return true
    }

    private mutating func escape() throws(JSONataError) -> Bool {
        guard let scalar = peek() else { throw error("it ends with a `\\`") }
        switch scalar {
        case "b", "B":
            index += 1
            try emit(.wordBoundary(isNegated: scalar == "B"))
            return false
        case "1"..."9":
            if let number = number(), number <= groupsInAll {
                try emit(.backReference(number))
                return true
            }
            throw error("it refers to a group that is not there")
        default:
            if let set = classEscape() { try emit(set: set) } else { try emit(.scalar(try characterEscape())) }
            return true
        }
    }

    private mutating func classEscape() -> ScalarSet? {
        let set: ScalarSet
        switch peek() {
        case "d": set = .digits
        case "D": set = ScalarSet.digits.inverted
        case "w": set = .word
        case "W": set = ScalarSet.word.inverted
        case "s": set = .blanks
        case "S": set = ScalarSet.blanks.inverted
        default: return nil
        }
        index += 1
        return set
    }

    private mutating func characterEscape() throws(JSONataError) -> Unicode.Scalar {
        guard let scalar = peek() else { throw error("it ends with a `\\`") }
        index += 1
        switch scalar {
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "f": return "\u{0C}"
        case "v": return "\u{0B}"
        case "0": return "\0"
        case "x", "u":
            let count = scalar == "x" ? 2 : 4
            let digits = scalars[index..<min(index + count, scalars.count)]
            guard digits.count == count, let value = UInt32(String.of(digits), radix: 16),
                let result = Unicode.Scalar(value)
            else { return scalar }
            index += count
            return result
        default: return scalar
        }
    }

    private mutating func characterClass() throws(JSONataError) -> ScalarSet {
        var set = ScalarSet()
        set.isNegated = take("^")
        while let scalar = peek(), scalar != "]" {
            guard let low = try classMember(&set) else { continue }
            guard peek() == "-", let next = peek(1), next != "]" else {
                set.ranges.append(low.value...low.value)
                continue
            }
            index += 1
            var part = ScalarSet()
            guard let high = try classMember(&part) else {
                set.ranges += [low.value...low.value, 0x2D...0x2D]
                set.add(part)
                continue
            }
            guard low <= high else { throw error("a range in [] is out of order") }
            set.ranges.append(low.value...high.value)
        }
        guard take("]") else { throw error("a `[` is not closed") }
        return set
    }

    /// One character of a class; nil where it was a class of its own, which is added to `set`.
    private mutating func classMember(_ set: inout ScalarSet) throws(JSONataError) -> Unicode.Scalar? {
        guard take("\\") else {
            guard let scalar = peek() else { throw error("a `[` is not closed") }
            index += 1
            return scalar
        }
        if let other = classEscape() {
            set.add(other)
            return nil
        }
        if take("b") { return "\u{08}" }
        return try characterEscape()
    }
}
