/// Roman numerals: `MCMLXXXIV`.
enum RomanNumeral {
    /// The largest number written so; larger ones would be long rows of `M`.
    static let valueMax = 1_000_000

    private static let parts: [(value: Int, text: String)] = [
        (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
        (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
    ]

    /// `value` in capitals; empty for zero.
    static func text(_ value: Int) -> String {
        var rest = value
        var text = ""
        for part in parts {
            text += String(repeating: part.text, count: rest / part.value)
            rest %= part.value
        }
        return text
    }

    /// What a letter stands for, in either case; nil for one that is none of these.
    static func value(of letter: Unicode.Scalar) -> Int? {
        switch letter {
        case "M", "m": 1000
        case "D", "d": 500
        case "C", "c": 100
        case "L", "l": 50
        case "X", "x": 10
        case "V", "v": 5
        case "I", "i": 1
        default: nil
        }
    }

    /// The number that `letters` write, a smaller one before a larger being taken from it; nil for any other letter.
    static func value(_ letters: some BidirectionalCollection<Unicode.Scalar>) -> Double? {
        var total = 0.0
        var largest = 0
        for letter in letters.reversed() {
            guard let value = value(of: letter) else { return nil }
            total += Double(value < largest ? -value : value)
            largest = max(largest, value)
        }
        return total
    }
}
