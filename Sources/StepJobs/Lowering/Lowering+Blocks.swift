import StepJSON
import StepYAML

/// Steps that are machines of their own: the branches of `parallel` and the steps of `for_each`.
extension Lowering {
    mutating func lower(_ branches: [Branch], isNamed: Bool, of step: Step, _ flow: Flow) {
        let name = step.id + flow.ending
        let blocks = branches.map { branch in
            block(branch.steps, named: "\(name).\(branch.name)", of: step, flow, branch.range) { _ in nil }
        }
        // By name, a result reads better than by number.
        let members = branches.enumerated().map { index, branch in "'\(branch.name)': $states.result[\(index)]" }
        let path = isNamed ? "{\(members.joined(separator: ", "))}" : "$states.result"
        let kept = keep(step.result, of: path, nil)
        var state = ASLNode.object([
            ("Type", .string("Parallel")), ("Branches", .array(blocks)),
            ("Assign", .object([(step.id, kept.value)] + Self.uncaught(step))), ("Retry", retry(of: step)),
            ("Catch", catchList(of: step, flow)), ("Next", .string(flow.next)),
        ])
        state.origin = SourceMap.Origin(key: step.idRange, value: step.keyRange)
        add(name, state)
        bindResult(of: step, kept.shape)
    }

    mutating func lower(_ iteration: Iteration, of step: Step, _ flow: Flow) {
        let name = step.id + flow.ending
        let items = self.items(iteration.items)
        let variable = iteration.variable
        let processor = block(iteration.steps, named: name, of: step, flow, iteration.stepsRange) { first in
            // The first state gives the item its name; every later one can read it.
            .object(
                [
                    ("Type", .string("Pass")),
                    ("Assign", .object([(variable.value, .string("{% $states.context.Map.Item.Value %}"))])),
                    ("Next", .string(first)),
                ],
                variable.range
            )
        } binding: {
            $0.binding(variable.value, to: .init())
        }
        let kept = keep(step.result, of: "$states.result", nil)
        var state = ASLNode.object([
            ("Type", .string("Map")), ("Items", items),
            ("MaxConcurrency", iteration.itemsAtOnceMax.map { .integer($0.value, $0.range) }),
            ("ItemProcessor", processor), ("Assign", .object([(step.id, kept.value)] + Self.uncaught(step))),
            ("Retry", retry(of: step)),
            ("Catch", catchList(of: step, flow)), ("Next", .string(flow.next)),
        ])
        state.origin = SourceMap.Origin(key: step.idRange, value: step.keyRange)
        add(name, state)
        bindResult(of: step, kept.shape)
    }

    /// A list, or an expression that gives one.
    private func items(_ node: YAMLNode) -> ASLNode {
        guard let scalar = node.scalar else {
            var arguments = ArgumentLowering(context: context, scope: scope)
            return arguments.value(node, nil)
        }
        return required(scalar, for: "for_each") ?? .array([])
    }

    private func retry(of step: Step) -> ASLNode? {
        step.retry.map { retry in
            let names = retry.on.map { ASLNode.string($0.text, $0.range) }
            return .array([retrier(retry, .array(names.isEmpty ? [.string("States.ALL")] : names))])
        }
    }

    private mutating func catchList(of step: Step, _ flow: Flow) -> ASLNode? {
        let catchers = catchers(of: step, nil, flow)
        return catchers.isEmpty ? nil : .array(catchers)
    }

    /// The machine of steps inside a step: its output is the result of the last of them.
    private mutating func block(
        _ steps: [Step],
        named name: String,
        of step: Step,
        _ flow: Flow,
        _ range: SourceRange,
        first: (_ entry: String) -> ASLNode?,
        binding: (ExpressionScope) -> ExpressionScope = { $0 }
    ) -> ASLNode {
        let outer = (states, scope, lastResult, targets, errorVariable)
        defer { (states, scope, lastResult, targets, errorVariable) = outer }
        (states, lastResult, targets) = ([], nil, Self.targets(in: steps))
        errorVariable = step.id + Self.errorEnding
        scope = binding(scope)
        let end = "\(name).done"
        let inner = Flow(next: end, failure: .raised, ending: flow.ending)
        let entry = steps.entryState(ending: flow.ending) ?? end
        if let state = first(entry) { add("\(name).item", state) }
        lower(steps, inner)
        let output = lastResult.map { Self.value(of: $0, in: steps) } ?? .leaf(.null)
        add(end, .object([("Type", .string("Succeed")), ("Output", output)], range))
        // Steps that always fail never come to it.
        dropUnreached(from: states.count - 1)
        return .object(
            [("StartAt", .string(states[0].name)), ("States", .object(states.map { ($0.name, $0.state) }))],
            range
        )
    }
}
