import StepJSON
import StepYAML

extension Lowering {
    /// The states of a list of steps.
    mutating func lower(_ steps: [Step], _ flow: Flow) {
        for (index, step) in steps.enumerated() {
            lower(step, flow.inside(following: index + 1 < steps.count ? steps[index + 1] : nil))
        }
    }

    private mutating func lower(_ step: Step, _ flow: Flow) {
        if let condition = step.condition { addCondition(condition, of: step, flow) }
        switch step.kind {
        case .call(let call): lower(call, of: step, flow)
        case .poll(let poll): lower(poll, of: step, flow)
        case .wait(let wait): lower(wait, of: step, flow)
        case .fail(let failure): lower(failure, of: step, flow)
        case .choice(let cases, let otherwise): lower(cases, otherwise, of: step, flow)
        case .parallel(let branches, let isNamed): lower(branches, isNamed: isNamed, of: step, flow)
        case .forEach(let iteration): lower(iteration, of: step, flow)
        case .state(let node): lower(state: node, of: step, flow)
        }
        lowerCatches(of: step, flow)
    }

    // MARK: - if

    /// The Choice before a step with `if`, which gives the step's variables a value where it is left out: reading one
    /// that was never assigned would be an error.
    private mutating func addCondition(_ scalar: YAMLScalar, of step: Step, _ flow: Flow) {
        let rule = ASLNode.object([
            ("Condition", condition(scalar, for: "if")),
            ("Next", .string(step.bodyState(ending: flow.ending))),
        ])
        let choice = ASLNode.object(
            [
                ("Type", .string("Choice")), ("Choices", .array([rule])),
                ("Assign", Self.nulls(step.resultVariables)), ("Default", .string(flow.next)),
            ],
            scalar.range
        )
        add(step.entryState(ending: flow.ending), choice)
    }

    private func condition(_ scalar: YAMLScalar, for key: String) -> ASLNode {
        required(scalar, for: key) ?? .string(scalar.text, scalar.range)
    }

    /// `Assign` of variables that get no value; nil for none.
    static func nulls(_ variables: [String]) -> ASLNode? {
        variables.isEmpty ? nil : .object(variables.map { ($0, .leaf(.null)) })
    }

    // MARK: - switch

    /// A Choice whose rules lead to the steps of each case; all of them go on behind it.
    private mutating func lower(_ cases: [ChoiceCase], _ otherwise: [Step], of step: Step, _ flow: Flow) {
        let all = cases.flatMap(\.steps) + otherwise
        let variables = all.flatMap(\.resultVariables)
        func left(out steps: [Step]) -> ASLNode? {
            let done = Set(steps.flatMap(\.resultVariables))
            return Self.nulls(variables.filter { !done.contains($0) })
        }
        func entry(_ steps: [Step]) -> String { steps.entryState(ending: flow.ending) ?? flow.next }
        let rules = cases.map { item in
            ASLNode.object(
                [
                    ("Condition", condition(item.when, for: "when")), ("Assign", left(out: item.steps)),
                    ("Next", .string(entry(item.steps))),
                ],
                item.range
            )
        }
        var choice = ASLNode.object([
            ("Type", .string("Choice")), ("Choices", .array(rules)), ("Assign", left(out: otherwise)),
            ("Default", .string(entry(otherwise))),
        ])
        choice.origin = SourceMap.Origin(key: step.idRange, value: step.keyRange)
        add(step.id + flow.ending, choice)
        // What is bound in one case is known behind the step, and not in the other cases.
        let outer = scope
        var after = scope
        let result = lastResult
        for steps in cases.map(\.steps) + [otherwise] {
            scope = outer
            lower(steps, flow)
            after.bindings.merge(scope.bindings) { first, _ in first }
        }
        scope = after
        lastResult = result
    }

    // MARK: - wait and state

    private mutating func lower(_ wait: Wait, of step: Step, _ flow: Flow) {
        var members: [(String, ASLNode?)] = [("Type", .string("Wait"))]
        switch wait {
        case .duration(let duration):
            members.append(("Seconds", .integer(duration.seconds, duration.range)))
        case .seconds(let scalar), .until(let scalar):
            let key = if case .until = wait { "Timestamp" } else { "Seconds" }
            members.append((key, text(scalar)))
        }
        members.append(("Next", .string(flow.next)))
        add(step.id + flow.ending, .object(members, step.idRange))
    }

    /// A Pass that goes the way of failures; in a block inside a Fail, whose error is that of the state around it.
    private mutating func lower(_ failure: Failure, of step: Step, _ flow: Flow) {
        let error = failure.error.map(text) ?? .string(Failure.errorDefault)
        let cause = text(failure.cause)
        let members: [(String, ASLNode?)]
        if let route = route(flow, error: .object([("Error", error), ("Cause", cause)])) {
            members = [("Type", .string("Pass")), ("Assign", route.assign), ("Next", .string(route.next))]
        } else {
            members = [("Type", .string("Fail")), ("Error", error), ("Cause", cause)]
        }
        add(step.id + flow.ending, .object(members, step.idRange))
    }

    /// A raw state: itself, with `Next` where it says nothing about what follows.
    private mutating func lower(state node: YAMLNode, of step: Step, _ flow: Flow) {
        var state = DefinitionText(context: context).node(node)
        guard case .object(var members) = state.content else { return }
        let type = members.first { $0.key == "Type" }?.value.value.stringValue
        let hasSuccessor = members.contains { $0.key == "Next" || $0.key == "End" }
        if !hasSuccessor, !["Choice", "Succeed", "Fail"].contains(type ?? "") {
            members.append(ASLMember(key: "Next", value: .string(flow.next)))
        }
        state.content = .object(members)
        state.origin = SourceMap.Origin(key: step.idRange, value: node.range)
        usesFailure = usesFailure || Self.leads(to: Self.failed, state.value)
        add(step.id + flow.ending, state)
        for (name, _) in state.value["Assign"]?.objectValue ?? JSONObject() {
            scope = scope.binding(name, to: .init())
        }
    }

    /// Whether a `Next` in a state names another.
    private static func leads(to name: String, _ value: JSONValue) -> Bool {
        switch value {
        case .object(let object):
            object.contains { $0.key == "Next" && $0.value == .string(name) || leads(to: name, $0.value) }
        case .array(let items): items.contains { leads(to: name, $0) }
        default: false
        }
    }

    // MARK: - What nothing leads to

    /// Leaves out what comes after ends and failures that there are none of: the language refuses a state that nothing
    /// leads to.
    mutating func dropUnreached(from first: Int) {
        let byName = Dictionary(states.map { ($0.name, $0.state.value) }) { first, _ in first }
        var reached: Set<String> = []
        var waiting = [states[0].name]
        while let name = waiting.popLast() {
            guard let state = byName[name], reached.insert(name).inserted else { continue }
            waiting += Self.successors(of: state)
        }
        states = states[..<first] + states[first...].filter { reached.contains($0.name) }
    }

    private static func successors(of state: JSONValue) -> [String] {
        let rules = (state["Choices"]?.arrayValue ?? []) + (state["Catch"]?.arrayValue ?? [])
        return ([state] + rules).flatMap { [$0["Next"], $0["Default"]].compactMap { $0?.stringValue } }
    }
}
