/// How a whole number is written: a picture of XPath's format-integer (F&O 3.1, 4.6.1).
struct IntegerPicture {
    /// How letters are written.
    enum LetterCase {
        case lower, upper, title
    }

    /// What a number is made of.
    enum Numbering {
        case digits(DigitPattern)
        case letters(LetterCase)
        case roman(LetterCase)
        case words(LetterCase)
    }

    var numbering: Numbering
    var isOrdinal: Bool

    /// A picture made of its parts.
    init(_ numbering: Numbering, isOrdinal: Bool) {
        self.numbering = numbering
        self.isOrdinal = isOrdinal
    }

    /// Reads a picture: a format token and, after the last `;`, its modifier.
    init(_ picture: String) throws(JSONataError) {
        let scalars = Array(picture.unicodeScalars)
        let end = scalars.lastIndex(of: ";") ?? scalars.count
        guard let numbering = try Self.numbering(scalars[..<end]) else {
            throw JSONataError(
                "D3130",
                "Formatting or parsing an integer as a sequence starting with \"\(picture)\" is not supported"
            )
        }
        self.init(numbering, isOrdinal: scalars.dropFirst(end + 1).first == "o")
    }

    /// What a format token stands for; nil for one that is not known.
    static func numbering(_ token: ArraySlice<Unicode.Scalar>) throws(JSONataError) -> Numbering? {
        switch Array(token) {
        case ["A"]: return .letters(.upper)
        case ["a"]: return .letters(.lower)
        case ["I"]: return .roman(.upper)
        case ["i"]: return .roman(.lower)
        case ["W"]: return .words(.upper)
        case ["w"]: return .words(.lower)
        case ["W", "w"]: return .words(.title)
        default: return try DigitPattern(token).map(Numbering.digits)
        }
    }

    /// `number` as the picture shows it, with a minus sign if it is negative.
    ///
    /// A number too large for letters or Roman numerals is written in digits.
    func text(_ number: WholeNumber) -> String {
        (number.isNegative ? "-" : "") + magnitude(number)
    }

    private func magnitude(_ number: WholeNumber) -> String {
        switch numbering {
        case .words(let letterCase): return NumberWords.text(number, isOrdinal: isOrdinal).written(letterCase)
        case .letters(let letterCase):
            if let value = number.magnitude(upTo: AlphabeticNumeral.valueMax) {
                return AlphabeticNumeral.text(value).written(letterCase)
            }
        case .roman(let letterCase):
            if let value = number.magnitude(upTo: RomanNumeral.valueMax) {
                return RomanNumeral.text(value).written(letterCase)
            }
        case .digits(let pattern): return pattern.text(number) + (isOrdinal ? number.ordinalSuffix : "")
        }
        return DigitPattern(mandatoryCount: 1).text(number)
    }

    /// The number that `text` writes in the way of the picture; nil where it does not.
    func value(_ text: String) -> Double? {
        var scalars = Array(text.unicodeScalars)[...]
        let isNegative = scalars.first == "-"
        if isNegative { scalars.removeFirst() }
        guard let value = magnitude(scalars) else { return nil }
        return isNegative ? 0 - value : value
    }

    private func magnitude(_ scalars: ArraySlice<Unicode.Scalar>) -> Double? {
        switch numbering {
        case .letters: return AlphabeticNumeral.value(scalars)
        case .roman: return RomanNumeral.value(scalars)
        case .words: return NumberWords.value(scalars)
        case .digits(let pattern):
            let isSuffixed = isOrdinal && Self.hasOrdinalSuffix(scalars)
            return pattern.value(isSuffixed ? scalars.dropLast(2) : scalars)
        }
    }

    /// Whether `scalars` end in `st`, `nd`, `rd` or `th`.
    static func hasOrdinalSuffix(_ scalars: ArraySlice<Unicode.Scalar>) -> Bool {
        let suffix = scalars.suffix(2).compactMap(\.smallLetter)
        return [["s", "t"], ["n", "d"], ["r", "d"], ["t", "h"]].contains(suffix)
    }
}

extension String {
    /// The text in small letters, in capitals, or with each word but `and` begun with a capital.
    func written(_ letterCase: IntegerPicture.LetterCase) -> String {
        switch letterCase {
        case .lower: return lowercased()
        case .upper: return uppercased()
        case .title:
            var text = ""
            var isStart = true
            for (index, character) in zip(indices, self) {
                let isConjunction = self[index...].hasPrefix("and ")
                text += isStart && !isConjunction ? character.uppercased() : String(character)
                isStart = character == " " || character == "-"
            }
            return text
        }
    }
}
