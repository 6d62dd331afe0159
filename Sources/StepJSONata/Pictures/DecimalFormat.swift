/// The characters that a number picture and the text made from it are written in (XPath F&O 3.1, 4.7.1).
struct DecimalFormat {
    private(set) var decimalSeparator = "."
    private(set) var groupingSeparator = ","
    private(set) var exponentSeparator = "e"
    private(set) var infinity = "Infinity"
    private(set) var minusSign = "-"
    private(set) var notANumber = "NaN"
    private(set) var percent = "%"
    private(set) var perMille = "\u{2030}"
    private(set) var digit = "#"
    private(set) var patternSeparator = ";"
    /// The first of ten digits that follow each other.
    private(set) var zeroDigit: Unicode.Scalar = "0"

    /// More characters than any sign has; separators may be written often.
    private static let signLengthMax = 16

    /// The usual characters, but for those that the members of `options` name.
    init(options: Value) {
        for member in options.members ?? [] {
            if let text = member.value.stringValue { set(member.key, text) }
        }
    }

    private mutating func set(_ name: String, _ text: String) {
        let sign = String(text.unicodeScalars.prefix(Self.signLengthMax))
        switch name {
        case "decimal-separator": decimalSeparator = sign
        case "grouping-separator": groupingSeparator = sign
        case "exponent-separator": exponentSeparator = sign
        case "infinity": infinity = text
        case "minus-sign": minusSign = sign
        case "NaN": notANumber = text
        case "percent": percent = sign
        case "per-mille": perMille = sign
        case "digit": digit = sign
        case "pattern-separator": patternSeparator = sign
        case "zero-digit": zeroDigit = text.unicodeScalars.first ?? zeroDigit
        default: break
        }
    }

    /// The signs that have a meaning in a picture.
    var signs: [(kind: NumberPicture.Sign.Kind, text: [Unicode.Scalar])] {
        let signs: [(kind: NumberPicture.Sign.Kind, text: String)] = [
            (.decimalSeparator, decimalSeparator), (.groupingSeparator, groupingSeparator),
            (.exponentSeparator, exponentSeparator), (.optionalDigit, digit), (.patternSeparator, patternSeparator),
            (.percent, percent), (.perMille, perMille),
        ]
        return signs.filter { !$0.text.isEmpty }.map { ($0.kind, Array($0.text.unicodeScalars)) }
    }

    /// Whether `scalar` is one of the ten digits.
    func isDigit(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= zeroDigit.value && scalar.value - zeroDigit.value < 10
    }
}
