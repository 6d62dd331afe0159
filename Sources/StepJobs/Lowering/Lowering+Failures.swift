import StepJSON
import StepYAML

extension Lowering {
    /// What the variable of an error in a block inside adds to the id of the step around it.
    static let errorEnding = "_error"

    /// Where a failure of a step goes.
    struct FailureRoute {
        /// `Assign` on the way.
        var assign: ASLNode?
        var next: String
    }

    /// The route of a failure with a name known beforehand; nil where it is raised.
    mutating func route(of error: String, cause: ASLNode, _ step: Step, _ flow: Flow) -> FailureRoute? {
        let value = ASLNode.object([("Error", .string(error)), ("Cause", cause)])
        for (index, clause) in step.catches.enumerated() {
            let names = clause.on.map(\.text)
            guard names.isEmpty || names.contains(error) || names.contains("States.ALL") else { continue }
            return FailureRoute(
                assign: .object([(errorVariable, value)] + Self.caught(step, by: index)),
                next: target(of: clause, index, step, flow)
            )
        }
        return route(flow, error: value)
    }

    /// The route of a failure that no `catch` takes; nil where it is raised.
    mutating func route(_ flow: Flow, error: ASLNode) -> FailureRoute? {
        switch flow.failure {
        case .noted(let next):
            usesFailure = true
            return FailureRoute(assign: .object([("error", error)]), next: next)
        case .passed(_, let end, let notes):
            usesFailure = usesFailure || notes
            return FailureRoute(assign: notes ? .object([("error", error)]) : nil, next: end)
        case .raised:
            return nil
        }
    }

    /// A Choice rule that fails the step.
    ///
    /// In a block inside there is nowhere to go but a Fail of its own, called `name`.
    mutating func failureRule(
        _ condition: ASLNode,
        _ error: String,
        _ cause: ASLNode,
        _ step: Step,
        _ flow: Flow,
        name: String,
        _ range: SourceRange
    ) -> ASLNode {
        guard let route = route(of: error, cause: cause, step, flow) else {
            add(name, .object([("Type", .string("Fail")), ("Error", .string(error)), ("Cause", cause)], range))
            return .object([("Condition", condition), ("Next", .string(name))], range)
        }
        return .object(
            [("Condition", condition), ("Assign", route.assign), ("Next", .string(route.next))],
            range
        )
    }

    // MARK: - Catch

    /// The catchers of a step: what `catch` says, then where its failures go.
    mutating func catchers(of step: Step, _ call: ResolvedCall?, _ flow: Flow) -> [ASLNode] {
        let output = ASLNode.string("{% $states.errorOutput %}")
        var catchers: [ASLNode] = []
        var coversAll = false
        for (index, clause) in step.catches.enumerated() {
            let names: [ASLNode] = clause.on.compactMap { scalar in
                errorName(scalar, of: call).map { .string($0, scalar.range) }
            }
            if names.isEmpty, !clause.on.isEmpty { continue }
            coversAll = coversAll || clause.on.isEmpty || clause.on.contains { $0.text == "States.ALL" }
            catchers.append(
                .object(
                    [
                        ("ErrorEquals", .array(names.isEmpty ? [.string("States.ALL")] : names)),
                        ("Assign", .object([(errorVariable, output)] + Self.caught(step, by: index))),
                        ("Next", .string(target(of: clause, index, step, flow))),
                    ],
                    clause.range
                )
            )
        }
        if !coversAll, let route = route(flow, error: output) {
            catchers.append(
                .object([
                    ("ErrorEquals", .array([.string("States.ALL")])), ("Assign", route.assign),
                    ("Next", .string(route.next)),
                ])
            )
        }
        return catchers
    }

    /// A poll's own failures are caught as well, but are no errors of its calls.
    private func errorName(_ scalar: YAMLScalar, of call: ResolvedCall?) -> String? {
        guard let call, !["Poll.Failed", "Poll.Timeout"].contains(scalar.text) else { return scalar.text }
        return resolver.errorName(scalar, of: call)
    }

    /// A step whose failure was caught has no result, and nor have the steps of its other clauses.
    private static func caught(_ step: Step, by clause: Int) -> [(String, ASLNode?)] {
        let own = step.hasResult ? [step.id] : []
        return (own + variablesOfCatches(step, but: clause)).map { ($0, .leaf(.null)) }
    }

    /// Variables of steps in `catch`, as `Assign` has them where nothing is caught: they have a value on every way.
    static func uncaught(_ step: Step) -> [(String, ASLNode?)] {
        variablesOfCatches(step, but: nil).map { ($0, .leaf(.null)) }
    }

    private static func variablesOfCatches(_ step: Step, but clause: Int?) -> [String] {
        step.catches.enumerated().filter { $0.offset != clause }.flatMap { _, item -> [String] in
            guard case .steps(let steps) = item.target else { return [] }
            return steps.flatMap(\.resultVariables)
        }
    }

    private func target(of clause: Catch, _ index: Int, _ step: Step, _ flow: Flow) -> String {
        switch clause.target {
        case .steps(let steps):
            return steps.entryState(ending: flow.ending) ?? flow.next
        case .step(let scalar):
            if let target = targets[scalar.text] { return target.entryState(ending: flow.ending) }
            context.error(
                "there is no step `\(scalar.text)` to go on with",
                scalar.range,
                hint: CloseNamesHint.text(of: scalar.text, among: targets.keys.sorted())
                    ?? "a step of the same list, or of one around it that is no branch",
                code: "job.goto"
            )
            return flow.next
        }
    }

    /// The steps of `catch`, which go on behind the step.
    mutating func lowerCatches(of step: Step, _ flow: Flow) {
        guard !step.catches.isEmpty else { return }
        let outer = scope
        let result = lastResult
        let isOutermost = errorVariable == "error"
        for case .steps(let steps) in step.catches.map(\.target) {
            scope = outer.binding(
                "error",
                to: isOutermost ? .init() : .init(replacement: "$\(errorVariable)")
            )
            lower(steps, flow)
        }
        scope = outer
        lastResult = result
    }
}
