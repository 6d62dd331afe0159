import StepJSON

/// `[a, b, 1..3]`: an array; a sequence among the items is spread, an array constructor is not.
final class ArrayNode: ExpressionNode {
    let position: Int
    let items: [any ExpressionNode]
    let isConstructed: Bool
    /// Whether each item is itself an array constructor, perhaps with predicates: its array is not spread.
    private let areArrays: [Bool]

    init(_ items: [any ExpressionNode], isConstructed: Bool, at position: Int) {
        self.items = items
        self.isConstructed = isConstructed
        self.position = position
        areArrays = items.map { $0 is ArrayNode || ($0 as? DecoratedNode)?.base is ArrayNode }
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        var list = List([])
        if items.count == 1, !areArrays[0] {
            list = try evaluation.evaluate(items[0], context, frame).asList.plain
        } else {
            var values: [Value] = []
            for (item, isArray) in zip(items, areArrays) {
                let value = try evaluation.evaluate(item, context, frame)
                if value.isUndefined { continue }
                if isArray { values.append(value) } else { values.appendFlat(value) }
                try evaluation.spend(values.count - min(values.count, list.count), at: position)
            }
            list = List(values)
        }
        list.isConstructed = isConstructed
        return try evaluation.bounded(.list(list))
    }
}

/// `{key: value}`, and the grouping `expression{key: value}`.
final class ObjectNode: ExpressionNode {
    typealias Pair = (key: any ExpressionNode, value: any ExpressionNode)

    let position: Int
    let pairs: [Pair]
    /// The keys, where all are constants and no two the same.
    private let constantKeys: [String]?

    init(_ pairs: [Pair], at position: Int) {
        self.pairs = pairs
        let keys = pairs.compactMap { ($0.key as? LiteralNode)?.value.stringValue }
        constantKeys = keys.count == pairs.count && Set(keys.map(ExactText.init)).count == keys.count ? keys : nil
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        if !context.isArray { return try object(&evaluation, context, frame) }
        return try group(&evaluation, context.asList, frame)
    }

    /// The object of a single context: no grouping is needed.
    private func object(
        _ evaluation: inout Evaluation,
        _ context: Value,
        _ frame: Frame
    ) throws(JSONataError) -> Value {
        var builder = ObjectBuilder()
        builder.reserveCapacity(pairs.count)
        if let constantKeys {
            try evaluation.spend(constantKeys.count, at: position)
            for (key, pair) in zip(constantKeys, pairs) {
                builder.add(key, try evaluation.evaluate(pair.value, context, frame))
            }
            return try evaluation.bounded(builder.value)
        }
        var keys: Set<ExactText> = []
        for pair in pairs {
            guard let key = try key(of: pair, &evaluation, context, frame) else { continue }
            guard keys.insert(ExactText(key)).inserted else { throw duplicate(key) }
            builder.set(key, try evaluation.evaluate(pair.value, context, frame))
        }
        return try evaluation.bounded(builder.value)
    }

    private func key(
        of pair: Pair,
        _ evaluation: inout Evaluation,
        _ context: Value,
        _ frame: Frame
    ) throws(JSONataError) -> String? {
        let key = try evaluation.evaluate(pair.key, context, frame)
        if key.isUndefined { return nil }
        guard let text = key.stringValue else {
            throw JSONataError(
                code: "T1003",
                message: "Key in object structure must evaluate to a string",
                position: position
            )
        }
        return text
    }

    private func duplicate(_ key: String) -> JSONataError {
        JSONataError(
            code: "D1009",
            message: "Multiple key definitions evaluate to same key: \"\(key)\"",
            position: position
        )
    }

    /// The object in which the items are grouped by key; each value sees the items of its key.
    func group(_ evaluation: inout Evaluation, _ list: List, _ frame: Frame) throws(JSONataError) -> Value {
        var groups = Groups<Value>()
        for item in list.isEmpty ? List([.undefined]) : list {
            for (index, pair) in pairs.enumerated() {
                guard let key = try key(of: pair, &evaluation, item, frame) else { continue }
                guard groups.add(item, to: key, pair: index) else { throw duplicate(key) }
            }
        }
        var builder = ObjectBuilder()
        for group in groups.inOrder {
            let context = Self.joined(group.items)
            builder.set(group.key, try evaluation.evaluate(pairs[group.pair].value, context, frame))
        }
        return try evaluation.bounded(builder.value)
    }

    /// The object in which the tuples are grouped by key; each value sees the contexts and variables of its key.
    func group(_ evaluation: inout Evaluation, _ tuples: [Tuple], _ frame: Frame) throws(JSONataError) -> Value {
        var groups = Groups<Tuple>()
        for tuple in tuples {
            let inner = Frame(parent: frame, slots: tuple.variables)
            for (index, pair) in pairs.enumerated() {
                guard let key = try key(of: pair, &evaluation, tuple.context, inner) else { continue }
                guard groups.add(tuple, to: key, pair: index) else { throw duplicate(key) }
            }
        }
        var builder = ObjectBuilder()
        for group in groups.inOrder {
            let context = Self.joined(group.items.map(\.context))
            let variables = group.items[0].variables.indices.map { slot in
                Self.joined(group.items.compactMap { $0.variables[slot] }) as Value?
            }
            let inner = Frame(parent: frame, slots: variables)
            builder.set(group.key, try evaluation.evaluate(pairs[group.pair].value, context, inner))
        }
        return try evaluation.bounded(builder.value)
    }

    private static func joined(_ items: [Value]) -> Value {
        if items.count == 1 { return items[0] }
        var values: [Value] = []
        for item in items where !item.isUndefined { values.appendFlat(item) }
        return items.isEmpty ? .undefined : .list(List(values))
    }
}

/// Items by key, in the order in which the keys came.
private struct Groups<Item> {
    private(set) var inOrder: [(key: String, pair: Int, items: [Item])] = []
    private var places: [ExactText: Int] = [:]

    /// Few keys are scanned, which is cheaper than hashing them.
    private func place(of key: String) -> Int? {
        if inOrder.count > JSONObject.scannedMembersMax { return places[ExactText(key)] }
        return inOrder.firstIndex { ExactText.same($0.key, key) }
    }

    private mutating func append(_ key: String, _ pair: Int, _ item: Item) {
        inOrder.append((key, pair, [item]))
        if inOrder.count == JSONObject.scannedMembersMax + 1 {
            for (place, group) in inOrder.enumerated() { places[ExactText(group.key)] = place }
        } else if inOrder.count > JSONObject.scannedMembersMax {
            places[ExactText(key)] = inOrder.count - 1
        }
    }

    /// False where the key already belongs to another pair.
    mutating func add(_ item: Item, to key: String, pair: Int) -> Bool {
        guard let place = place(of: key) else {
            append(key, pair, item)
            return true
        }
        guard inOrder[place].pair == pair else { return false }
        inOrder[place].items.append(item)
        return true
    }
}

/// `(a; b)`: the value of the last, with variables of its own.
final class BlockNode: ExpressionNode {
    let position: Int
    let expressions: [any ExpressionNode]
    /// Nil where it binds no variables and needs no frame.
    let slotCount: Int?

    init(_ expressions: [any ExpressionNode], slotCount: Int?, at position: Int) {
        self.expressions = expressions
        self.slotCount = slotCount
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        var frame = frame
        if let slotCount { frame = Frame(parent: frame, slots: Array(repeating: nil, count: slotCount)) }
        var result = Value.undefined
        for expression in expressions { result = try evaluation.evaluate(expression, context, frame) }
        return result
    }
}

/// An expression with predicates, a grouping or `[]` after it, where it is not a path.
final class DecoratedNode: ExpressionNode {
    let position: Int
    let base: any ExpressionNode
    let filters: [Filter]
    let group: ObjectNode?
    let keepsArray: Bool
    /// How many variables the tuples carry that the expression gives to the path around it; nil where it gives none.
    let tupleVariableCount: Int?

    init(
        _ base: any ExpressionNode,
        filters: [Filter],
        group: ObjectNode?,
        keepsArray: Bool,
        tupleVariableCount: Int?
    ) {
        self.base = base
        self.filters = filters
        self.group = group
        self.keepsArray = keepsArray
        self.tupleVariableCount = tupleVariableCount
        position = base.position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        try decorate(try base.evaluate(&evaluation, context, frame), &evaluation, frame)
    }

    /// What the predicates, the grouping and `[]` make of the bare value.
    func decorate(
        _ value: Value,
        _ evaluation: inout Evaluation,
        _ frame: Frame
    ) throws(JSONataError) -> Value {
        if let tupleVariableCount { return try decorate(value, &evaluation, frame, tupleVariableCount) }
        var result = value
        for filter in filters { result = .list(try filter.apply(&evaluation, result, frame)) }
        if let group { result = try group.group(&evaluation, result.asList, frame) }
        if keepsArray, case .list(var list) = result, list.isSequence {
            list.keepsSingleton = true
            return .list(list)
        }
        return result
    }
    /// The same on tuples; predicates and grouping see their variables.
    private func decorate(
        _ value: Value,
        _ evaluation: inout Evaluation,
        _ frame: Frame,
        _ variableCount: Int
    ) throws(JSONataError) -> Value {
        var tuples: [Tuple]
        if case .tuples(let found) = value {
            tuples = found
        } else {
            tuples = value.asList.map { Tuple(context: $0, variables: Array(repeating: nil, count: variableCount)) }
        }
        for filter in filters { tuples = try filter.apply(&evaluation, tuples, frame) }
        if let group { return try group.group(&evaluation, tuples, frame) }
        return .tuples(tuples)
    }
}
