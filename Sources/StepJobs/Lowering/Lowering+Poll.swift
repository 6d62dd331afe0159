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
    mutating func lower(_ poll: Poll, of step: Step, _ flow: Flow) {
        let id = step.id
        let name = id + flow.ending
        guard let call = resolve(poll.call) else {
            scope = scope.binding(id, to: .init())
            return
        }
        var started: ResolvedCall?
        if let start = poll.start {
            started = resolve(start)
            if started == nil { return }
        }
        warnOfHistory(poll)

        // What the poll's own call is given may come from the start's result.
        let startScope =
            started == nil
            ? scope : scope.binding("result", to: .init(replacement: "$\(id)_start", shape: started?.output))
        var arguments = ArgumentLowering(context: context, scope: startScope)
        let pollArguments = arguments.arguments(of: call)
        lowerStart(started, poll, of: step, flow, keepsResult: arguments.used.contains("result"))

        let kept = keep(step.result, of: call.resultPath, call.output)
        let resultVariable = step.result == nil ? id : "\(id)_result"
        let checkScope =
            scope
            .binding(id, to: .init(shape: kept.shape))
            .binding("result", to: .init(replacement: "$\(resultVariable)", shape: call.output))
        let check = self.check(poll, of: step, flow, scope: checkScope, variable: resultVariable)
        let keepsWhole = step.result != nil && check.usesResult

        add("\(name).wait", waitState(poll, id: id, next: name))
        let task = TaskParts(
            call: call,
            arguments: pollArguments,
            assign: .object(
                [(id, kept.value), ("\(id)_result", keepsWhole ? .string("{% \(call.resultPath) %}") : nil)]
                    + Self.uncaught(step)
            ),
            okAssign: .object([(id, .leaf(.null))] + Self.uncaught(step)),
            next: "\(name).check",
            okNext: flow.next,
            isPoll: true,
            errors: waiterErrors(poll, call)
        )
        let origin = SourceMap.Origin(key: poll.call.keyRange, value: poll.call.target.range)
        add(name, self.task(task, of: step, flow, origin: origin))
        add("\(name).check", check.state)
        bindResult(of: step, kept.shape)
    }

    /// The first state of a poll, which sets the deadline: the call that starts the work, or a Pass without one.
    private mutating func lowerStart(
        _ call: ResolvedCall?,
        _ poll: Poll,
        of step: Step,
        _ flow: Flow,
        keepsResult: Bool
    ) {
        let id = step.id
        let name = id + flow.ending
        let deadline = ASLNode.string("{% $millis() + \(poll.timeout.seconds * 1_000) %}", poll.timeout.range)
        guard let call else {
            let pass = ASLNode.object(
                [
                    ("Type", .string("Pass")), ("Assign", .object([("\(id)_deadline", deadline)])),
                    ("Next", .string(name)),
                ],
                step.idRange
            )
            add("\(name).start", pass)
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
            next: "\(name).wait",
            okNext: "\(name).wait",
            isPoll: false
        )
        let origin = SourceMap.Origin(key: call.call.keyRange, value: call.call.target.range)
        add("\(name).start", self.task(task, of: step, flow, origin: origin))
    }

    /// Events of one turn: three states entered and left, and the three of the poll's own call.
    private static let eventsPerTurn = 9
    /// AWS's bound for the history of one execution (AWS, "Step Functions service quotas").
    private static let eventsMax = 25_000

    /// Says so where a poll could not go on to its end at AWS.
    private func warnOfHistory(_ poll: Poll) {
        let turns = poll.timeout.seconds / poll.every.seconds
        guard turns * Self.eventsPerTurn > Self.eventsMax else { return }
        let seconds = (poll.timeout.seconds * Self.eventsPerTurn + Self.eventsMax - 1) / Self.eventsMax
        context.warning(
            "\(poll.timeout.text) / \(poll.every.text) = \(turns) turns x \(Self.eventsPerTurn) events = "
                + "\(turns * Self.eventsPerTurn), more than AWS's \(Self.eventsMax) of one execution",
            poll.every.range,
            hint: "stepd has no such bound; with `every: \(seconds)s` the job could move to AWS",
            code: "job.history"
        )
    }

    /// The Wait between two polls: `every`, or what is left until the deadline.
    private func waitState(_ poll: Poll, id: String, next: String) -> ASLNode {
        let left = "$ceil(($\(id)_deadline - $millis()) / 1000)"
        return .object(
            [
                ("Type", .string("Wait")),
                ("Seconds", .string("{% $max([0, $min([\(poll.every.seconds), \(left)])]) %}", poll.every.range)),
                ("Next", .string(next)),
            ],
            poll.every.range
        )
    }

    /// The Choice after each poll: done, failed, too late, or again.
    private mutating func check(
        _ poll: Poll,
        of step: Step,
        _ flow: Flow,
        scope: ExpressionScope,
        variable: String
    ) -> (state: ASLNode, usesResult: Bool) {
        let id = step.id
        let name = id + flow.ending
        var rules: [ASLNode] = []
        var usesResult = false
        let origin: SourceMap.Origin
        switch poll.goal {
        case .conditions(let until, let failedWhen):
            rules = self.rules(until, failedWhen, of: step, flow, scope: scope, &usesResult)
            origin = SourceMap.Origin(key: until.key.range, value: until.value.range)
        case .waiter(let waiter, let condition, let range):
            rules = self.rules(waiter, condition, range, of: step, flow, variable: variable)
            usesResult = true
            origin = SourceMap.Origin(key: poll.call.keyRange, value: range)
        }
        let late = failureRule(
            .string("{% $millis() >= $\(id)_deadline %}", poll.timeout.range),
            "Poll.Timeout",
            .string("\(id): not done after \(poll.timeout.text)"),
            step,
            flow,
            name: "\(name).late",
            poll.timeout.range
        )
        var state = ASLNode.object([
            ("Type", .string("Choice")), ("Choices", .array(rules + [late])), ("Default", .string("\(name).wait")),
        ])
        state.origin = origin
        return (state, usesResult)
    }

    private mutating func rules(
        _ until: YAMLEntry,
        _ failedWhen: YAMLEntry?,
        of step: Step,
        _ flow: Flow,
        scope: ExpressionScope,
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
            rules.append(.object([("Condition", done), ("Next", .string(flow.next))], until.value.range))
        }
        if let entry = failedWhen, let failed = condition(entry) {
            rules.append(pollFailure(failed, "$\(step.id)", step, flow, entry.value.range))
        }
        return rules
    }

    private mutating func pollFailure(
        _ condition: ASLNode,
        _ value: String,
        _ step: Step,
        _ flow: Flow,
        _ range: SourceRange
    ) -> ASLNode {
        failureRule(
            condition,
            "Poll.Failed",
            .string("{% $string(\(value)) %}"),
            step,
            flow,
            name: "\(step.id)\(flow.ending).bad",
            range
        )
    }

    /// A waiter's acceptors that look at the result, in their order: the first that matches holds.
    private mutating func rules(
        _ waiter: Waiter,
        _ condition: WaiterCondition,
        _ range: SourceRange,
        of step: Step,
        _ flow: Flow,
        variable: String
    ) -> [ASLNode] {
        var rules: [ASLNode] = []
        for group in WaiterCondition.groups(waiter.acceptors) {
            guard let text = condition.text(ofEither: group, variable: "$\(variable)") else { continue }
            let holds = ASLNode.string("{% \(text) %}", range)
            switch group[0].state {
            case .success: rules.append(.object([("Condition", holds), ("Next", .string(flow.next))], range))
            case .failure: rules.append(pollFailure(holds, "$\(variable)", step, flow, range))
            // Again, unless it is too late.
            case .retry:
                let again = ASLNode.string("{% (\(text)) and $millis() < $\(step.id)_deadline %}", range)
                let wait = "\(step.id)\(flow.ending).wait"
                rules.append(.object([("Condition", again), ("Next", .string(wait))], range))
            }
        }
        return rules
    }
}
