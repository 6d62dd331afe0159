import StepJSON

/// How steps, predicates, groups and bindings join into paths, and which step a `%` means.
extension Parser {
    func path(_ steps: [Syntax], at position: Int) -> Syntax { Syntax(.path(steps), at: position) }

    /// A path of this one step; an open `%` stays open.
    private func path(of step: Syntax) -> Syntax {
        let path = path([step], at: step.position)
        if case .parent(let label) = step.kind { path.seekingParent = [label] }
        return path
    }

    /// Hands the open `%` of `children` to `syntax`.
    func with(_ syntax: Syntax, children: [Syntax]) -> Syntax {
        for child in children { inherit(syntax, from: child) }
        return syntax
    }

    private func inherit(_ syntax: Syntax, from child: Syntax) {
        syntax.seekingParent += child.seekingParent
        if case .parent(let label) = child.kind { syntax.seekingParent.append(label) }
    }

    mutating func step(_ left: Syntax, _ right: Syntax, at position: Int) throws(JSONataError) -> Syntax {
        var steps: [Syntax] = []
        let result: Syntax
        if let own = left.pathSteps, left.group == nil {
            result = left
            steps = own
        } else {
            result = path(of: left)
            steps = [left]
        }
        if let own = right.pathSteps, right.group == nil {
            steps += own
            if right.keepsSingleton { result.keepsSingleton = true }
        } else {
            steps.append(right)
        }
        for step in steps {
            switch step.kind {
            case .literal(.string(let text)): step.kind = .name(text)
            case .literal:
                pathError =
                    pathError
                    ?? error("S0213", "A literal value cannot be used as a step within a path", at: step.position)
            default: break
            }
            if step.keepsArray { result.keepsSingleton = true }
        }
        if let first = steps.first, case .array = first.kind { first.isConstructed = true }
        if let last = steps.last, case .array = last.kind { last.isConstructed = true }
        result.kind = .path(steps)
        try resolveAncestry(result)
        return result
    }

    func narrowed(_ left: Syntax, by filter: Syntax, at position: Int) throws(JSONataError) -> Syntax {
        guard left.group == nil else {
            throw error("S0209", "A predicate cannot follow a grouping expression in a step", at: position)
        }
        let step = left.lastStep
        step.stages.append(.filter(filter))
        for label in filter.seekingParent {
            if label.level == 1 { try seekParent(step, label) } else { label.level -= 1 }
        }
        inherit(step, from: filter)
        return left
    }

    func group(
        _ left: Syntax,
        _ pairs: [(key: Syntax, value: Syntax)],
        at position: Int
    ) throws(JSONataError) -> Syntax {
        guard left.group == nil else {
            throw error("S0210", "Each step can only have one grouping expression", at: position)
        }
        left.group = pairs
        left.groupPosition = position
        return left
    }

    func sort(
        _ left: Syntax,
        _ terms: [(key: Syntax, isDescending: Bool)],
        at position: Int
    ) throws(JSONataError) -> Syntax {
        let result = left.pathSteps == nil || left.group != nil ? path(of: left) : left
        let step = Syntax(.sort(terms), at: position)
        for term in terms { inherit(step, from: term.key) }
        result.kind = .path((result.pathSteps ?? []) + [step])
        try resolveAncestry(result)
        return result
    }

    func focus(_ left: Syntax, _ name: String, at position: Int) throws(JSONataError) -> Syntax {
        let step = left.lastStep
        guard step.stages.isEmpty else {
            throw error("S0215", "A context variable binding must precede any predicates on a step", at: position)
        }
        if case .sort = step.kind {
            throw error("S0216", "A context variable binding must precede the 'order-by' clause", at: position)
        }
        let result = left.pathSteps == nil ? path(of: left) : left
        step.focus = name
        step.isTuple = true
        return result
    }

    func index(_ left: Syntax, _ name: String, at position: Int) -> Syntax {
        let result = left.pathSteps == nil ? path(of: left) : left
        let step = result.lastStep
        if step.stages.isEmpty { step.index = name } else { step.stages.append(.index(name)) }
        step.isTuple = true
        if step.keepsArray { result.keepsSingleton = true }
        return result
    }

    /// Finds the steps that the open `%` of the last step mean, or leaves them to the path around.
    private func resolveAncestry(_ path: Syntax) throws(JSONataError) {
        guard let steps = path.pathSteps, let last = steps.last else { return }
        var labels = last.seekingParent
        if case .parent(let label) = last.kind { labels.append(label) }
        for label in labels {
            var index = steps.count - 2
            while label.level > 0 {
                guard index >= 0 else {
                    path.seekingParent.append(label)
                    break
                }
                var step = steps[index]
                index -= 1
                // Steps that bind a variable keep the context, so all but the first of a run are not levels.
                while index >= 0, step.focus != nil, steps[index].focus != nil {
                    step = steps[index]
                    index -= 1
                }
                try seekParent(step, label)
            }
        }
    }

    private func seekParent(_ step: Syntax, _ label: AncestorLabel) throws(JSONataError) {
        switch step.kind {
        case .name, .wildcard:
            label.level -= 1
            guard label.level == 0 else { return }
            if let known = step.ancestor { label.name = known.name } else { step.ancestor = label }
            step.isTuple = true
        case .parent: label.level += 1
        case .block(let expressions):
            guard let last = expressions.last else { return }
            step.isTuple = true
            try seekParent(last, label)
        case .path(let steps):
            step.isTuple = true
            for inner in steps.reversed() {
                try seekParent(inner, label)
                if label.level == 0 { break }
            }
        default:
            throw error(
                "S0217",
                "The object representing the 'parent' cannot be derived from this expression",
                at: step.position
            )
        }
    }
}
