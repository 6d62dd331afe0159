import StepJSON

/// `a.b.c`: each step on each value that the step before gave, flattened.
///
/// From the first step that binds a variable (`@`, `#`, `%`) on, the values travel as tuples, so that a later step
/// sees which values it was reached through.
final class PathNode: ExpressionNode {
    struct Step: Sendable {
        enum Kind: Sendable {
            case expression(any ExpressionNode)
            case sort(SortTerms)
        }

        enum Stage: Sendable {
            case filter(Filter)
            case index(slot: Int)
        }

        let kind: Kind
        var stages: [Stage] = []
        var isTuple = false
        var focus: Int?
        var index: Int?
        var ancestor: Int?
        /// A variable or an array constructor: as first step it sees an array as one value.
        var isVariable = false
        var isConstructed = false
        /// Where the variables of tuples from a path inside go.
        var innerSlots: [Int] = []
        /// The expression, where it is a name.
        let name: NameNode?

        /// Whether it just names a variable or a member.
        var isPlain: Bool {
            (name != nil || isVariable) && stages.isEmpty && !isTuple && !isConstructed && focus == nil && index == nil
        }

        init(kind: Kind) {
            self.kind = kind
            if case .expression(let node) = kind { name = node as? NameNode } else { name = nil }
        }
    }

    let position: Int
    let steps: [Step]
    let group: ObjectNode?
    let keepsSingleton: Bool
    let keepsArray: Bool
    /// The names of the variables its tuples carry, by slot.
    let variables: [String]
    /// Whether the tuples themselves are asked for, by a path around.
    let givesTuples: Bool
    /// Whether a step binds variables.
    private let isTuple: Bool
    /// Whether the first step is a variable.
    private let isVariableFirst: Bool
    /// How many of the first steps just name a variable or a member: on a single value, no list is needed for them.
    private let plainCount: Int
    /// The names of the plain steps.
    private let names: [String]
    /// Whether nothing is done with the values of the last step.
    private let isBare: Bool

    init(
        _ steps: [Step],
        group: ObjectNode?,
        keepsSingleton: Bool,
        keepsArray: Bool,
        variables: [String],
        givesTuples: Bool,
        at position: Int
    ) {
        self.steps = steps
        self.group = group
        self.keepsSingleton = keepsSingleton
        self.keepsArray = keepsArray
        self.variables = variables
        self.givesTuples = givesTuples
        self.position = position
        isTuple = steps.contains(where: \.isTuple)
        isVariableFirst = steps[0].isVariable
        let plain = steps.prefix { $0.isPlain }
        plainCount = plain.enumerated().prefix { $0.offset == 0 || !$0.element.isVariable }.count
        names = plain.map { $0.name?.name ?? "" }
        isBare = group == nil && !keepsSingleton && !keepsArray && !givesTuples
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        var values: List
        var start = 0
        if context.isArray, !isVariableFirst {
            values = context.asList
        } else if plainCount > 0 {
            let value = try walk(&evaluation, context, frame, &start)
            if start == steps.count, isBare, !value.isArray { return value }
            values = PathNode.Step.single(value, isLast: start == steps.count)
            if values.isEmpty { start = steps.count }
        } else {
            values = List([context])
        }
        var tuples: [Tuple]?
        for index in start..<steps.count {
            let step = steps[index]
            if tuples != nil || step.isTuple {
                tuples = try step.apply(&evaluation, tuples, values, variables.count, frame)
                continue
            }
            if index == 0, step.isConstructed {
                values = try step.constructed(&evaluation, context, frame)
            } else {
                values = try step.apply(&evaluation, values, frame, isLast: index == steps.count - 1)
            }
            if values.isEmpty { break }
        }
        if let tuples {
            if let group { return try group.group(&evaluation, tuples, frame) }
            if givesTuples { return .tuples(tuples) }
            values = List(tuples.map(\.context.unwrapped), isSequence: true)
        }
        if keepsSingleton || keepsArray {
            if keepsSingleton, values.isConstructed, !values.isSequence {
                values = List([.list(values)], isSequence: true)
            }
            values.keepsSingleton = true
        }
        if let group {
            // The grouping expects the variables of the tuples, even where there was nothing to make tuples of.
            let inner = isTuple ? Frame(parent: frame, slots: Array(repeating: nil, count: variables.count)) : frame
            return try group.group(&evaluation, values, inner)
        }
        return .list(values)
    }
}

extension PathNode {
    /// The value of the plain steps, up to the first that gives an array or nothing; `place` is where to go on.
    private func walk(
        _ evaluation: inout Evaluation,
        _ context: Value,
        _ frame: Frame,
        _ place: inout Int
    ) throws(JSONataError) -> Value {
        var value = context
        if isVariableFirst, case .expression(let node) = steps[0].kind {
            value = try evaluation.evaluate(node, context, frame)
            place = 1
        }
        try evaluation.spend(plainCount, at: position)
        while place < plainCount, !value.isUndefined, place == 0 || !value.isArray {
            value = value.member(names[place])
            place += 1
        }
        return value
    }
}

// MARK: - Steps on values

extension PathNode.Step {
    /// The values that this step gives on each of `list`.
    fileprivate func apply(
        _ evaluation: inout Evaluation,
        _ list: List,
        _ frame: Frame,
        isLast: Bool
    ) throws(JSONataError) -> List {
        switch kind {
        case .sort(let terms):
            return try staged(&evaluation, .list(try terms.sorted(&evaluation, list, frame)), frame).asList
        case .expression(let node):
            if list.count == 1 {
                let result = try staged(&evaluation, try evaluation.evaluate(node, list[0], frame), frame)
                return Self.single(result, isLast: isLast)
            }
            if let name, stages.isEmpty, let elements = list.heldJSON {
                return try name.collectedFlat(elements, isLast: isLast, &evaluation)
            }
            var results: [Value] = []
            var first = Value.undefined
            var resultCount = 0
            for item in list {
                let result = try staged(&evaluation, try evaluation.evaluate(node, item, frame), frame)
                guard !result.isUndefined else { continue }
                resultCount += 1
                if resultCount == 1 {
                    first = result
                    continue
                }
                if resultCount == 2 { Self.append(first, to: &results) }
                Self.append(result, to: &results)
            }
            // What comes of one value only stays the array it is, however many there were to begin with.
            return resultCount == 1 ? Self.single(first, isLast: isLast) : List(results, isSequence: true)
        }
    }

    fileprivate func constructed(
        _ evaluation: inout Evaluation,
        _ context: Value,
        _ frame: Frame
    ) throws(JSONataError) -> List {
        guard case .expression(let node) = kind else { preconditionFailure("a sort cannot be a path's first step") }
        let value = try staged(&evaluation, try evaluation.evaluate(node, context, frame), frame)
        return value.asList
    }

    private func staged(
        _ evaluation: inout Evaluation,
        _ value: Value,
        _ frame: Frame
    ) throws(JSONataError) -> Value {
        var value = value
        for stage in stages {
            guard !value.isUndefined else { return value }
            if case .filter(let filter) = stage { value = .list(try filter.apply(&evaluation, value, frame)) }
        }
        return value
    }

    /// The outcome of a step on one value, with as little copying as can be.
    fileprivate static func single(_ result: Value, isLast: Bool) -> List {
        switch result {
        case .undefined: return List([], isSequence: true)
        case .json(.array(let values)):
            var list = List(json: values)
            list.isSequence = !isLast
            return list
        case .list(var list):
            if list.isConstructed, !isLast { return List([result], isSequence: true) }
            if !isLast || list.isSequence {
                list = list.plain
                list.isSequence = true
            }
            return list
        default: return List([result], isSequence: true)
        }
    }

    private static func append(_ result: Value, to results: inout [Value]) {
        switch result {
        case .undefined: break
        case .list(let list) where list.isConstructed: results.append(.list(list))
        default: results.appendFlat(result)
        }
    }
}

// MARK: - Steps on tuples

extension PathNode.Step {
    /// The tuples that this step gives on each of `tuples`, or on each of `values` where it is the first to bind.
    fileprivate func apply(
        _ evaluation: inout Evaluation,
        _ tuples: [Tuple]?,
        _ values: List,
        _ variableCount: Int,
        _ frame: Frame
    ) throws(JSONataError) -> [Tuple] {
        let blank = [Value?](repeating: nil, count: variableCount)
        var result: [Tuple] = []
        switch kind {
        case .sort(let terms):
            if let tuples {
                result = try terms.sorted(&evaluation, tuples, frame)
            } else {
                let sorted = try terms.sorted(&evaluation, values, Frame(parent: frame, slots: blank))
                result = sorted.map { Tuple(context: $0, variables: blank) }
            }
            if let index { for place in result.indices { result[place].variables[index] = .integer(place) } }
        case .expression(let node):
            for tuple in tuples ?? values.map({ Tuple(context: $0, variables: blank) }) {
                let inner = Frame(parent: frame, slots: tuple.variables)
                let value = try evaluation.evaluate(node, tuple.context, inner)
                try expand(tuple, value, isContext: node is ContextNode, into: &result)
                try evaluation.spend(1, at: node.position)
            }
        }
        for stage in stages {
            switch stage {
            case .filter(let filter): result = try filter.apply(&evaluation, result, frame)
            case .index(let slot):
                for place in result.indices { result[place].variables[slot] = .integer(place) }
            }
        }
        return result
    }

    /// Adds a tuple for each item of `value`; with `@` the context stays as it was, unless it is what was bound.
    private func expand(
        _ tuple: Tuple,
        _ value: Value,
        isContext: Bool,
        into result: inout [Tuple]
    ) throws(JSONataError) {
        if case .tuples(let inner) = value {
            for found in inner {
                var next = Tuple(context: found.context, variables: tuple.variables)
                for (slot, value) in zip(innerSlots, found.variables) where value != nil {
                    next.variables[slot] = value
                }
                bind(&next, tuple, nil)
                result.append(next)
            }
            return
        }
        for (place, item) in value.asList.enumerated() {
            var next = tuple
            if let focus { next.variables[focus] = item }
            if focus == nil || isContext { next.context = item }
            bind(&next, tuple, place)
            result.append(next)
        }
    }

    private func bind(_ next: inout Tuple, _ tuple: Tuple, _ place: Int?) {
        if let index, let place { next.variables[index] = .integer(place) }
        if let ancestor, place != nil { next.variables[ancestor] = tuple.context }
    }
}

extension Value {
    /// The input where this is the list that is wrapped around it.
    fileprivate var unwrapped: Value {
        guard case .list(let list) = self, list.isOuterWrapper, !list.isEmpty else { return self }
        return list[0]
    }
}
