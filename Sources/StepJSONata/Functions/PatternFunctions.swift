/// Functions that look for a string or a regular expression (docs.jsonata.org, string functions).
enum PatternFunctions {
    static let all = [
        Builtin("contains", "<s-(sf):b>", contains),
        Builtin("match", "<s-f<s:o>n?:a<o>>", match),
        Builtin("split", "<s-(sf)n?:a<s>>", split),
        Builtin("replace", "<s-(sf)(sf)n?:s>", replace),
    ]

    /// One match, from a regular expression or from a function that stands for one.
    private struct Found {
        let range: Range<Int>
        let text: String
        let groups: [String]
        /// What a function that gives the replacement is handed.
        let record: () -> Value
    }

    private static func contains(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard let text = arguments[0].stringValue else { return .undefined }
        if let mark = arguments[1].stringValue { return .bool(text.firstRange(ofExactly: mark) != nil) }
        guard let pattern = arguments[1].functionValue else { return .undefined }
        return .bool(!(try evaluation.callBack(pattern, arguments[0]).isUndefined))
    }

    private static func match(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard arguments[0].stringValue != nil, let pattern = arguments[1].functionValue else { return .undefined }
        let countMax = try limit(arguments[2], "D3040", "match")
        let found = try matches(pattern, arguments[0], countMax, &evaluation)
        return .sequence(
            found.map { found in
                var builder = ObjectBuilder()
                builder.set("match", .string(found.text))
                builder.set("index", .integer(found.range.lowerBound))
                builder.set("groups", .array(found.groups.map(Value.string)))
                return builder.value
            }
        )
    }

    private static func split(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard let text = arguments[0].stringValue else { return .undefined }
        let countMax = try limit(arguments[2], "D3020", "split", .down)
        var parts: [Value] = []
        if let separator = arguments[1].stringValue {
            if separator.isEmpty {
                parts = text.unicodeScalars.map { .string(String($0)) }
            } else {
                var start = text.startIndex
                while let range = text.firstRange(ofExactly: separator, from: start) {
                    parts.append(.string(String(text[start..<range.lowerBound])))
                    start = range.upperBound
                }
                parts.append(.string(String(text[start...])))
            }
        } else if let pattern = arguments[1].functionValue {
            let scalars = Array(text.unicodeScalars)
            var start = 0
            for range in try ranges(pattern, arguments[0], scalars, &evaluation) {
                parts.append(.string(String.of(scalars[start..<range.lowerBound])))
                start = range.upperBound
            }
            parts.append(.string(String.of(scalars[start...])))
        }
        try evaluation.spend(parts.count)
        return .array(Array(parts.prefix(countMax)))
    }

    private static func replace(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard let text = arguments[0].stringValue else { return .undefined }
        guard arguments[1].stringValue?.isEmpty != true else {
            throw JSONataError("D3010", "Second argument of replace function cannot be an empty string")
        }
        let countMax = try limit(arguments[3], "D3011", "replace")
        let scalars = Array(text.unicodeScalars)
        var found: [Found] = []
        if let mark = arguments[1].stringValue {
            found = try occurrences(of: Array(mark.unicodeScalars), in: scalars, countMax, &evaluation)
        } else if let pattern = arguments[1].functionValue {
            found = try matches(pattern, arguments[0], countMax, &evaluation)
        }
        var result = String.UnicodeScalarView()
        var start = 0
        for match in found {
            result.append(contentsOf: scalars[start..<match.range.lowerBound])
            let isPlain = arguments[1].stringValue != nil
            result.append(contentsOf: try replacement(arguments[2], match, isPlain, &evaluation).unicodeScalars)
            start = match.range.upperBound
            try evaluation.check(bytes: result.count)
        }
        result.append(contentsOf: scalars[start...])
        return .string(String(result))
    }

    private static func limit(
        _ value: Value,
        _ code: String,
        _ name: String,
        _ rounding: FloatingPointRoundingRule = .up
    ) throws(JSONataError) -> Int {
        guard let number = value.doubleValue else { return .max }
        guard number >= 0 else {
            throw JSONataError(code, "The limit of the \(name) function must be a number that is not negative")
        }
        return Int(clamping: number.rounded(rounding))
    }

    private static func occurrences(
        of mark: [Unicode.Scalar],
        in text: [Unicode.Scalar],
        _ countMax: Int,
        _ evaluation: inout Evaluation
    ) throws(JSONataError) -> [Found] {
        var found: [Found] = []
        var start = 0
        try evaluation.spend(text.count)
        while found.count < countMax, start + mark.count <= text.count {
            if text[start] == mark[0], text[start..<start + mark.count].elementsEqual(mark) {
                let range = start..<start + mark.count
                found.append(Found(range: range, text: String.of(mark), groups: []) { .undefined })
                start += mark.count
            } else {
                start += 1
            }
        }
        return found
    }

    /// The matches that a regular expression, or a function after the protocol for one, gives one after another.
    private static func matches(
        _ pattern: Function,
        _ text: Value,
        _ countMax: Int,
        _ evaluation: inout Evaluation
    ) throws(JSONataError) -> [Found] {
        var found: [Found] = []
        guard countMax > 0 else { return found }
        if case .regex(let regex) = pattern.kind {
            let scalars = Array((text.stringValue ?? "").unicodeScalars)
            var matcher = RegexMatcher(regex, scalars)
            return try matcher.matches(countMax: countMax, &evaluation).map { match in
                Found(
                    range: match.range,
                    text: String.of(scalars[match.range]),
                    groups: match.groups.map { group in group.map { String.of(scalars[$0]) } ?? "" }
                ) { Evaluation.record(of: match, regex, scalars) }
            }
        }
        var record = try evaluation.callBack(pattern, text)
        while !record.isUndefined {
            guard let start = record.member("start").doubleValue, let end = record.member("end").doubleValue,
                let matched = record.member("match").stringValue, start >= 0, end >= start,
                Int(clamping: end) <= (text.stringValue?.unicodeScalars.count ?? 0),
                start >= Double(found.last?.range.upperBound ?? 0)
            else {
                throw JSONataError("T1010", "The matcher function does not return the correct object structure")
            }
            guard !matched.isEmpty else {
                throw JSONataError("D1004", "Regular expression matches zero length string")
            }
            let groups = record.member("groups").asList.map { $0.stringValue ?? "" }
            found.append(
                Found(range: Int(start)..<Int(end), text: matched, groups: groups) { [record] in record }
            )
            guard found.count < countMax, let next = record.member("next").functionValue else { break }
            record = try evaluation.callBack(next, .undefined)
        }
        return found
    }

    /// Where all of the matches are.
    private static func ranges(
        _ pattern: Function,
        _ text: Value,
        _ scalars: [Unicode.Scalar],
        _ evaluation: inout Evaluation
    ) throws(JSONataError) -> [Range<Int>] {
        guard case .regex(let regex) = pattern.kind else {
            return try matches(pattern, text, .max, &evaluation).map(\.range)
        }
        var matcher = RegexMatcher(regex, scalars)
        return try matcher.matches(countMax: .max, &evaluation).map(\.range)
    }

    private static func replacement(
        _ value: Value,
        _ found: Found,
        _ isPlain: Bool,
        _ evaluation: inout Evaluation
    ) throws(JSONataError) -> String {
        if let function = value.functionValue {
            let result = try evaluation.callBack(function, isPlain ? .string(found.text) : found.record())
            guard let text = result.stringValue else {
                throw JSONataError("D3012", "Attempted to replace a matched string with a non-string value")
            }
            return text
        }
        let template = value.stringValue ?? ""
        return isPlain ? template : substituted(template, found)
    }

    /// `$1` is the first group, `$0` the match, `$$` a dollar sign; of `$12` as many digits count as there are groups.
    private static func substituted(_ template: String, _ found: Found) -> String {
        let scalars = Array(template.unicodeScalars)
        let digitsMax = String(max(1, found.groups.count)).count
        var result = String.UnicodeScalarView()
        var index = 0
        while index < scalars.count {
            guard scalars[index] == "$", index + 1 < scalars.count else {
                result.append(scalars[index])
                index += 1
                continue
            }
            index += 1
            if scalars[index] == "$" {
                result.append("$")
                index += 1
                continue
            }
            var digits = scalars[index...].prefix(digitsMax).prefix { (0x30...0x39).contains($0.value) }
            guard !digits.isEmpty else {
                result.append("$")
                continue
            }
            while digits.count > 1, (Int(String.of(digits)) ?? 0) > found.groups.count { digits.removeLast() }
            let number = Int(String.of(digits)) ?? 0
            if number == 0 {
                result.append(contentsOf: found.text.unicodeScalars)
            } else if number <= found.groups.count {
                result.append(contentsOf: found.groups[number - 1].unicodeScalars)
            }
            index += digits.count
        }
        return String(result)
    }
}
