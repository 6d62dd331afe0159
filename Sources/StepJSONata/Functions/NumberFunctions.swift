/// Functions on numbers (docs.jsonata.org, numeric and aggregation functions).
enum NumberFunctions {
    static let all = [
        Builtin("number", "<(nsb)-:n>", number),
        Builtin("abs", "<n-:n>") { _, arguments throws(JSONataError) in arguments.number { $0.magnitude } },
        Builtin("floor", "<n-:n>") { _, arguments throws(JSONataError) in arguments.number { $0.rounded(.down) } },
        Builtin("ceil", "<n-:n>") { _, arguments throws(JSONataError) in arguments.number { $0.rounded(.up) } },
        Builtin("round", "<n-n?:n>", round),
        Builtin("power", "<n-n:n>", power),
        Builtin("sqrt", "<n-:n>", squareRoot),
        Builtin("random", "<:n>") { evaluation, _ throws(JSONataError) in .number(evaluation.random.nextUnit()) },
        Builtin("formatBase", "<n-n?:s>", formatBase),
        Builtin("sum", "<a<n>:n>") { _, arguments throws(JSONataError) in arguments.numbers { $0.reduce(0, +) } },
        Builtin("max", "<a<n>:n>") { _, arguments throws(JSONataError) in arguments.numbers { $0.max() } },
        Builtin("min", "<a<n>:n>") { _, arguments throws(JSONataError) in arguments.numbers { $0.min() } },
        Builtin("average", "<a<n>:n>") { _, arguments throws(JSONataError) in
            arguments.numbers { $0.isEmpty ? nil : $0.reduce(0, +) / Double($0.count) }
        },
        Builtin("count", "<a:n>") { _, arguments throws(JSONataError) in .integer(arguments[0].asList.count) },
    ]

    private static func number(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        if arguments[0].isUndefined || arguments[0].doubleValue != nil { return arguments[0] }
        if let flag = arguments[0].boolValue { return .integer(flag ? 1 : 0) }
        let text = arguments[0].stringValue ?? ""
        guard let value = parsed(text), value.isFinite else {
            throw JSONataError("D3030", "Unable to cast value to a number: \"\(text)\"")
        }
        return .number(value)
    }

    /// A decimal number as JSON has it (leading zeros allowed), or `0x`, `0o`, `0b` and digits.
    private static func parsed(_ text: String) -> Double? {
        let radixes = ["0x": 16, "0X": 16, "0o": 8, "0O": 8, "0b": 2, "0B": 2]
        if let radix = radixes[String(text.prefix(2))] {
            return UInt64(text.dropFirst(2), radix: radix).flatMap { text.contains("+") ? nil : Double($0) }
        }
        var rest = Array(text.utf8)[...]
        func isDigit(_ byte: UInt8?) -> Bool { byte.map { (0x30...0x39).contains($0) } ?? false }
        func takeDigits() -> Bool {
            guard isDigit(rest.first) else { return false }
            rest = rest.drop { isDigit($0) }
            return true
        }
        if rest.first == UInt8(ascii: "-") { rest.removeFirst() }
        guard takeDigits() else { return nil }
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            guard takeDigits() else { return nil }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest.removeFirst()
            if rest.first == UInt8(ascii: "+") || rest.first == UInt8(ascii: "-") { rest.removeFirst() }
            guard takeDigits() else { return nil }
        }
        return rest.isEmpty ? Double(text) : nil
    }

    private static func round(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard let value = arguments[0].doubleValue else { return .undefined }
        let precision = Int(clamping: arguments[1].doubleValue ?? 0)
        var decimal = Decimal(value)
        decimal.round(toDigits: decimal.exponent + precision, halfEven: true)
        return .number(decimal.doubleValue)
    }

    private static func power(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard let base = arguments[0].doubleValue, let exponent = arguments[1].doubleValue else { return .undefined }
        let value = Power.of(base, exponent)
        guard value.isFinite else {
            throw JSONataError("D3061", "The power function has resulted in a value that cannot be represented")
        }
        return .number(value)
    }

    private static func squareRoot(
        _ evaluation: inout Evaluation,
        _ arguments: Arguments
    ) throws(JSONataError) -> Value {
        guard let value = arguments[0].doubleValue else { return .undefined }
        guard value >= 0 else {
            throw JSONataError("D3060", "The sqrt function cannot be applied to a negative number: \(value)")
        }
        return .number(value.squareRoot())
    }

    private static func formatBase(
        _ evaluation: inout Evaluation,
        _ arguments: Arguments
    ) throws(JSONataError) -> Value {
        guard let value = arguments[0].doubleValue else { return .undefined }
        let radix = Int(clamping: (arguments[1].doubleValue ?? 10).rounded(.toNearestOrEven))
        guard (2...36).contains(radix) else {
            throw JSONataError("D3100", "The radix of the formatBase function must be between 2 and 36: \(radix)")
        }
        return .string(String(Int(clamping: value.rounded(.toNearestOrEven)), radix: radix))
    }
}

extension Arguments {
    /// `body` on the first argument; undefined stays undefined.
    fileprivate func number(_ body: (Double) -> Double) -> Value {
        self[0].doubleValue.map { .number(body($0)) } ?? .undefined
    }

    /// `body` on the numbers of the first argument; undefined stays undefined.
    fileprivate func numbers(_ body: ([Double]) -> Double?) -> Value {
        if self[0].isUndefined { return .undefined }
        return body(self[0].asList.compactMap(\.doubleValue)).map(Value.number) ?? .undefined
    }
}
