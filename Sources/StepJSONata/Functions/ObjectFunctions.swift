import StepJSON

/// Functions on objects (docs.jsonata.org, object functions).
enum ObjectFunctions {
    static let all = [
        Builtin("keys", "<x-:a<s>>", keys),
        Builtin("lookup", "<x-s:x>") { evaluation, arguments throws(JSONataError) in
            guard let key = arguments[1].stringValue else { return .undefined }
            let frame = Frame(parent: nil, slots: [])
            return try NameNode(key, at: JSONataError.nowhere).evaluate(&evaluation, arguments[0], frame)
        },
        Builtin("spread", "<x-:a<o>>", spread),
        Builtin("merge", "<a<o>:o>", merge),
        Builtin("type", "<x:s>") { _, arguments throws(JSONataError) in
            arguments[0].isUndefined ? .undefined : .string(arguments[0].kindName)
        },
        Builtin("error", "<s?:x>") { _, arguments throws(JSONataError) in
            throw JSONataError("D3137", arguments[0].stringValue ?? "$error() function evaluated")
        },
        Builtin("assert", "<bs?:x>") { _, arguments throws(JSONataError) in
            if arguments[0].truth ?? false { return .undefined }
            throw JSONataError("D3141", arguments[1].stringValue ?? "$assert() statement failed")
        },
    ]

    private static func keys(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        var keys: [Value] = []
        var seen: Set<ExactText> = []
        try collectKeys(arguments[0], &evaluation, &keys, &seen)
        return .sequence(keys)
    }

    private static func collectKeys(
        _ value: Value,
        _ evaluation: inout Evaluation,
        _ keys: inout [Value],
        _ seen: inout Set<ExactText>
    ) throws(JSONataError) {
        try evaluation.spend(1)
        if let list = value.listValue {
            for element in list { try collectKeys(element, &evaluation, &keys, &seen) }
        }
        for member in value.members ?? [] where seen.insert(ExactText(member.key)).inserted {
            keys.append(.string(member.key))
        }
    }

    private static func spread(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard arguments[0].isArray || arguments[0].isObject else {
            return arguments[0].functionValue == nil ? arguments[0] : .string("")
        }
        var objects: [Value] = []
        try collectSpread(arguments[0], &evaluation, &objects)
        // Spreading an array gives an array, also of one object; spreading an object gives a sequence.
        return arguments[0].isArray && !objects.isEmpty ? .array(objects) : .sequence(objects)
    }

    private static func collectSpread(
        _ value: Value,
        _ evaluation: inout Evaluation,
        _ objects: inout [Value]
    ) throws(JSONataError) {
        try evaluation.spend(1)
        if let list = value.listValue {
            for element in list { try collectSpread(element, &evaluation, &objects) }
            return
        }
        guard let members = value.members else { return objects.append(value) }
        for member in members {
            var builder = ObjectBuilder()
            builder.set(member.key, member.value)
            objects.append(builder.value)
        }
    }

    private static func merge(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        if arguments[0].isUndefined { return .undefined }
        var builder = ObjectBuilder()
        for object in arguments[0].asList {
            for member in object.members ?? [] { builder.set(member.key, member.value) }
            try evaluation.spend(1)
        }
        return builder.value
    }
}

extension Value {
    /// The type's name, as `$type` gives it.
    var kindName: String {
        switch self {
        case .json(let value): value.kindName
        case .list: "array"
        case .record: "object"
        case .function: "function"
        case .undefined, .tuples: "undefined"
        }
    }
}
