/// Numbers in English words: `three thousand, seven hundred and thirty-first`.
enum NumberWords {
    private static let small = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
        "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
    ]
    private static let tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    /// Names of powers of a thousand with their zeros; larger numbers repeat the last.
    private static let powers: [(zeros: Int, name: String)] = [
        (12, "trillion"), (9, "billion"), (6, "million"), (3, "thousand"), (2, "hundred"),
    ]
    private static let irregularOrdinals = [
        "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
        "twelve": "twelfth",
    ]

    /// The size of `number` in small letters.
    static func text(_ number: WholeNumber, isOrdinal: Bool) -> String {
        let text = number.digits.isEmpty ? small[0] : cardinal(number.digits[...])
        return isOrdinal ? ordinal(text) : text
    }

    /// The words of a number that is not zero.
    private static func cardinal(_ digits: ArraySlice<UInt8>) -> String {
        let digits = digits.drop { $0 == 0 }
        guard let power = powers.first(where: { digits.count > $0.zeros }) else {
            let value = digits.reduce(0) { $0 * 10 + Int($1) }
            if value < 20 { return small[value] }
            return tens[value / 10 - 2] + (value % 10 == 0 ? "" : "-" + small[value % 10])
        }
        let head = cardinal(digits.dropLast(power.zeros)) + " " + power.name
        let rest = digits.suffix(power.zeros).drop { $0 == 0 }
        if rest.isEmpty { return head }
        return head + (rest.count < 3 ? " and " : ", ") + cardinal(rest)
    }

    /// The text with its last word made an ordinal.
    private static func ordinal(_ text: String) -> String {
        let start = text.lastIndex { $0 == " " || $0 == "-" }.map { text.index(after: $0) } ?? text.startIndex
        return text[..<start] + ordinal(word: String(text[start...]))
    }

    private static func ordinal(word: String) -> String {
        if let irregular = irregularOrdinals[word] { return irregular }
        return word.hasSuffix("y") ? word.dropLast() + "ieth" : word + "th"
    }

    // MARK: - Reading

    private enum Meaning {
        case value(Double)
        case power(Double)
        case conjunction
    }

    private static let meanings: [String: Meaning] = {
        var meanings: [String: Meaning] = ["and": .conjunction]
        func add(_ word: String, _ meaning: Meaning) {
            meanings[word] = meaning
            meanings[ordinal(word: word)] = meaning
        }
        for (value, word) in small.enumerated() { add(word, .value(Double(value))) }
        for (index, word) in tens.enumerated() { add(word, .value(Double(index * 10 + 20))) }
        for power in powers { add(power.name, .power((0..<power.zeros).reduce(1) { product, _ in product * 10 })) }
        return meanings
    }()

    /// The longest word that means anything here, in bytes.
    private static let wordLengthMax = 16

    /// The number that `scalars` spell, cardinal or ordinal, in any case; nil for anything else.
    static func value(_ scalars: some Collection<Unicode.Scalar>) -> Double? {
        let ends = prefixes(scalars)
        guard let last = ends.last, last.length == scalars.count else { return nil }
        return last.value
    }

    /// The beginnings of `scalars` that spell a number, shortest first: how many scalars, and the number.
    static func prefixes(_ scalars: some Collection<Unicode.Scalar>) -> [(length: Int, value: Double)] {
        var found: [(length: Int, value: Double)] = []
        var sum = Sum()
        var word = ""
        var length = 0
        func isSeparator(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "-" || scalar == "," }
        for scalar in scalars {
            if let letter = scalar.smallLetter {
                guard word.utf8.count < wordLengthMax else { return found }
                word.unicodeScalars.append(letter)
            } else {
                guard sum.end(&word, at: length, &found), isSeparator(scalar) else { return found }
            }
            length += 1
        }
        _ = sum.end(&word, at: length, &found)
        return found
    }

    /// Adds up words as they come.
    private struct Sum {
        /// Terms of falling size: `one thousand, two hundred and three` is 1000, 200 and 3.
        private var terms: [Double] = []
        private var isAfterPower = false
        /// More terms than any number has.
        private static let termsMax = 64

        /// Takes the word read; false for one that spells no number.
        mutating func end(_ word: inout String, at length: Int, _ found: inout [(length: Int, value: Double)]) -> Bool {
            defer { word = "" }
            if word.isEmpty { return !terms.isEmpty }
            switch meanings[word] {
            case .value(let value):
                guard terms.count < Self.termsMax else { return false }
                terms.append(value)
            case .power(let power): multiply(by: power)
            case .conjunction: return !terms.isEmpty
            case nil: return false
            }
            if case .power = meanings[word] { isAfterPower = true } else { isAfterPower = false }
            found.append((length, terms.reduce(0, +)))
            return true
        }

        private mutating func multiply(by power: Double) {
            if isAfterPower, let last = terms.last, last >= power {
                terms[terms.count - 1] = last * power
                return
            }
            var factor = 0.0
            while let last = terms.last, last < power {
                factor += last
                terms.removeLast()
            }
            terms.append((factor == 0 ? 1 : factor) * power)
        }
    }
}

extension Unicode.Scalar {
    /// The ASCII letter in small; nil for any other scalar.
    var smallLetter: Unicode.Scalar? {
        switch self {
        case "a"..."z": self
        case "A"..."Z": Unicode.Scalar(value + 0x20)
        default: nil
        }
    }
}
