/// Functions on strings (docs.jsonata.org, string functions). Lengths and positions count Unicode scalars.
enum StringFunctions {
    static let all = [
        Builtin("string", "<x-b?:s>", arity: 1, string),
        Builtin("length", "<s-:n>", length),
        Builtin("substring", "<s-nn?:s>", substring),
        Builtin("substringBefore", "<s-s:s>") { _, arguments throws(JSONataError) in
            cut(arguments) { text, mark in text[..<mark.lowerBound] }
        },
        Builtin("substringAfter", "<s-s:s>") { _, arguments throws(JSONataError) in
            cut(arguments) { text, mark in text[mark.upperBound...] }
        },
        Builtin("lowercase", "<s-:s>", lowercase),
        Builtin("uppercase", "<s-:s>", uppercase),
        Builtin("trim", "<s-:s>", trim),
        Builtin("pad", "<s-ns?:s>", pad),
        Builtin("join", "<a<s>s?:s>", join),
    ]

    private static func string(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        if arguments[0].isUndefined { return .undefined }
        let text = try arguments[0].text(isPretty: arguments[1].boolValue ?? false)
        try evaluation.check(bytes: text.utf8.count)
        return .string(text)
    }

    private static func length(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard let text = arguments[0].stringValue else { return .undefined }
        return .integer(text.unicodeScalars.count)
    }

    private static func substring(
        _ evaluation: inout Evaluation,
        _ arguments: Arguments
    ) throws(JSONataError) -> Value {
        guard let text = arguments[0].stringValue else { return .undefined }
        let scalars = Array(text.unicodeScalars)
        let count = scalars.count
        var start = Int(clamping: arguments[1].doubleValue ?? 0)
        if count + start < 0 { start = 0 }
        let from = start < 0 ? count + start : min(start, count)
        var end = count
        if let length = arguments[2].doubleValue {
            guard length > 0 else { return .string("") }
            end = min(count, from + min(count, Int(clamping: length)))
        }
        return .string(String.of(scalars[from..<max(from, end)]))
    }

    /// The part of the first string that `part` takes, told where the second string first occurs in it; the whole of it
    /// where that occurs nowhere.
    private static func cut(_ arguments: Arguments, _ part: (String, Range<String.Index>) -> Substring) -> Value {
        guard let text = arguments[0].stringValue else { return .undefined }
        guard let mark = arguments[1].stringValue, let range = text.firstRange(ofExactly: mark) else {
            return .string(text)
        }
        return .string(String(part(text, range)))
    }

    private static func lowercase(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value
    {
        arguments[0].stringValue.map { .string($0.lowercased()) } ?? .undefined
    }

    private static func uppercase(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value
    {
        arguments[0].stringValue.map { .string($0.uppercased()) } ?? .undefined
    }

    /// White space to single spaces, none at either end.
    private static func trim(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard let text = arguments[0].stringValue else { return .undefined }
        let isBlank: (Unicode.Scalar) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r" }
        let words = text.unicodeScalars.split(whereSeparator: isBlank).map { String($0) }
        return .string(words.joined(separator: " "))
    }

    private static func pad(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard let text = arguments[0].stringValue else { return .undefined }
        let width = Int(clamping: arguments[1].doubleValue ?? 0)
        let missing = Int(clamping: width.magnitude) - text.unicodeScalars.count
        guard missing > 0 else { return .string(text) }
        try evaluation.check(bytes: missing)
        var unit = Array((arguments[2].stringValue ?? " ").unicodeScalars)
        if unit.isEmpty { unit = [" "] }
        let padding = String.of((0..<missing).lazy.map { unit[$0 % unit.count] })
        return .string(width > 0 ? text + padding : padding + text)
    }

    private static func join(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        if arguments[0].isUndefined { return .undefined }
        let words = arguments[0].asList.compactMap(\.stringValue)
        let text = words.joined(separator: arguments[1].stringValue ?? "")
        try evaluation.check(bytes: text.utf8.count)
        return .string(text)
    }
}

extension Int {
    /// The number without its fraction, within what an `Int` and simple sums of it can hold.
    init(clamping value: Double) {
        self = value.isNaN ? 0 : Int(Swift.min(Swift.max(value, -0x1p53), 0x1p53))
    }
}

extension String {
    /// Where `other` first occurs, scalar by scalar.
    func firstRange(ofExactly other: String, from start: Index? = nil) -> Range<Index>? {
        let own = utf8
        let wanted = Array(other.utf8)
        var index = start ?? startIndex
        guard let first = wanted.first else { return index..<index }
        while let found = own[index...].firstIndex(of: first) {
            if own[found...].starts(with: wanted) { return found..<own.index(found, offsetBy: wanted.count) }
            index = own.index(after: found)
        }
        return nil
    }
}
