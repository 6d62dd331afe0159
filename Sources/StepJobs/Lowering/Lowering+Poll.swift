import StepAWS
import StepJSON
import StepYAML

extension Lowering {
    /// What the names of a poll's own variables add to the step's id.
    static let pollVariables = ["_deadline", "_start", "_result"]

    /// `start` and `poll`: the call, a Wait, the poll, and a Choice that ends it or goes back to the Wait.
    ///
    /// The deadline is a variable that holds an instant, so that it counts downtime and outlives restarts. The Wait
    /// ends at the deadline at the latest, rounded up to its second, and the poll looks once more before it gives up.
    mutating func lower(_ poll: Poll, of step: Step, next: String) {
        let id = step.id
        guard let call = resolve(poll.call) else {
            scope = scope.binding(id, to: .init())
            return
        }
        var started: ResolvedCall?
        if let start = poll.start {
            started = resolve(start)
            if started == nil { return }
        }

        // What the poll's own call is given may come from the start's result.
        let startScope =
            started == nil
            ? scope : scope.binding("result", to: .init(replacement: "$\(id)_start", shape: started?.output))
        var arguments = ArgumentLowering(context: context, scope: startScope)
        let pollArguments = arguments.arguments(of: call)
        lowerStart(started, poll, of: step, keepsResult: arguments.used.contains("result"))

        let kept = keep(poll.result, of: call)
        let resultVariable = poll.result == nil ? id : "\(id)_result"
        let checkScope =
            scope
            .binding(id, to: .init(shape: kept.shape))
            .binding("result", to: .init(replacement: "$\(resultVariable)", shape: call.output))
        let check = self.check(poll, of: step, scope: checkScope, next: next, variable: resultVariable)
        let keepsWhole = poll.result != nil && check.usesResult

        add("\(id).wait", waitState(poll, id: id))
        let task = TaskParts(
            call: call,
            arguments: pollArguments,
            assign: .object([
                (id, kept.value), ("\(id)_result", keepsWhole ? .string("{% \(call.resultPath) %}") : nil),
            ]),
            okAssign: .object([(id, .leaf(.null))]),
            next: "\(id).check",
            okNext: next,
            isPoll: true,
            errors: waiterErrors(poll, call)
        )
        add(id, self.task(task, origin: SourceMap.Origin(key: poll.call.keyRange, value: poll.call.target.range)))
        add("\(id).check", check.state)
        scope = scope.binding(id, to: .init(shape: kept.shape))
        lastResult = id
    }

    /// The first state of a poll, which sets the deadline: the call that starts the work, or a Pass without one.
    private mutating func lowerStart(_ call: ResolvedCall?, _ poll: Poll, of step: Step, keepsResult: Bool) {
        let id = step.id
        let deadline = ASLNode.string("{% $millis() + \(poll.timeout.seconds * 1_000) %}", poll.timeout.range)
        guard let call else {
            let pass = ASLNode.object(
                [
                    ("Type", .string("Pass")), ("Assign", .object([("\(id)_deadline", deadline)])),
                    ("Next", .string(id)),
                ],
                step.idRange
            )
            add("\(id).start", pass)
            return
        }
        var arguments = ArgumentLowering(context: context, scope: scope)
        let task = TaskParts(
            call: call,
            arguments: arguments.arguments(of: call),
            assign: .object([
                ("\(id)_deadline", deadline),
                ("\(id)_start", keepsResult ? .string("{% \(call.resultPath) %}") : nil),
            ]),
            okAssign: .object([
                ("\(id)_deadline", deadline), ("\(id)_start", keepsResult ? .leaf(.null) : nil),
            ]),
            next: "\(id).wait",
            okNext: "\(id).wait",
            isPoll: false
        )
        let origin = SourceMap.Origin(key: call.call.keyRange, value: call.call.target.range)
        add("\(id).start", self.task(task, origin: origin))
    }

    /// The Wait between two polls: `every`, or what is left until the deadline.
    private func waitState(_ poll: Poll, id: String) -> ASLNode {
        let left = "$ceil(($\(id)_deadline - $millis()) / 1000)"
        return .object(
            [
                ("Type", .string("Wait")),
                ("Seconds", .string("{% $max([0, $min([\(poll.every.seconds), \(left)])]) %}", poll.every.range)),
                ("Next", .string(id)),
            ],
            poll.every.range
        )
    }

    /// The Choice after each poll: done, failed, too late, or again.
    private mutating func check(
        _ poll: Poll,
        of step: Step,
        scope: ExpressionScope,
        next: String,
        variable: String
    ) -> (state: ASLNode, usesResult: Bool) {
        let id = step.id
        var rules: [ASLNode] = []
        var usesResult = false
        let origin: SourceMap.Origin
        switch poll.goal {
        case .conditions(let until, let failedWhen):
            rules = self.rules(until, failedWhen, id: id, scope: scope, next: next, &usesResult)
            origin = SourceMap.Origin(key: until.key.range, value: until.value.range)
        case .waiter(let waiter, let condition, let range):
            rules = self.rules(waiter, condition, range, id: id, variable: variable, next: next)
            usesResult = true
            origin = SourceMap.Origin(key: poll.call.keyRange, value: range)
        }
        let late = ASLNode.string("{% $millis() >= $\(id)_deadline %}", poll.timeout.range)
        rules.append(
            failure(late, "Poll.Timeout", "\(id): not done after \(poll.timeout.text)", poll.timeout.range)
        )
        var state = ASLNode.object([
            ("Type", .string("Choice")), ("Choices", .array(rules)), ("Default", .string("\(id).wait")),
        ])
        state.origin = origin
        return (state, usesResult)
    }

    private mutating func failure(
        _ condition: ASLNode,
        _ name: String,
        _ cause: String,
        _ range: SourceRange
    ) -> ASLNode {
        .object([("Condition", condition), ("Assign", error(name, .string(cause))), ("Next", toFailed())], range)
    }

    private mutating func rules(
        _ until: YAMLEntry,
        _ failedWhen: YAMLEntry?,
        id: String,
        scope: ExpressionScope,
        next: String,
        _ usesResult: inout Bool
    ) -> [ASLNode] {
        func condition(_ entry: YAMLEntry) -> ASLNode? {
            guard let scalar = context.text(entry.value, "`\(entry.key.text)`"),
                let result = ExpressionText(scalar, context).required(scope: scope, for: entry.key.text)
            else { return nil }
            usesResult = usesResult || result.used.contains("result")
            return .text(result.text, scalar.range)
        }
        var rules: [ASLNode] = []
        if let done = condition(until) {
            rules.append(.object([("Condition", done), ("Next", .string(next))], until.value.range))
        }
        if let entry = failedWhen, let failed = condition(entry) {
            rules.append(failure(failed, "Poll.Failed", "{% $string($\(id)) %}", entry.value.range))
        }
        return rules
    }

    /// A waiter's acceptors that look at the result, in their order: the first that matches holds.
    private mutating func rules(
        _ waiter: Waiter,
        _ condition: WaiterCondition,
        _ range: SourceRange,
        id: String,
        variable: String,
        next: String
    ) -> [ASLNode] {
        var rules: [ASLNode] = []
        for group in WaiterCondition.groups(waiter.acceptors) {
            guard let text = condition.text(ofEither: group, variable: "$\(variable)") else { continue }
            let holds = ASLNode.string("{% \(text) %}", range)
            switch group[0].state {
            case .success: rules.append(.object([("Condition", holds), ("Next", .string(next))], range))
            case .failure: rules.append(failure(holds, "Poll.Failed", "{% $string($\(variable)) %}", range))
            // Again, unless it is too late.
            case .retry:
                let again = ASLNode.string("{% (\(text)) and $millis() < $\(id)_deadline %}", range)
                rules.append(.object([("Condition", again), ("Next", .string("\(id).wait"))], range))
            }
        }
        return rules
    }
}
