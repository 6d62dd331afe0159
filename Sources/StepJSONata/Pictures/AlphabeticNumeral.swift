/// Numbers as letters: A to Z, then AA, AB and so on.
enum AlphabeticNumeral {
    /// The largest number written so.
    static let valueMax = 1 << 49

    /// `value` in capitals; empty for zero.
    static func text(_ value: Int) -> String {
        var letters: [UInt8] = []
        var rest = value
        while rest > 0 {
            letters.append(UInt8(ascii: "A") + UInt8((rest - 1) % 26))
            rest = (rest - 1) / 26
        }
        return String(decoding: letters.reversed(), as: UTF8.self)
    }

    /// The number that `letters` write in either case; nil for anything but letters.
    static func value(_ letters: some Collection<Unicode.Scalar>) -> Double? {
        var total = 0.0
        for letter in letters {
            switch letter {
            case "a"..."z": total = total * 26 + Double(letter.value - 0x60)
            case "A"..."Z": total = total * 26 + Double(letter.value - 0x40)
            default: return nil
            }
        }
        return total
    }
}
