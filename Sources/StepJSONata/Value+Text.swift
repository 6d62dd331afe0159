import StepJSON

/// Values as strings, as `$string` and `&` make them.
extension Value {
    /// The value as a string; an undefined one is empty.
    func text(isPretty: Bool = false) throws(JSONataError) -> String {
        switch self {
        case .undefined, .function, .tuples: return ""
        case .json(.string(let text)): return text
        case .json(.number(let number)):
            guard number.doubleValue.isFinite else { throw Self.notFinite }
            return numberText
        default:
            guard let value = try shown() else { return "" }
            return isPretty ? JSONWriter.prettyText(of: value) : JSONWriter.text(of: value)
        }
    }

    private static let notFinite = JSONataError(
        "D3001",
        "Attempting to invoke string function on Infinity or NaN"
    )

    /// A number as ECMAScript prints it, one with a fraction to 15 significant digits.
    var numberText: String {
        guard case .json(.number(let number)) = self else { return "" }
        if case .double(let value) = number, let text = Self.shortText(value) { return text }
        return Self.shown(number).text
    }

    /// The text of a number of up to 15 digits with a fraction: as Swift prints it, if that is without an exponent.
    private static func shortText(_ value: Double) -> String? {
        guard value.magnitude >= 1e-4, value.magnitude < 1e15 else { return nil }
        let text = value.description
        let bytes = text.utf8
        guard bytes.count <= 16, !bytes.contains(UInt8(ascii: "e")), !text.hasSuffix(".0") else { return nil }
        return text
    }

    private static func shown(_ number: JSONNumber) -> JSONNumber {
        if case .integer(let value) = number, value.magnitude < 1 << 53 { return number }
        return JSONNumber(number.doubleValue.rounded(toSignificantDigits: 15))
    }

    /// The value as JSON, its numbers as they are shown and its functions as empty strings.
    private func shown() throws(JSONataError) -> JSONValue? {
        switch self {
        case .undefined, .tuples: return nil
        case .function: return .string("")
        case .json(.number(let number)):
            guard number.doubleValue.isFinite else {
                throw JSONataError("D1001", "Number out of range: \(number.doubleValue)")
            }
            return .number(Self.shown(number))
        case .json(.array), .list:
            var values: [JSONValue] = []
            for element in asList { values.append(try element.shown() ?? .null) }
            return .array(values)
        case .json(.object), .record:
            var object = JSONObject()
            for member in members ?? [] { object[member.key] = try member.value.shown() }
            return .object(object)
        case .json(let value): return value
        }
    }
}

extension Double {
    /// The value rounded to so many significant decimal digits; a whole number is returned as it is.
    func rounded(toSignificantDigits count: Int) -> Double {
        if self == rounded(), magnitude < 1e21 { return self }
        var decimal = Decimal(self)
        guard decimal.digits.count > count else { return self }
        decimal.round(toDigits: count, halfEven: false)
        return decimal.doubleValue
    }
}

/// The shortest decimal digits of a double: `0.digits × 10^exponent`.
struct Decimal {
    private(set) var digits: [UInt8]
    private(set) var exponent: Int
    private let isNegative: Bool

    init(_ value: Double) {
        isNegative = value < 0
        digits = []
        exponent = 0
        var point: Int?
        var power = ""
        var isPower = false
        for character in value.magnitude.description {
            switch character {
            case ".": point = digits.count
            case "e": isPower = true
            default:
                if isPower { power.append(character) } else { digits.append(UInt8(character.wholeNumberValue ?? 0)) }
            }
        }
        exponent = (point ?? digits.count) + (Int(power.drop { $0 == "+" }) ?? 0)
        while digits.count > 1, digits.first == 0 {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.count > 1, digits.last == 0 { digits.removeLast() }
    }

    /// Keeps the first `count` digits; fewer than none leaves zero.
    mutating func round(toDigits count: Int, halfEven: Bool) {
        guard count < digits.count else { return }
        guard count >= 0 else {
            digits = [0]
            return
        }
        let rest = digits[count...]
        let isHalf = rest.first == 5 && rest.dropFirst().allSatisfy { $0 == 0 }
        let isOdd = count > 0 && digits[count - 1] % 2 == 1
        let goesUp = isHalf && halfEven ? isOdd : (rest.first ?? 0) >= 5
        digits = Array(digits[..<count])
        if goesUp {
            var place = count - 1
            while place >= 0, digits[place] == 9 {
                digits[place] = 0
                place -= 1
            }
            if place >= 0 {
                digits[place] += 1
            } else {
                digits.insert(1, at: 0)
                exponent += 1
            }
        }
        if digits.isEmpty { digits = [0] }
    }

    var doubleValue: Double {
        let text = digits.map { String($0) }.joined()
        return Double("\(isNegative ? "-" : "")0.\(text)e\(exponent)") ?? .nan
    }
}
