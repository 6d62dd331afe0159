import StepJSONata

/// Makes inputs out of inputs: the same ones for the same seed.
struct InputMutator {
    /// Longer inputs are cut.
    static let bytesMax = 1 << 16

    private var source: RandomSource
    private let words: [[UInt8]]

    /// Inputs for `seed`; `words` are put into them besides their own parts.
    init(seed: UInt64, words: [String]) {
        source = RandomSource(seed: seed)
        self.words = words.map { Array($0.utf8) }
    }

    /// A number below `bound`.
    private mutating func number(below bound: Int) -> Int { Int.random(in: 0..<max(1, bound), using: &source) }

    /// A changed copy of one of `inputs`.
    mutating func input(from inputs: [[UInt8]]) -> [UInt8] {
        var bytes = inputs.isEmpty ? [] : inputs[number(below: inputs.count)]
        for _ in 0...number(below: 6) { change(&bytes, inputs) }
        if bytes.count > Self.bytesMax { bytes.removeLast(bytes.count - Self.bytesMax) }
        return bytes
    }

    private mutating func change(_ bytes: inout [UInt8], _ inputs: [[UInt8]]) {
        let place = number(below: bytes.count + 1)
        switch number(below: 10) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(number(below: 8))
        case 1 where place < bytes.count: bytes[place] = UInt8(number(below: 256))
        case 2: bytes.removeSubrange(stretch(of: bytes, from: place))
        case 3: bytes.insert(contentsOf: Array(bytes[stretch(of: bytes, from: place)]), at: place)
        case 4 where !inputs.isEmpty:
            let other = inputs[number(below: inputs.count)]
            bytes.insert(contentsOf: other[stretch(of: other, from: number(below: other.count + 1))], at: place)
        case 5:
            // Deep nesting comes from repetition only.
            let word = words.isEmpty ? [] : words[number(below: words.count)]
            let count = 1 << number(below: 13)
            bytes.insert(
                contentsOf: (0..<min(count, Self.bytesMax / max(1, word.count))).flatMap { _ in word },
                at: place
            )
        case 6 where place < bytes.count:
            let end = stretch(of: bytes, from: place).upperBound
            bytes[place..<end].reverse()
        default:
            guard !words.isEmpty else { return }
            bytes.insert(contentsOf: words[number(below: words.count)], at: place)
        }
    }

    private mutating func stretch(of bytes: [UInt8], from place: Int) -> Range<Int> {
        place..<min(bytes.count, place + 1 + number(below: number(below: 8) == 0 ? bytes.count + 1 : 16))
    }
}

extension FuzzTarget {
    /// What the language under test is made of.
    var words: [String] {
        switch self {
        case .json:
            ["{", "}", "[", "]", "\"", ":", ",", "null", "true", "-0", "1e308", "0.1", "\\u", "\\uD83D", "\\n", "[["]
        case .yaml:
            [
                "- ", ": ", "\n", "  ", "&a ", "*a", "<<: *a", "|\n", ">-\n", "'", "\"", "{", "}", "[", "]", "? ",
                "!!str ",
                "---\n", "...\n", "# c\n", "\t", "%YAML 1.2\n", "\u{FEFF}", "{% $x %}", "0o7", "~",
            ]
        case .jsonpath:
            [
                "$", "$$", ".", "..", "[", "]", "*", "?(", "@.", "'a'", "\"b\"", "==", "=~ /a.*/i", "&&", "||", "!",
                "(", ")",
                "0", "-1", ":", ",", "a", "items", "b", "in", "nin", "size", "empty", "length()", "min()", "true",
                "null", "\\",
            ]
        case .intrinsic:
            [
                "States.", "Format(", "Array(", "ArrayRange(", "ArrayPartition(", "ArrayGetItem(", "ArrayLength(",
                "ArrayContains(", "ArrayUnique(", "StringToJson(", "JsonToString(", "JsonMerge(", "Base64Encode(",
                "Base64Decode(", "Hash(", "MathAdd(", "MathRandom(", "StringSplit(", "UUID()", "'{}'", ", ", ")",
                "$.a.b",
                "1", "-1", "null", "true", "\\'", "99999999999", "0.5", "'",
            ]
        case .jsonata:
            [
                "$", "$$", ".", "[", "]", "{", "}", "(", ")", "a", "items", "b", "*", "**", "%", "^(", ">", "<", ":=",
                "?", ":",
                "function($x){", "$map(", "$filter(", "$reduce(", "$sum(", "$match(", "$replace(", "/a+b*/i", "~>", "&",
                "and",
                "or", "in", "@$i", "#$i", "'x'", "\"y\"", "1", "-", "+", "/", "|", ";", ",", "..", "null", "true",
                "$string(",
                "$formatNumber(", "$toMillis(", "$fromMillis(", "$split(", "$sort(", "$each(", "$power(", "1e3", "`n`",
                "λ($a){",
            ]
        case .job:
            [
                "steps:", "- id: a", "  run: x", "  if: ", "\"{% ", " %}\"", "${{ ", " }}", "$params.", "$result",
                "$error",
                "switch:", "when:", "else:", "parallel:", "for_each:", "as:", "catch:", "on:", "goto:", "retry:",
                "poll:",
                "start:", "every: 1s", "until:", "timeout: 5m", "always:", "on_failure:", "wait: 0s", "fail:",
                "approve:",
                "state:", "{ ", " }", "[", "]", "\n", "---\n", "&a ", "*a", "schedule:", "calendar:", "secrets:",
            ]
        case .asl:
            [
                "\"StartAt\":", "\"States\":", "{", "}", "[", "]", ",", ":", "\"Type\":\"Pass\"", "\"Type\":\"Task\"",
                "\"Type\":\"Map\"", "\"Type\":\"Parallel\"", "\"Type\":\"Choice\"", "\"Type\":\"Wait\"",
                "\"Next\":\"A\"",
                "\"End\":true", "\"QueryLanguage\":\"JSONata\"", "\"Assign\":{\"x\":\"{% $y %}\"}", "\"Branches\":[",
                "\"ItemProcessor\":{", "\"Choices\":[", "\"Variable\":\"$.a\"", "\"And\":[", "\"Not\":",
                "\"IsNull\":true",
                "\"Retry\":[", "\"Catch\":[", "\"ErrorEquals\":[\"States.ALL\"]", "\"Parameters\":{\"a.$\":\"$.b\"}",
                "null", "1",
                "\"A\":", "\"B\":", "\"ResultPath\":\"$.a\"", "\"Seconds\":1", "\"{% 1 + %}\"",
            ]
        }
    }
}
