import StepJSON

/// Turns what was written into nodes in which every variable has its place.
struct Compiler {
    let dialect: JSONataExpression.Dialect
    let builtins: BuiltinLibrary
    private(set) var freeVariables: Set<String> = []
    private var scope: Scope

    init(_ dialect: JSONataExpression.Dialect) {
        self.dialect = dialect
        builtins = BuiltinLibrary.library(for: dialect)
        scope = Scope(parent: nil)
    }

    /// The expression, and how many variables it binds at its top level.
    mutating func compileTop(_ syntax: Syntax) throws(JSONataError) -> (node: any ExpressionNode, slotCount: Int) {
        scope.names = syntax.boundNames
        let node = try compile(syntax)
        return (node, scope.names.count)
    }

    private mutating func compile(_ syntax: Syntax, isTail: Bool = false) throws(JSONataError) -> any ExpressionNode {
        if case .path(let steps) = syntax.kind { return try path(syntax, steps) }
        let isPlain = syntax.stages.isEmpty && syntax.group == nil && !syntax.keepsArray
        let node = try base(syntax, isTail: isTail && isPlain)
        if isPlain { return node }
        let variables = syntax.innerTupleNames
        let tuple = Scope(parent: scope, names: variables, isTuple: true)
        return try scoped(variables.isEmpty ? scope : tuple) { compiler throws(JSONataError) in
            var filters: [Filter] = []
            for case .filter(let predicate) in syntax.stages {
                filters.append(Filter(try compiler.compile(predicate)))
            }
            let group = try syntax.group.map { pairs throws(JSONataError) in
                ObjectNode(try compiler.compile(pairs), at: syntax.groupPosition)
            }
            return DecoratedNode(
                node,
                filters: filters,
                group: group,
                keepsArray: syntax.keepsArray,
                tupleVariableCount: variables.isEmpty ? nil : variables.count
            )
        }
    }

    private mutating func compile(
        _ pairs: [(key: Syntax, value: Syntax)]
    ) throws(JSONataError) -> [ObjectNode.Pair] {
        var compiled: [ObjectNode.Pair] = []
        for pair in pairs { compiled.append((try compile(pair.key), try compile(pair.value))) }
        return compiled
    }

    private mutating func compile(_ list: [Syntax]) throws(JSONataError) -> [any ExpressionNode] {
        var nodes: [any ExpressionNode] = []
        for syntax in list { nodes.append(try compile(syntax)) }
        return nodes
    }

    private mutating func base(_ syntax: Syntax, isTail: Bool) throws(JSONataError) -> any ExpressionNode {
        let position = syntax.position
        switch syntax.kind {
        case .path(let steps): return try path(syntax, steps)
        case .name(let name): return NameNode(name, at: position)
        case .literal(let value): return LiteralNode(value, at: position)
        case .variable(let name): return try variable(name, at: position)
        case .wildcard: return WildcardNode(at: position)
        case .descendants: return DescendantsNode(at: position)
        case .parent(let label): return VariableNode(label.name, scope.places(of: label.name), nil, at: position)
        case .regex(let regex): return RegexNode(regex, at: position)
        case .binary(let symbol, let left, let right):
            return binary(symbol, try compile(left), try compile(right), at: position)
        case .negate(let operand): return NegateNode(try compile(operand), at: position)
        case .array(let items):
            return ArrayNode(try compile(items), isConstructed: syntax.isConstructed, at: position)
        case .object(let pairs): return ObjectNode(try compile(pairs), at: position)
        case .condition(let condition, let then, let otherwise):
            return ConditionNode(
                try compile(condition),
                then: try compile(then, isTail: isTail),
                otherwise: try otherwise.map { syntax throws(JSONataError) in try compile(syntax, isTail: isTail) },
                at: position
            )
        case .bind(let name, let value):
            return BindNode(scope.bind(name), try compile(value), at: position)
        case .block(let expressions): return try block(expressions, isTail: isTail, at: position)
        case .chain(let left, let right): return ChainNode(try compile(left), try compile(right), at: position)
        case .call(let callee, let arguments, let isPartial):
            return try call(callee, arguments, isPartial: isPartial, isTail: isTail, at: position)
        case .lambda(let parameters, let signature, let body):
            return try lambda(parameters, signature, body, at: position)
        case .transform(let pattern, let update, let delete):
            return TransformNode(
                pattern: try compile(pattern),
                update: try compile(update),
                delete: try delete.map { syntax throws(JSONataError) in try compile(syntax) },
                at: position
            )
        case .sort, .placeholder:
            throw JSONataError(code: "S0201", message: "Syntax error", position: position)
        }
    }

    private mutating func variable(_ name: String, at position: Int) throws(JSONataError) -> any ExpressionNode {
        if name.isEmpty { return ContextNode(at: position) }
        if name == "$" { return RootNode(at: position) }
        let places = scope.places(of: name)
        let builtin = builtins[name]
        if places.isEmpty, builtin == nil { freeVariables.insert(name) }
        return VariableNode(name, places, builtin, at: position)
    }

    private func binary(
        _ symbol: Symbol,
        _ left: any ExpressionNode,
        _ right: any ExpressionNode,
        at position: Int
    ) -> any ExpressionNode {
        switch symbol {
        case .equal, .notEqual: EqualityNode(isNegated: symbol == .notEqual, left, right, at: position)
        case .less, .lessOrEqual, .greater, .greaterOrEqual: ComparisonNode(symbol, left, right, at: position)
        case .and, .or: BooleanNode(isAnd: symbol == .and, left, right, at: position)
        case .coalesce, .otherwise: DefaultNode(isCoalescing: symbol == .coalesce, left, right, at: position)
        case .ampersand: ConcatenationNode(left, right, at: position)
        case .in: InclusionNode(left, right, at: position)
        case .range: RangeNode(left, right, at: position)
        default: ArithmeticNode(symbol, left, right, at: position)
        }
    }
}

// MARK: - Scopes

extension Compiler {
    /// Compiles with a scope of its own for what `body` binds.
    private mutating func scoped<Result>(
        _ inner: Scope,
        _ body: (inout Compiler) throws(JSONataError) -> Result
    ) throws(JSONataError) -> Result {
        let outer = scope
        scope = inner
        defer { scope = outer }
        return try body(&self)
    }

    private mutating func block(
        _ expressions: [Syntax],
        isTail: Bool,
        at position: Int
    ) throws(JSONataError) -> any ExpressionNode {
        // A block that binds nothing gets no frame: its expressions are compiled in the scope around it.
        let names = expressions.flatMap(\.boundNames)
        if names.isEmpty {
            return BlockNode(try compileLastTail(expressions, isTail: isTail), slotCount: nil, at: position)
        }
        let inner = Scope(parent: scope, names: names)
        let nodes = try scoped(inner) { compiler throws(JSONataError) in
            try compiler.compileLastTail(expressions, isTail: isTail)
        }
        return BlockNode(nodes, slotCount: inner.names.count, at: position)
    }

    private mutating func compileLastTail(
        _ expressions: [Syntax],
        isTail: Bool
    ) throws(JSONataError) -> [any ExpressionNode] {
        var nodes: [any ExpressionNode] = []
        for (index, expression) in expressions.enumerated() {
            nodes.append(try compile(expression, isTail: isTail && index == expressions.count - 1))
        }
        return nodes
    }

    private mutating func lambda(
        _ parameters: [String],
        _ signature: Signature?,
        _ body: Syntax,
        at position: Int
    ) throws(JSONataError) -> any ExpressionNode {
        let inner = Scope(parent: scope, names: parameters + body.boundNames)
        let node = try scoped(inner) { compiler throws(JSONataError) in try compiler.compile(body, isTail: true) }
        return LambdaNode(
            parameterCount: parameters.count,
            slotCount: inner.names.count,
            signature: signature,
            body: node,
            at: position
        )
    }

    private mutating func call(
        _ callee: Syntax,
        _ arguments: [Syntax],
        isPartial: Bool,
        isTail: Bool,
        at position: Int
    ) throws(JSONataError) -> any ExpressionNode {
        var suggestion: String?
        if case .path(let steps) = callee.kind, steps.count == 1, case .name(let name) = steps[0].kind {
            if builtins[name] != nil || !scope.places(of: name).isEmpty { suggestion = name }
        }
        let target = try compile(callee)
        guard isPartial else {
            let nodes = try compile(arguments)
            return CallNode(target, nodes, isTail: isTail, suggestion: suggestion, at: position)
        }
        var open: [(any ExpressionNode)?] = []
        for argument in arguments {
            if case .placeholder = argument.kind { open.append(nil) } else { open.append(try compile(argument)) }
        }
        return PartialNode(target, open, suggestion: suggestion, at: position)
    }
}

// MARK: - Paths

extension Compiler {
    private mutating func path(_ syntax: Syntax, _ steps: [Syntax]) throws(JSONataError) -> any ExpressionNode {
        let isTuple = steps.contains(where: \.isTuple)
        let tuple = Scope(parent: scope, isTuple: true)
        if isTuple { tuple.names = steps.flatMap(\.tupleNames) }
        var compiled: [PathNode.Step] = []
        var isBinding = false
        for step in steps {
            if step.isTuple { isBinding = true }
            let inner = isBinding ? tuple : scope
            compiled.append(
                try scoped(inner) { compiler throws(JSONataError) in
                    try compiler.step(step, variables: tuple)
                }
            )
        }
        let group = try syntax.group.map { pairs throws(JSONataError) in
            let nodes = try scoped(isBinding ? tuple : scope) { compiler throws(JSONataError) in
                try compiler.compile(pairs)
            }
            return ObjectNode(nodes, at: syntax.groupPosition)
        }
        return PathNode(
            compiled,
            group: group,
            keepsSingleton: syntax.keepsSingleton,
            keepsArray: syntax.keepsArray,
            variables: tuple.names,
            givesTuples: syntax.isTuple,
            at: syntax.position
        )
    }

    private mutating func step(_ syntax: Syntax, variables: Scope) throws(JSONataError) -> PathNode.Step {
        var step: PathNode.Step
        if case .sort(let terms) = syntax.kind {
            var compiled: [SortTerms.Term] = []
            for term in terms { compiled.append((try compile(term.key), term.isDescending)) }
            step = PathNode.Step(kind: .sort(SortTerms(terms: compiled, position: syntax.position)))
        } else {
            let bare = Syntax(syntax.kind, at: syntax.position)
            bare.isConstructed = syntax.isConstructed
            bare.isTuple = syntax.isTuple
            if syntax.pathSteps != nil {
                bare.group = syntax.group
                bare.groupPosition = syntax.groupPosition
                bare.keepsArray = syntax.keepsArray
                bare.keepsSingleton = syntax.keepsSingleton
            } else if let pairs = syntax.group {
                bare.group = pairs
                bare.groupPosition = syntax.groupPosition
            }
            bare.keepsArray = syntax.keepsArray
            step = PathNode.Step(kind: .expression(try compile(bare)))
        }
        if case .variable = syntax.kind { step.isVariable = true }
        step.isConstructed = syntax.isConstructed
        step.isTuple = syntax.isTuple
        step.focus = syntax.focus.map(variables.slot)
        step.index = syntax.index.map(variables.slot)
        step.ancestor = syntax.ancestor.map { variables.slot(of: $0.name) }
        step.innerSlots = syntax.innerTupleNames.map(variables.slot)
        for stage in syntax.stages {
            switch stage {
            case .filter(let predicate): step.stages.append(.filter(Filter(try compile(predicate))))
            case .index(let name): step.stages.append(.index(slot: variables.slot(of: name)))
            }
        }
        return step
    }
}
