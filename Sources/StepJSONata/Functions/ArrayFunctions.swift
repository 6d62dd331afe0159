/// Functions on arrays (docs.jsonata.org, array functions).
enum ArrayFunctions {
    static let all = [
        Builtin("append", "<xx:a>", append),
        Builtin("reverse", "<a:a>") { _, arguments throws(JSONataError) in
            arguments[0].isUndefined ? .undefined : .array(arguments[0].asList.reversed())
        },
        Builtin("shuffle", "<a:a>") { evaluation, arguments throws(JSONataError) in
            if arguments[0].isUndefined { return .undefined }
            return .array(arguments[0].asList.values.shuffled(using: &evaluation.random))
        },
        Builtin("distinct", "<x:x>", distinct),
        Builtin("zip", "<a+>", zip),
        Builtin("sort", "<af?:a>", sort),
    ]

    private static func append(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        try evaluation.spend(arguments[0].asList.count + arguments[1].asList.count)
        return List.append(arguments[0], arguments[1])
    }

    private static func distinct(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        guard let list = arguments[0].listValue, list.count > 1 else { return arguments[0] }
        var distinct: [Value] = []
        var seen: Set<ValueKey> = []
        for value in list where seen.insert(ValueKey(value)).inserted { distinct.append(value) }
        try evaluation.spend(list.count)
        return .list(List(distinct, isSequence: list.isSequence))
    }

    private static func zip(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        let lists = arguments.values.map(\.asList)
        let count = lists.map(\.count).min() ?? 0
        try evaluation.spend(count * lists.count)
        return .array((0..<count).map { place in .array(lists.map { $0[place] }) })
    }

    private static func sort(_ evaluation: inout Evaluation, _ arguments: Arguments) throws(JSONataError) -> Value {
        if arguments[0].isUndefined { return .undefined }
        let list = arguments[0].asList
        guard list.count > 1 else { return .list(list) }
        try evaluation.spend(list.count)
        guard let function = arguments[1].functionValue else {
            let isNumbers = list.allSatisfy { $0.doubleValue != nil }
            guard isNumbers || list.allSatisfy({ $0.stringValue != nil }) else {
                throw JSONataError(
                    "D3070",
                    "The single argument form of the sort function can only be applied to an array of strings or"
                        + " an array of numbers; use the second argument to specify a comparison function"
                )
            }
            return .array(
                try MergeSort.sorted(list.values) { left, right throws(JSONataError) in
                    (Value.order(left, right) ?? 0) > 0
                }
            )
        }
        return .array(
            try MergeSort.sorted(list.values) { left, right throws(JSONataError) in
                try evaluation.callBack(function, left, right).truth ?? false
            }
        )
    }
}

/// A value as a member of a set.
private struct ValueKey: Hashable {
    let value: Value

    init(_ value: Value) { self.value = value }

    static func == (left: ValueKey, right: ValueKey) -> Bool { Value.same(left.value, right.value) }

    func hash(into hasher: inout Hasher) { hasher.combine(value.jsonValue) }
}
