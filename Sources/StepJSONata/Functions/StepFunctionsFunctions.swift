import StepJSON

/// The functions that Step Functions adds (AWS developer guide, "Transforming data with JSONata").
enum StepFunctionsFunctions {
    static let all = [
        Builtin("partition", "<an:a>", partition),
        Builtin("range", "<nnn:a>", range),
        Builtin("hash", "<ss:s>", hash),
        Builtin("random", "<n?:n>") { evaluation, arguments throws(JSONataError) in
            guard let seed = arguments[0].doubleValue else { return .number(evaluation.random.nextUnit()) }
            var source = RandomSource(seed: seed.bitPattern)
            return .number(source.nextUnit())
        },
        Builtin("uuid", "<:s>") { evaluation, _ throws(JSONataError) in .string(evaluation.random.nextUUID()) },
        Builtin("parse", "<s-:x>") { _, arguments throws(JSONataError) in
            guard let text = arguments[0].stringValue else { return .undefined }
            do {
                return .json(withoutNegativeZero(try JSONParser.parse(text)))
            } catch {
                throw JSONataError("D3120", "$parse: the text is not JSON: \(error)")
            }
        },
    ]

    /// JSON has a negative zero, and what Step Functions gives for it is 0 (recorded).
    private static func withoutNegativeZero(_ value: JSONValue) -> JSONValue {
        switch value {
        case .number(let number) where number.doubleValue == 0 && number.doubleValue.sign == .minus: 0
        case .array(let values): .array(values.map(withoutNegativeZero))
        case .object(let object): .object(JSONObject(object.map { ($0.key, withoutNegativeZero($0.value)) }))
        default: value
        }
    }

    private static func integer(_ value: Value) -> Int? {
        value.doubleValue.map { Int(clamping: $0.rounded(.down)) }
    }

    private static func partition(
        _ evaluation: inout Evaluation,
        _ arguments: Arguments
    ) throws(JSONataError) -> Value {
        guard !arguments[0].isUndefined, let size = integer(arguments[1]) else { return .undefined }
        guard size > 0 else { throw JSONataError("D3150", "$partition: the size must be at least 1, not \(size)") }
        let values = arguments[0].asList.values
        try evaluation.spend(values.count)
        return .array(
            stride(from: 0, to: values.count, by: size).map { start in
                .array(Array(values[start..<min(values.count, start + size)]))
            }
        )
    }

    private static func range(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard let first = integer(arguments[0]), let last = integer(arguments[1]), let step = integer(arguments[2])
        else { return .undefined }
        guard step != 0 else { throw JSONataError("D3151", "$range: the step must not be 0") }
        let numbers = stride(from: first, through: last, by: step)
        let count = max(0, (last - first) / step + 1)
        guard count <= RangeNode.countMax else {
            throw JSONataError("D2014", "$range: \(count) numbers are more than \(RangeNode.countMax)")
        }
        try evaluation.spend(count)
        return .sequence(numbers.map(Value.integer))
    }

    private static func hash(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard let text = arguments[0].stringValue, let algorithm = arguments[1].stringValue else { return .undefined }
        guard let digest = evaluation.environment.hash(algorithm, Array(text.utf8)) else {
            throw JSONataError(
                "D3152",
                "$hash: the algorithm must be MD5, SHA-1, SHA-256, SHA-384 or SHA-512, not \"\(algorithm)\""
            )
        }
        return .string(Hexadecimal.text(of: digest))
    }
}
