/// A JSON number that keeps its text where the text says more than the value.
///
/// Invariant: `literal` is used only where neither a 64-bit integer nor the shortest text of a double gives the
/// text back, as with `0.0`, `1e3` or a 30-digit integer. AWS hands such numbers through a state unchanged (recorded:
/// `0.0` stays `0.0`), so they must not be normalised on the way. Two numbers are equal when their values are.
package enum JSONNumber: Sendable {
    /// A whole number within 64 bits, written without fraction and exponent.
    case integer(Int64)
    /// A finite number whose text is its shortest one.
    case double(Double)
    /// Any other number, with the text it was read from. A valid JSON number.
    case literal(String)

    @inlinable package init(_ value: Int64) { self = .integer(value) }
    @inlinable package init(_ value: Int) { self = .integer(Int64(value)) }

    /// A whole value becomes an integer where it can, as JavaScript prints it.
    ///
    /// - Precondition: `value` is finite.
    package init(_ value: Double) {
        precondition(value.isFinite, "JSON has no \(value)")
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 {
            self = .integer(whole)
        } else {
            self = .double(value)
        }
    }

    /// The value as a double, rounded where it has more digits.
    @inlinable package var doubleValue: Double {
        switch self {
        case .integer(let value): Double(value)
        case .double(let value): value
        case .literal(let text): Double(text) ?? .infinity
        }
    }

    /// The value as a whole number, if it is one and fits 64 bits.
    package var integerValue: Int64? {
        switch self {
        case .integer(let value): value
        case .double(let value): Int64(exactly: value)
        case .literal(let text): Int64(exactly: Double(text) ?? .infinity)
        }
    }

    /// The number as JSON text.
    package var text: String {
        switch self {
        case .integer(let value): String(value)
        case .double(let value): Self.text(of: value)
        case .literal(let text): text
        }
    }

    /// The shortest text that reads back as `value`, in ECMAScript's form (ECMA-262, Number::toString).
    ///
    /// Swift prints `1e+21` and `1e-07` by other rules than JavaScript; AWS's JSONata prints JavaScript's.
    package static func text(of value: Double) -> String {
        if value == 0 { return "0" }
        let description = value.description
        var digits: [UInt8] = []
        var exponent = 0
        var point: Int?
        var seenExponent = false
        var exponentText = ""
        for byte in description.utf8 {
            switch byte {
            case UInt8(ascii: "-") where !seenExponent: continue
            case UInt8(ascii: "."): point = digits.count
            case UInt8(ascii: "e"): seenExponent = true
            default:
                if seenExponent {
                    exponentText.unicodeScalars.append(Unicode.Scalar(byte))
                } else {
                    digits.append(byte)
                }
            }
        }
        exponent = (point ?? digits.count) + (Int(exponentText) ?? 0)
        while digits.count > 1, digits.first == UInt8(ascii: "0") {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
        return (value < 0 ? "-" : "") + text(digits: String(decoding: digits, as: UTF8.self), exponent: exponent)
    }

    /// `0.digits × 10^exponent` in ECMAScript's form.
    private static func text(digits: String, exponent: Int) -> String {
        let count = digits.utf8.count
        switch exponent {
        case count...21 where count <= 21:
            return digits + String(repeating: "0", count: exponent - count)
        case 1...21:
            return "\(digits.prefix(exponent)).\(digits.dropFirst(exponent))"
        case -5...0:
            return "0." + String(repeating: "0", count: -exponent) + digits
        default:
            let sign = exponent > 0 ? "+" : "-"
            let rest = count > 1 ? ".\(digits.dropFirst())" : ""
            return "\(digits.prefix(1))\(rest)e\(sign)\((exponent - 1).magnitude)"
        }
    }
}

extension JSONNumber: Equatable, Hashable, Comparable {
    package static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        if case .integer(let left) = left, case .integer(let right) = right { return left == right }
        if case .literal(let left) = left, case .literal(let right) = right, left == right { return true }
        return left.doubleValue == right.doubleValue
    }

    package static func < (left: JSONNumber, right: JSONNumber) -> Bool {
        if case .integer(let left) = left, case .integer(let right) = right { return left < right }
        return left.doubleValue < right.doubleValue
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(doubleValue) }
}
