/// Finds out why a text is not JSON, in the order in which Jackson would.
///
/// It runs over texts that ``JSONParser`` has refused, keeps its open objects and arrays in a list of its own, and so
/// takes any depth.
struct JSONSyntaxScanner {
    private let units: [UInt16]
    private var position = 0
    /// The objects and arrays that are open, outermost first.
    private var scopes: [Scope] = []
    private var fault: JSONSyntaxFault?

    private struct Scope {
        let isObject: Bool
        let start: Int
        var isEmpty = true
        /// The names so far; empty for an array.
        var names: Set<[UInt16]> = []

        var name: String { isObject ? "Object" : "Array" }
    }

    private static let valid = "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')"

    private init(_ units: [UInt16]) { self.units = units }

    /// What is wrong with `text`; nil when nothing is.
    static func fault(in text: String) -> JSONSyntaxFault? {
        var scanner = JSONSyntaxScanner(Array(text.utf16))
        scanner.scanText()
        return scanner.fault
    }

    private mutating func scanText() {
        skipBlanks()
        guard position < units.count else { return fail("No content to map due to end-of-input") }
        scanValue()
        while fault == nil, !scopes.isEmpty { scanEntry() }
        skipBlanks()
        guard fault == nil, let unit = peek() else { return }
        let start = position
        scanValue()
        guard fault == nil else { return }
        position = start + 1
        fail("Trailing token (of type \(Self.tokenName(unit))) found after value: not allowed")
    }

    private static func tokenName(_ unit: UInt16) -> String {
        switch Unicode.Scalar(unit) {
        case "{": "START_OBJECT"
        case "[": "START_ARRAY"
        case "\"": "VALUE_STRING"
        case "t": "VALUE_TRUE"
        case "f": "VALUE_FALSE"
        case "n": "VALUE_NULL"
        default: "VALUE_NUMBER_INT"
        }
    }

    // MARK: Structure

    /// The end of the innermost scope, or a comma and the entry after it.
    private mutating func scanEntry() {
        let last = scopes.count - 1
        let name = scopes[last].name
        skipBlanks()
        guard let unit = next() else {
            let start = JSONSyntaxFault.location(in: units, at: scopes[last].start)
            return failAtEnd(": expected close marker for \(name) (start marker at \(start))")
        }
        if unit == Self.unit("}") || unit == Self.unit("]") { return closeScope(unit) }
        if scopes[last].isEmpty {
            scopes[last].isEmpty = false
            position -= 1
        } else {
            guard unit == Self.unit(",") else {
                return failUnexpected(unit, "was expecting comma to separate \(name) entries")
            }
            skipBlanks()
            guard position < units.count else { return failAtEnd(" within/between \(name) entries") }
        }
        if scopes[last].isObject { scanName() } else { scanValue() }
    }

    private mutating func closeScope(_ unit: UInt16) {
        let scope = scopes.removeLast()
        let expected: Unicode.Scalar = scope.isObject ? "}" : "]"
        guard unit != Self.unit(expected) else { return }
        let start = JSONSyntaxFault.location(in: units, at: scope.start)
        fail(
            "Unexpected close marker '\(Self.text(unit))': expected '\(expected)' "
                + "(for \(scope.name) starting at \(start))"
        )
    }

    private mutating func scanName() {
        guard let unit = next() else { return }
        guard unit == Self.unit("\"") else {
            return failUnexpected(unit, "was expecting double-quote to start field name")
        }
        let start = position
        scanString(isName: true)
        guard fault == nil else { return }
        let name = Array(units[start..<position - 1])
        guard scopes[scopes.count - 1].names.insert(name).inserted else {
            return fail("Duplicate field '\(String(decoding: name, as: UTF16.self))'")
        }
        skipBlanks()
        guard let colon = next() else { return failAtEnd(" within/between Object entries") }
        guard colon == Self.unit(":") else {
            return failUnexpected(colon, "was expecting a colon to separate field name and value")
        }
        skipBlanks()
        guard position < units.count else { return failAtEnd(" within/between Object entries") }
        scanValue()
    }

    /// A value, or the beginning of one that has entries; the text goes on.
    private mutating func scanValue() {
        guard let unit = next() else { return }
        switch Unicode.Scalar(unit) ?? "\u{FFFD}" {
        case "{": scopes.append(Scope(isObject: true, start: position - 1))
        case "[": scopes.append(Scope(isObject: false, start: position - 1))
        case "\"": scanString(isName: false)
        case "}": failUnexpected(unit, "expected a value")
        case "-", "0"..."9": scanNumber(unit)
        case _ where Self.isIdentifierPart(unit): scanWord(from: position - 1)
        default: failUnexpected(unit, "expected a valid value \(Self.valid)")
        }
    }

    // MARK: Scalars

    private mutating func scanWord(from start: Int) {
        while let unit = peek(), Self.isIdentifierPart(unit) { position += 1 }
        let word = String(decoding: units[start..<position], as: UTF16.self)
        guard !["true", "false", "null"].contains(word) else { return }
        if word == "NaN" || word == "Infinity" {
            return fail(
                "Non-standard token '\(word)': enable JsonParser.Feature.ALLOW_NON_NUMERIC_NUMBERS to allow"
            )
        }
        let shown = word.count > Self.tokenCharactersMax ? "\(word.prefix(Self.tokenCharactersMax))..." : word
        // The parser asks for more before it gives a word up.
        fault = JSONSyntaxFault(
            "Unrecognized token '\(shown)': was expecting \(Self.valid)",
            in: units,
            at: position,
            isAtEnd: position == units.count
        )
    }

    /// What is shown of a token.
    private static let tokenCharactersMax = 256

    private mutating func scanNumber(_ first: UInt16) {
        var digit = first
        if first == Self.unit("-") {
            guard let unit = next() else { return failAtEnd(" in a Number value") }
            guard Self.isDigit(unit) else {
                return failNumber(unit, "expected digit (0-9) to follow minus sign, for valid numeric value")
            }
            digit = unit
        }
        if digit == Self.unit("0"), let unit = peek(), Self.isDigit(unit) {
            position += 1
            return fail("Invalid numeric value: Leading zeroes not allowed")
        }
        while let unit = peek(), Self.isDigit(unit) { position += 1 }
        if peek() == Self.unit(".") {
            position += 1
            scanDigits("Decimal point not followed by a digit")
        }
        guard fault == nil, let exponent = peek(), exponent | 0x20 == Self.unit("e") else { return }
        position += 1
        if let sign = peek(), sign == Self.unit("+") || sign == Self.unit("-") { position += 1 }
        scanDigits("Exponent indicator not followed by a digit")
    }

    private mutating func scanDigits(_ fault: String) {
        guard let unit = next() else { return failAtEnd(" in a Number value") }
        guard Self.isDigit(unit) else { return failNumber(unit, fault) }
        while let unit = peek(), Self.isDigit(unit) { position += 1 }
    }

    /// What follows the opening quote, up to and with the closing one.
    private mutating func scanString(isName: Bool) {
        while let unit = next() {
            switch unit {
            case Self.unit("\""): return
            case Self.unit("\\"):
                scanEscape()
                guard fault == nil else { return }
            case 0..<0x20:
                return fail(
                    "Illegal unquoted character (\(Self.describe(unit))): has to be escaped using backslash to be "
                        + "included in \(isName ? "name" : "string value")"
                )
            default: break
            }
        }
        failAtEnd(isName ? " in field name" : ": was expecting closing quote for a string value")
    }

    private mutating func scanEscape() {
        guard let unit = next() else { return failAtEnd(" in character escape sequence") }
        switch Unicode.Scalar(unit) {
        case "\"", "\\", "/", "b", "f", "n", "r", "t": return
        case "u":
            for _ in 0..<4 {
                guard let unit = next() else { return failAtEnd(" in character escape sequence") }
                guard unit < 0x80, Character(Unicode.Scalar(UInt8(unit))).isHexDigit else {
                    return failUnexpected(unit, "expected a hex-digit for character escape sequence")
                }
            }
        default: fail("Unrecognized character escape \(Self.describe(unit))")
        }
    }
}

// MARK: - Faults

extension JSONSyntaxScanner {
    private mutating func fail(_ message: String) { fault = JSONSyntaxFault(message, in: units, at: position) }

    private mutating func failAtEnd(_ message: String) {
        fault = JSONSyntaxFault("Unexpected end-of-input\(message)", in: units, at: units.count, isAtEnd: true)
    }

    private mutating func failUnexpected(_ unit: UInt16, _ comment: String) {
        if unit < 0x20 {
            return fail(
                "Illegal character (\(Self.describe(unit))): only regular white space (\\r, \\n, \\t) is allowed "
                    + "between tokens"
            )
        }
        fail("Unexpected character (\(Self.describe(unit))): \(comment)")
    }

    private mutating func failNumber(_ unit: UInt16, _ comment: String) {
        fail("Unexpected character (\(Self.describe(unit))) in numeric value: \(comment)")
    }

    /// `'}' (code 125)`.
    private static func describe(_ unit: UInt16) -> String {
        if unit < 0x20 || 0x7F...0x9F ~= unit { return "(CTRL-CHAR, code \(unit))" }
        let code = unit > 255 ? "\(unit) / 0x\(String(unit, radix: 16))" : "\(unit)"
        return "'\(text(unit))' (code \(code))"
    }
}

// MARK: - Units

extension JSONSyntaxScanner {
    private func peek() -> UInt16? { position < units.count ? units[position] : nil }

    private mutating func next() -> UInt16? {
        guard position < units.count else { return nil }
        position += 1
        return units[position - 1]
    }

    private mutating func skipBlanks() {
        while let unit = peek(), Self.isBlank(unit) { position += 1 }
    }

    private static func isBlank(_ unit: UInt16) -> Bool { unit == 0x20 || unit == 0x0A || unit == 0x0D || unit == 0x09 }

    private static func isDigit(_ unit: UInt16) -> Bool { 0x30...0x39 ~= unit }

    private static func unit(_ scalar: Unicode.Scalar) -> UInt16 { UInt16(truncatingIfNeeded: scalar.value) }

    private static func text(_ unit: UInt16) -> String { String(decoding: [unit], as: UTF16.self) }

    /// Java's idea of a sign in a name: letters, digits, `_` and currency signs.
    private static func isIdentifierPart(_ unit: UInt16) -> Bool {
        guard let scalar = Unicode.Scalar(unit) else { return false }
        return scalar.properties.isIDContinue || scalar.properties.generalCategory == .currencySymbol
    }
}
