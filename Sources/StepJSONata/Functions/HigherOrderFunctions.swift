/// Functions that take a function (docs.jsonata.org, higher-order functions).
enum HigherOrderFunctions {
    static let all = [
        Builtin("map", "<af>", map),
        Builtin("filter", "<af>", filter),
        Builtin("single", "<af?>", single),
        Builtin("reduce", "<afj?:j>", reduce),
        Builtin("each", "<o-f:a>", each),
        Builtin("sift", "<o-f?:o>", sift),
    ]

    private static func map(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard !arguments[0].isUndefined, let function = arguments[1].functionValue else { return .undefined }
        let list = arguments[0].asList
        var mapped: [Value] = []
        for (index, item) in list.enumerated() {
            let value = try evaluation.callBack(function, item, .integer(index), arguments[0])
            if !value.isUndefined { mapped.append(value) }
            try evaluation.spend(1)
        }
        return .sequence(mapped)
    }

    private static func filter(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard !arguments[0].isUndefined, let function = arguments[1].functionValue else { return .undefined }
        var passed: [Value] = []
        for (index, item) in arguments[0].asList.enumerated() {
            try evaluation.spend(1)
            let verdict = try evaluation.callBack(function, item, .integer(index), arguments[0])
            if verdict.truth ?? false { passed.append(item) }
        }
        return .sequence(passed)
    }

    private static func single(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        if arguments[0].isUndefined { return .undefined }
        var found: Value?
        for (index, item) in arguments[0].asList.enumerated() {
            try evaluation.spend(1)
            if let function = arguments[1].functionValue {
                let verdict = try evaluation.callBack(function, item, .integer(index), arguments[0])
                guard verdict.truth ?? false else { continue }
            }
            guard found == nil else {
                throw JSONataError("D3138", "The $single() function expected exactly 1 matching result; matched more")
            }
            found = item
        }
        guard let found else {
            throw JSONataError("D3139", "The $single() function expected exactly 1 matching result; matched 0")
        }
        return found
    }

    private static func reduce(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard !arguments[0].isUndefined, let function = arguments[1].functionValue else { return .undefined }
        guard function.arity >= 2 else {
            throw JSONataError("D3050", "The second argument of reduce must be a function with at least two arguments")
        }
        let list = arguments[0].asList
        var start = 0
        var result = arguments[2]
        if result.isUndefined, !list.isEmpty {
            result = list[0]
            start = 1
        }
        for index in start..<max(start, list.count) {
            result = try evaluation.callBack(function, result, list[index], .integer(index), arguments[0])
            try evaluation.spend(1)
        }
        return result
    }

    private static func each(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard let members = arguments[0].members, let function = arguments[1].functionValue else { return .undefined }
        var values: [Value] = []
        for member in members {
            let value = try evaluation.callBack(function, member.value, .string(member.key), arguments[0])
            if !value.isUndefined { values.append(value) }
            try evaluation.spend(1)
        }
        return .sequence(values)
    }

    private static func sift(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard let members = arguments[0].members else { return .undefined }
        var builder = ObjectBuilder()
        var isEmpty = true
        for member in members {
            var passes = member.value.truth ?? false
            if let function = arguments[1].functionValue {
                let verdict = try evaluation.callBack(function, member.value, .string(member.key), arguments[0])
                passes = verdict.truth ?? false
            }
            if passes {
                builder.set(member.key, member.value)
                isEmpty = false
            }
            try evaluation.spend(1)
        }
        return isEmpty ? .undefined : builder.value
    }
}
