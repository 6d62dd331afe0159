package import StepJSON

/// The YAML 1.2 core schema (YAML 1.2.2 §10.3): what a plain scalar means.
package enum CoreSchema {
    /// What a scalar means as JSON; nil for a number JSON does not have (`.inf`, `.nan`).
    ///
    /// Quoted and block scalars are strings. `on`, `off`, `yes` and `no` are strings too: only YAML 1.1 had them as
    /// Booleans.
    package static func value(of scalar: YAMLScalar) -> JSONValue? {
        guard scalar.style == .plain else { return .string(scalar.text) }
        switch scalar.text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        if isNonFinite(scalar.text) { return nil }
        return number(scalar.text).map(JSONValue.number) ?? .string(scalar.text)
    }

    /// A warning for a plain scalar that other YAML readers take for something else; nil for all others.
    package static func trap(of scalar: YAMLScalar) -> String? {
        guard scalar.style == .plain else { return nil }
        let text = scalar.text
        switch text.lowercased() {
        case "yes", "on":
            return "`\(text)` is the text \"\(text)\" here (YAML 1.2), not a Boolean; write true, or quote it"
        case "no", "off":
            return "`\(text)` is the text \"\(text)\" here (YAML 1.2), not a Boolean; write false, or quote it"
        default: break
        }
        let digits = Array(text.utf8)
        guard digits.count > 1, digits[0] == UInt8(ascii: "0"), digits.allSatisfy(isDigit),
            let decimal = Int(text)
        else { return nil }
        let octal = Int(text, radix: 8).map { ", and \($0) to YAML 1.1" } ?? ""
        return
            "`\(text)` is the number \(decimal) here\(octal); quote it, or write 0o\(text.drop { $0 == "0" }) for octal"
    }

    /// The number a plain scalar spells: `[-+]?[0-9]+`, `0o…`, `0x…`, or a decimal fraction with exponent.
    private static func number(_ text: String) -> JSONNumber? {
        if text.hasPrefix("0o") { return radixNumber(text.dropFirst(2), radix: 8) }
        if text.hasPrefix("0x") { return radixNumber(text.dropFirst(2), radix: 16) }
        var rest = Substring(text)
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest = rest.dropFirst() }
        var whole = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(whole.count)
        var fraction: Substring = ""
        if rest.first == "." {
            rest = rest.dropFirst()
            fraction = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { return nil }
        whole = whole.drop { $0 == "0" }
        var canonical = (isNegative ? "-" : "") + (whole.isEmpty ? "0" : whole)
        if !fraction.isEmpty { canonical += "." + fraction }
        // The JSON grammar checks the exponent.
        guard rest.isEmpty || rest.first == "e" || rest.first == "E" else { return nil }
        canonical += rest
        guard case .number(let number)? = try? JSONParser.parse(canonical) else { return nil }
        return number
    }

    private static func radixNumber(_ digits: Substring, radix: Int) -> JSONNumber? {
        guard digits.first?.isHexDigit == true else { return nil }
        return Int64(digits, radix: radix).map(JSONNumber.init)
    }

    private static func isNonFinite(_ text: String) -> Bool {
        let unsigned = text.first == "-" || text.first == "+" ? text.dropFirst() : Substring(text)
        if [".inf", ".Inf", ".INF"].contains(unsigned) { return true }
        return [".nan", ".NaN", ".NAN"].contains(text)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }
}
