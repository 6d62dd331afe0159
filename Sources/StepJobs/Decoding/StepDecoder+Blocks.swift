import StepYAML

/// What holds lists of steps itself.
extension StepDecoder {
    static let branchesMax = 100
    /// So that the names of a branch's states fit AWS's 80 characters.
    private static let namesLengthMax = 70

    // MARK: - switch

    mutating func choice(_ entry: YAMLEntry, _ otherwise: YAMLEntry?, within id: String) -> Step.Kind? {
        guard let items = context.list(entry.value, "`switch`") else { return nil }
        guard !items.isEmpty else {
            context.error("`switch` has no case", entry.key.range, code: "job.switch")
            return nil
        }
        var cases: [ChoiceCase] = []
        for (index, item) in items.enumerated() {
            guard let entries = context.mapping(item, "a case") else { continue }
            let fields = KeyTable.case.fields(of: entries, subject: "a case of `switch`", context)
            let prefix = "\(id)_\(index + 1)_"
            let steps = fields["steps"].map { self.steps($0.value, "`steps`", at: $0.key.range, prefix: prefix) }
            guard let when = fields["when"], let steps else {
                if !fields.hasUnknownKeys {
                    context.error(
                        "a case of `switch` needs `when` and `steps`",
                        item.range,
                        hint: fields["when"] == nil ? "what to do in all other cases is `else`, beside `switch`" : nil,
                        code: "job.switch"
                    )
                }
                continue
            }
            guard let condition = context.text(when.value, "`when`") else { continue }
            cases.append(ChoiceCase(when: condition, steps: steps, range: when.value.range))
        }
        let rest = otherwise.map { steps($0.value, "`else`", at: $0.key.range, prefix: "\(id)_else_") } ?? []
        return .choice(cases, otherwise: rest)
    }

    // MARK: - parallel

    mutating func parallel(_ entry: YAMLEntry, within id: String) -> Step.Kind? {
        let named = entry.value.mapping
        let lists: [(name: String, range: SourceRange, node: YAMLNode)]
        if let named {
            lists = named.map { ($0.key.text, $0.key.range, $0.value) }
            for item in named where !Self.isIdentifier(item.key.text) {
                context.error(
                    "`\(item.key.text)` cannot be the name of a branch: letters, digits and `_`",
                    item.key.range,
                    code: "job.name"
                )
            }
        } else {
            guard let items = context.list(entry.value, "`parallel`") else { return nil }
            lists = items.enumerated().map { (String($0.offset + 1), $0.element.range, $0.element) }
        }
        if let long = lists.first(where: { $0.name.utf8.count + id.utf8.count > Self.namesLengthMax }) {
            context.error(
                "the names of the step and of its branch have more than \(Self.namesLengthMax) characters together",
                long.range,
                code: "job.name"
            )
        }
        guard !lists.isEmpty, lists.count <= Self.branchesMax else {
            context.error(
                lists.isEmpty ? "`parallel` has no branch" : "more than \(Self.branchesMax) branches",
                entry.key.range,
                hint: lists.isEmpty ? "a branch is a list of steps under a name of its own" : nil,
                code: "job.parallel"
            )
            return nil
        }
        if named == nil, let step = lists.first(where: { $0.node.mapping != nil }) {
            context.error(
                "a branch of `parallel` must be a list of steps",
                step.range,
                hint: "give each branch a name: `parallel: { one: [ … ], two: [ … ] }`",
                code: "job.parallel"
            )
            return nil
        }
        var branches: [Branch] = []
        for list in lists {
            let steps = self.steps(list.node, "a branch", at: list.range, prefix: "\(id)_\(list.name)_")
            branches.append(Branch(name: list.name, steps: steps, range: list.range))
        }
        return .parallel(branches, isNamed: named != nil)
    }

    // MARK: - for_each

    mutating func iteration(_ entry: YAMLEntry, _ fields: Fields, within id: String) -> Step.Kind? {
        var variable = Placed(value: "item", range: entry.key.range)
        if let name = fields["as"].flatMap({ context.text($0.value, "`as`") }) {
            checkVariable(name, "the name of the item")
            variable = Placed(value: name.text, range: name.range)
        }
        let itemsAtOnceMax = fields["max_parallel"].flatMap { entry in
            context.placed(entry) { context.integer($0, $1, in: 1...1_000) }
        }
        if entry.value.mapping != nil {
            context.error(
                "`for_each` must be a list or an expression, not a mapping",
                entry.value.range,
                code: "job.type"
            )
            return nil
        }
        guard let steps = fields["steps"] else {
            if !fields.hasUnknownKeys {
                context.error(
                    "`for_each` needs `steps`",
                    entry.key.range,
                    hint: "what to do for each item, which is `$\(variable.value)`",
                    code: "job.for-each"
                )
            }
            return nil
        }
        let iteration = Iteration(
            items: entry.value,
            variable: variable,
            steps: self.steps(steps, within: id),
            itemsAtOnceMax: itemsAtOnceMax,
            stepsRange: steps.key.range
        )
        return .forEach(iteration)
    }

    // MARK: - catch

    mutating func catches(_ entry: YAMLEntry, within id: String) -> [Catch] {
        var catches: [Catch] = []
        for (index, item) in (context.list(entry.value, "`catch`") ?? []).enumerated() {
            guard let entries = context.mapping(item, "an item of `catch`") else { continue }
            let fields = KeyTable.catch.fields(of: entries, subject: "`catch`", context)
            let on = fields["on"].map { context.errorNames($0.value, "`on`") } ?? []
            if let last = catches.last, last.on.isEmpty || last.on.contains(where: { $0.text == "States.ALL" }) {
                context.error(
                    "nothing is left for this: the item before catches every error",
                    entries.first?.key.range ?? item.range,
                    code: "job.catch"
                )
            }
            let target: Catch.Target
            switch (fields["goto"], fields["steps"]) {
            case (let goto?, nil):
                guard let scalar = context.text(goto.value, "`goto`") else { continue }
                target = .step(scalar)
            case (nil, let steps?):
                let prefix = "\(id)_catch_\(index + 1)_"
                target = .steps(self.steps(steps.value, "`steps`", at: steps.key.range, prefix: prefix))
            default:
                if !fields.hasUnknownKeys {
                    context.error(
                        "an item of `catch` needs either `goto` or `steps`",
                        entries.first?.key.range ?? item.range,
                        code: "job.catch"
                    )
                }
                continue
            }
            catches.append(Catch(on: on, target: target, range: entries.first?.key.range ?? item.range))
        }
        return catches
    }
}
