/// The variables of one frame, while the expression is compiled: one scope for each frame there will be.
final class Scope {
    let parent: Scope?
    let isTuple: Bool
    var names: [String]

    init(parent: Scope?, names: [String] = [], isTuple: Bool = false) {
        self.parent = parent
        self.names = names
        self.isTuple = isTuple
    }

    /// The slot of `name`, made if need be.
    func slot(of name: String) -> Int {
        if let slot = names.lastIndex(of: name) { return slot }
        names.append(name)
        return names.count - 1
    }

    /// Where `name` may be bound, innermost first.
    func places(of name: String) -> [VariableNode.Place] {
        var places: [VariableNode.Place] = []
        var scope: Scope? = self
        var hops = 0
        while let current = scope {
            if let slot = current.names.lastIndex(of: name) { places.append(.init(hops: hops, slot: slot)) }
            scope = current.parent
            hops += 1
        }
        return places
    }

    /// The place that `:=` binds: in the nearest block or lambda.
    func bind(_ name: String) -> VariableNode.Place {
        var scope = self
        var hops = 0
        while scope.isTuple, let parent = scope.parent {
            scope = parent
            hops += 1
        }
        return .init(hops: hops, slot: scope.slot(of: name))
    }
}

extension Syntax {
    /// The variables that it binds in the block or lambda it stands in.
    ///
    /// They are known before the block is compiled, so that functions in it can call each other.
    var boundNames: [String] {
        var names: [String] = []
        for case .filter(let filter) in stages { names += filter.boundNames }
        for pair in group ?? [] { names += pair.key.boundNames + pair.value.boundNames }
        for child in children { names += child.boundNames }
        if case .bind(let name, _) = kind { names.append(name) }
        return names
    }

    /// The expressions within, but for those of a block or lambda, which has variables of its own.
    private var children: [Syntax] {
        switch kind {
        case .path(let list), .array(let list): list
        case .binary(_, let left, let right), .chain(let left, let right): [left, right]
        case .negate(let operand), .bind(_, let operand): [operand]
        case .object(let pairs): pairs.flatMap { [$0.key, $0.value] }
        case .condition(let condition, let then, let otherwise): [condition, then] + (otherwise.map { [$0] } ?? [])
        case .call(let callee, let arguments, _): [callee] + arguments
        case .transform(let pattern, let update, let delete): [pattern, update] + (delete.map { [$0] } ?? [])
        case .sort(let terms): terms.map(\.key)
        default: []
        }
    }

    /// The variables that a step of a path binds in its tuples.
    var tupleNames: [String] {
        var names = [focus, index, ancestor?.name].compactMap(\.self) + innerTupleNames
        for case .index(let name) in stages { names.append(name) }
        return names
    }

    /// The variables of the tuples that a path inside this block hands out.
    var innerTupleNames: [String] {
        guard isTuple, case .block(let expressions) = kind, let last = expressions.last else { return [] }
        if case .path(let steps) = last.kind, last.isTuple { return steps.flatMap(\.tupleNames) }
        return last.innerTupleNames
    }
}

extension Syntax {
    /// Refuses what Step Functions has no value for: `$`, `$$` and bare names where no context was set.
    func refuseInput() throws(JSONataError) {
        switch kind {
        case .variable(let name) where name.isEmpty || name == "$":
            throw JSONataError(
                code: "S0218",
                message: "$\(name) has no value at the top level of an expression; read from $states instead",
                position: position
            )
        case .path(let steps): try steps.first?.refuseInput()
        case .lambda, .name: break
        default: for child in children { try child.refuseInput() }
        }
        if case .block(let expressions) = kind { for expression in expressions { try expression.refuseInput() } }
    }
}
