import StepJSON
import StepJSONata

extension IntrinsicFunction.Call {
    /// Characters that Base64 and Hash take.
    static let charactersMax = 10_000
    static let rangeCountMax = 1_000

    /// The function's value of `values`; `pieces` is the template of Format where it is a literal.
    func apply(
        _ values: [JSONValue],
        pieces: [String]?,
        _ scope: EvaluationScope
    ) throws(IntrinsicFault) -> JSONValue {
        switch name {
        case .format: return .string(try format(values, pieces))
        case .stringToJson: return try parse(try text(values[0]))
        case .jsonToString: return .string(JSONWriter.text(of: values[0]))
        case .array: return .array(values)
        case .arrayPartition: return try partition(try list(values[0]), try integer(values[1]))
        case .arrayContains: return .bool(try list(values[0]).contains(values[1]))
        case .arrayRange: return try range(try integer(values[0]), try integer(values[1]), try integer(values[2]))
        case .arrayGetItem: return try item(of: try list(values[0]), at: try integer(values[1]))
        case .arrayLength: return .number(JSONNumber(try list(values[0]).count))
        case .arrayUnique: return .array(Self.unique(try list(values[0])))
        case .base64Encode: return .string(Base64.encode(Array(try bounded(text(values[0])).utf8)))
        case .base64Decode: return .string(try decode(try bounded(text(values[0]))))
        case .hash: return .string(try hash(try bounded(text(values[0])), try text(values[1]), scope))
        case .jsonMerge: return .object(try merge(values))
        case .mathRandom: return try random(values, scope)
        case .mathAdd: return .number(JSONNumber(try sum(try integer(values[0]), try integer(values[1]))))
        case .stringSplit: return .array(Self.split(try text(values[0]), at: try text(values[1])))
        case .uuid: return .string(uuid(scope))
        }
    }
}

// MARK: - Arguments

extension IntrinsicFunction.Call {
    private func text(_ value: JSONValue) throws(IntrinsicFault) -> String {
        guard case .string(let text) = value else { throw fault("a string", value) }
        return text
    }

    private func bounded(_ text: String) throws(IntrinsicFault) -> String {
        guard text.unicodeScalars.count <= Self.charactersMax else {
            throw IntrinsicFault(reason: "the text is longer than \(Self.charactersMax) characters")
        }
        return text
    }

    private func list(_ value: JSONValue) throws(IntrinsicFault) -> [JSONValue] {
        guard case .array(let values) = value else { throw fault("an array", value) }
        return values
    }

    private func object(_ value: JSONValue) throws(IntrinsicFault) -> JSONObject {
        guard case .object(let object) = value else { throw fault("an object", value) }
        return object
    }

    /// A 32-bit integer; a fraction is rounded half up, towards positive infinity (recorded: -1.5 is -1).
    private func integer(_ value: JSONValue) throws(IntrinsicFault) -> Int64 {
        guard case .number(let number) = value else { throw fault("a number", value) }
        let rounded = (number.doubleValue + 0.5).rounded(.down)
        guard let integer = Int32(exactly: rounded) else { throw fault("an integer of 32 bits", value) }
        return Int64(integer)
    }

    private func fault(_ wanted: String, _ value: JSONValue) -> IntrinsicFault {
        IntrinsicFault(reason: "expected \(wanted), but got: \(JSONWriter.text(of: value))")
    }
}

// MARK: - Texts

extension IntrinsicFunction.Call {
    private func format(_ values: [JSONValue], _ pieces: [String]?) throws(IntrinsicFault) -> String {
        var values = values[...]
        var parts = pieces ?? []
        if pieces == nil {
            parts = try text(values.removeFirst()).split("{}")
            guard parts.count == values.count + 1 else {
                throw IntrinsicFault(
                    reason: "the template has \(parts.count - 1) '{}' for \(values.count) values"
                )
            }
        }
        var text = parts[0]
        for (value, part) in zip(values, parts.dropFirst()) {
            Self.write(value, to: &text)
            text += part
        }
        return text
    }

    /// A value as Java's `toString` writes it, which is how AWS fills a template: `{Arg1=1, Arg2=[]}`.
    private static func write(_ value: JSONValue, to text: inout String) {
        switch value {
        case .string(let string): text += string
        case .array(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += ", " }
                write(value, to: &text)
            }
            text += "]"
        case .object(let object):
            text += "{"
            for (index, member) in object.enumerated() {
                if index > 0 { text += ", " }
                text += member.key + "="
                write(member.value, to: &text)
            }
            text += "}"
        case .null, .bool, .number: text += JSONWriter.text(of: value)
        }
    }

    /// Each character of `separators` separates; pieces without characters are left out (recorded).
    private static func split(_ text: String, at separators: String) -> [JSONValue] {
        let separators = Set(separators.unicodeScalars)
        return text.unicodeScalars.split { separators.contains($0) }.map { .string(String($0)) }
    }

    private func parse(_ text: String) throws(IntrinsicFault) -> JSONValue {
        // Recorded: nothing but blanks is null.
        if text.utf8.allSatisfy({ $0 == 0x20 || 0x09...0x0D ~= $0 }) { return .null }
        do {
            let value = try JSONParser.parse(text)
            return value == .number(JSONNumber(0)) ? .number(JSONNumber(0)) : value
        } catch {
            throw IntrinsicFault(reason: "the text is not JSON: \(error)")
        }
    }

    private func decode(_ text: String) throws(IntrinsicFault) -> String {
        guard let bytes = Base64.decode(text) else { throw IntrinsicFault(reason: "the text is not Base64") }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func hash(
        _ text: String,
        _ algorithm: String,
        _ scope: EvaluationScope
    ) throws(IntrinsicFault) -> String {
        guard let digest = scope.environment.hash(algorithm, Array(text.utf8)) else {
            throw IntrinsicFault(
                reason: "the algorithm '\(algorithm)' is none of MD5, SHA-1, SHA-256, SHA-384, SHA-512"
            )
        }
        return Hexadecimal.text(of: digest)
    }
}

// MARK: - Arrays, objects and numbers

extension IntrinsicFunction.Call {
    private func partition(_ values: [JSONValue], _ size: Int64) throws(IntrinsicFault) -> JSONValue {
        guard size > 0 else { throw IntrinsicFault(reason: "the chunk size \(size) is not positive") }
        return .array(
            stride(from: 0, to: values.count, by: Int(size)).map { start in
                .array(Array(values[start..<min(start + Int(size), values.count)]))
            }
        )
    }

    private func range(_ first: Int64, _ last: Int64, _ step: Int64) throws(IntrinsicFault) -> JSONValue {
        guard step != 0 else { throw IntrinsicFault(reason: "the step is 0") }
        let count = (last - first) / step + 1
        guard (last - first) / step >= 0, (last - first).signum() != -step.signum() else { return .array([]) }
        guard count <= Self.rangeCountMax else {
            throw IntrinsicFault(reason: "the range has \(count) values, more than \(Self.rangeCountMax)")
        }
        return .array(stride(from: first, through: last, by: Int(step)).map { .number(JSONNumber($0)) })
    }

    private func item(of values: [JSONValue], at index: Int64) throws(IntrinsicFault) -> JSONValue {
        guard values.indices.contains(Int(index)) else {
            throw IntrinsicFault(reason: "the index \(index) is not in the array of \(values.count)")
        }
        return values[Int(index)]
    }

    /// The values without repetitions, in the order in which each was seen first.
    private static func unique(_ values: [JSONValue]) -> [JSONValue] {
        var seen: Set<JSONValue> = []
        return values.filter { seen.insert($0).inserted }
    }

    private func merge(_ values: [JSONValue]) throws(IntrinsicFault) -> JSONObject {
        guard values[2] == .bool(false) else {
            throw IntrinsicFault(reason: "only a shallow merge is supported: the third argument must be false")
        }
        var merged = try object(values[0])
        for member in try object(values[1]) { merged[member.key] = member.value }
        return merged
    }

    private func sum(_ left: Int64, _ right: Int64) throws(IntrinsicFault) -> Int64 {
        guard let sum = Int32(exactly: left + right) else {
            throw IntrinsicFault(reason: "the sum \(left + right) does not fit 32 bits")
        }
        return Int64(sum)
    }

    /// From the first number up to and without the second. A seed of the caller's gives the same number always.
    private func random(_ values: [JSONValue], _ scope: EvaluationScope) throws(IntrinsicFault) -> JSONValue {
        let first = try integer(values[0])
        let end = try integer(values[1])
        guard first < end else { throw IntrinsicFault(reason: "there is no integer from \(first) up to \(end)") }
        var seed = scope.environment.seed ^ salt
        if values.count == 3 { seed = UInt64(bitPattern: try integer(values[2])) }
        var generator = RandomSource(seed: seed)
        return .number(JSONNumber(Int64.random(in: first..<end, using: &generator)))
    }

    /// A UUID of version 4 (RFC 9562).
    private func uuid(_ scope: EvaluationScope) -> String {
        var generator = RandomSource(seed: scope.environment.seed ^ salt)
        return generator.nextUUID()
    }
}

extension String {
    /// The pieces of the text between occurrences of `separator`, empty ones too.
    fileprivate func split(_ separator: String) -> [String] {
        let separator = Array(separator.utf8)
        var rest = Array(utf8)[...]
        var pieces: [String] = []
        while let range = rest.firstRange(of: separator) {
            pieces.append(String(decoding: rest[..<range.lowerBound], as: UTF8.self))
            rest = rest[range.upperBound...]
        }
        return pieces + [String(decoding: rest, as: UTF8.self)]
    }
}
