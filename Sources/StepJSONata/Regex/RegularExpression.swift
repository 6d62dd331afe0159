/// A regular expression of ECMAScript (ECMA-262, 22.2), without look-behind and named groups.
///
/// It is compiled to a small program run with an explicit stack, so that no pattern overruns the thread's own; the
/// steps it takes count against the evaluation's limit, so that none runs for ever.
final class RegularExpression: Sendable {
    enum Instruction: Sendable {
        case scalar(Unicode.Scalar)
        case any
        /// One of `sets`.
        case set(Int)
        /// The character test of the next instruction, as often as it holds from `least` to `most` times, and less often
        /// should what follows fail.
        case many(least: Int, most: Int)
        /// Goes on at the first place, and at the second should that fail.
        case split(Int, Int)
        case jump(Int)
        /// Notes the position in a register: the groups' bounds, then those that guard empty loops.
        case save(Int)
        /// Fails where nothing was consumed since the register was saved.
        case progress(Int)
        case clear(ClosedRange<Int>)
        case lineStart
        case lineEnd
        case wordBoundary(isNegated: Bool)
        case look(end: Int, isNegated: Bool)
        case backReference(Int)
        case match
    }

    struct Match {
        let range: Range<Int>
        /// The groups after the whole match; nil for one that took no part.
        let groups: [Range<Int>?]
    }

    let program: [Instruction]
    let sets: [ScalarSet]
    /// The ASCII part of each of `sets`.
    let asciiSets: [ASCIISet]
    /// The test that the first character of every match passes, if there is one such.
    let firstTest: Instruction?
    let groupCount: Int
    let registerCount: Int
    let ignoresCase: Bool
    let isMultiline: Bool

    init(_ pattern: String, flags: String, at position: Int) throws(JSONataError) {
        var compiler = RegexCompiler(pattern, position: position)
        program = try compiler.compile()
        sets = compiler.sets
        asciiSets = sets.map(ASCIISet.init)
        firstTest = Self.firstTest(of: program)
        groupCount = compiler.groupCount
        registerCount = compiler.registerCount
        ignoresCase = flags.contains("i")
        isMultiline = flags.contains("m")
    }
}

extension RegularExpression {
    private static func firstTest(of program: [Instruction]) -> Instruction? {
        switch program[1] {
        case .many(let least, _) where least > 0: program[2]
        case .scalar, .any, .set: program[1]
        default: nil
        }
    }
}

extension RegularExpression.Instruction {
    /// Whether it takes exactly one character, whatever was matched before.
    var isCharacterTest: Bool {
        switch self {
        case .scalar, .any, .set: true
        default: false
        }
    }
}

/// The ASCII part of a class of characters, as bits.
struct ASCIISet: Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0

    init(_ set: ScalarSet) {
        for value in UInt8(0)..<128 where set.contains(Unicode.Scalar(value)) {
            if value < 64 { low |= 1 << value } else { high |= 1 << (value - 64) }
        }
    }

    /// Whether the scalar of this value, which is below 128, is in it.
    func contains(_ value: UInt32) -> Bool {
        (value < 64 ? low >> value : high >> (value - 64)) & 1 == 1
    }
}

/// A class of characters: `[a-z]`, `\d`.
struct ScalarSet: Sendable {
    var ranges: [ClosedRange<UInt32>] = []
    var parts: [ScalarSet] = []
    var isNegated = false
    static let digits = ScalarSet(ranges: [0x30...0x39])
    static let word = ScalarSet(ranges: [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])
    static let blanks = ScalarSet(ranges: [
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029, 0x202F...0x202F,
        0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ])

    var inverted: ScalarSet {
        var set = self
        set.isNegated.toggle()
        return set
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let isIn = ranges.contains { $0.contains(scalar.value) } || parts.contains { $0.contains(scalar) }
        return isIn != isNegated
    }

    /// Adds all of `other`.
    mutating func add(_ other: ScalarSet) {
        if other.isNegated || !other.parts.isEmpty { parts.append(other) } else { ranges += other.ranges }
    }
}
