/// Calls: builtin functions, lambdas with their tail calls, and functions made from others.
extension Evaluation {
    /// Calls `function`, checking the arguments against its signature.
    mutating func call(
        _ function: Function,
        _ arguments: [Value],
        context: Value,
        at position: Int
    ) throws(JSONataError) -> Value {
        do {
            return try dispatch(function, arguments, context: context)
        } catch {
            guard error.position == JSONataError.nowhere else { throw error }
            throw JSONataError(code: error.code, message: error.message, position: position)
        }
    }

    /// Calls a function of the language.
    mutating func call(
        _ builtin: Builtin,
        _ arguments: [Value],
        context: Value,
        at position: Int
    ) throws(JSONataError) -> Value {
        do {
            return try call(builtin, arguments, context: context)
        } catch {
            guard error.position == JSONataError.nowhere else { throw error }
            throw JSONataError(code: error.code, message: error.message, position: position)
        }
    }

    /// Calls `function` from a function of the language, handing it no more arguments than it takes.
    mutating func callBack(
        _ function: Function,
        _ first: Value,
        _ second: Value? = nil,
        _ third: Value? = nil,
        _ fourth: Value? = nil
    ) throws(JSONataError) -> Value {
        if case .lambda(let closure) = function.kind, closure.lambda.signature == nil {
            let frame = closure.frame { place in
                switch place {
                case 0: first
                case 1: second ?? .undefined
                case 2: third ?? .undefined
                case 3: fourth ?? .undefined
                default: .undefined
                }
            }
            return try run(closure, frame)
        }
        let count = max(1, function.arity)
        var arguments: [Value] = []
        arguments.reserveCapacity(min(4, count))
        arguments.append(first)
        if let second, count > 1 { arguments.append(second) }
        if let third, count > 2 { arguments.append(third) }
        if let fourth, count > 3 { arguments.append(fourth) }
        return try dispatch(function, arguments, context: .undefined)
    }

    private mutating func dispatch(
        _ function: Function,
        _ arguments: [Value],
        context: Value
    ) throws(JSONataError) -> Value {
        switch function.kind {
        case .builtin(let builtin): return try call(builtin, arguments, context: context)
        case .lambda(let closure): return try call(closure, arguments, context: context)
        case .partial(let inner, let given):
            var rest = arguments[...]
            let all = given.map { $0 ?? rest.popFirst() ?? .undefined }
            return try dispatch(inner, all, context: context)
        case .chain(let first, let second):
            let value = try dispatch(first, arguments, context: context).collapsed
            return try dispatch(second, [value], context: context)
        case .regex(let regex):
            return try regexMatch(regex, Array((arguments.first?.stringValue ?? "").unicodeScalars), from: 0)
        case .nextMatch(let regex, let text, let start): return try regexMatch(regex, text, from: start)
        case .transform(let node, let frame):
            return try bounded(try node.transform(&self, arguments.first ?? .undefined, frame))
        }
    }

    private mutating func call(
        _ builtin: Builtin,
        _ arguments: [Value],
        context: Value
    ) throws(JSONataError) -> Value {
        var arguments = arguments
        if let signature = builtin.signature { arguments = try signature.validate(arguments, context: context) }
        return try bounded(try builtin.body(&self, Arguments(values: arguments, context: context)))
    }

    private mutating func call(
        _ closure: Closure,
        _ arguments: [Value],
        context: Value
    ) throws(JSONataError) -> Value {
        try run(closure, try closure.frame(arguments, context: context))
    }

    /// Calls a lambda in a frame that has its arguments, and what it calls in tail position after it.
    private mutating func run(_ closure: Closure, _ frame: Frame) throws(JSONataError) -> Value {
        var value = try evaluate(closure.lambda.body, closure.context, frame)
        while let next = tailCall {
            tailCall = nil
            guard case .lambda(let callee) = next.callee.kind else {
                return try call(next.callee, next.arguments, context: next.context, at: next.position)
            }
            let frame = try callee.frame(next.arguments, context: next.context)
            value = try evaluate(callee.lambda.body, callee.context, frame)
        }
        return value
    }

    /// The match record that calling a regular expression gives, or undefined.
    private mutating func regexMatch(
        _ regex: RegularExpression,
        _ text: [Unicode.Scalar],
        from start: Int
    ) throws(JSONataError) -> Value {
        var matcher = RegexMatcher(regex, text)
        guard let match = try matcher.firstMatch(from: start, &self) else { return .undefined }
        return Self.record(of: match, regex, text)
    }

    /// A match as the functions that take it are given it.
    static func record(
        of match: RegularExpression.Match,
        _ regex: RegularExpression,
        _ text: [Unicode.Scalar]
    ) -> Value {
        let groups = match.groups.map { group in Value.string(group.map { String.of(text[$0]) } ?? "") }
        return .record(
            Record([
                ("match", .string(String.of(text[match.range]))),
                ("start", .integer(match.range.lowerBound)),
                ("end", .integer(match.range.upperBound)),
                ("groups", .array(groups)),
                ("next", .function(Function(.nextMatch(regex, text, from: match.range.upperBound)))),
            ])
        )
    }
}

extension String {
    /// The string of these scalars.
    static func of(_ scalars: some Collection<Unicode.Scalar>) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(scalars.count)
        for scalar in scalars {
            if scalar.isASCII {
                bytes.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                bytes.append(contentsOf: scalar.utf8)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
