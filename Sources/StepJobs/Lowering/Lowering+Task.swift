import StepAWS
import StepJSON
import StepYAML

/// What a Task state is made of.
struct TaskParts {
    var call: ResolvedCall
    var arguments: ASLNode
    var assign: ASLNode?
    /// `Assign` where the call failed with an error of `ok_if`.
    var okAssign: ASLNode?
    var next: String
    var okNext: String
    /// A poll only reads, so that it is retried by default.
    var isPoll: Bool
    /// What a waiter makes of errors of the call.
    var errors: [WaiterError] = []
}

/// Errors of a call that a waiter has an opinion of.
struct WaiterError {
    var names: [String]
    var state: Waiter.State
    var range: SourceRange
    /// How often, and how far apart, the call is made again for `retry`.
    var attemptsMax: Int
    var intervalSeconds: Int
}

extension Lowering {
    /// A step that is one call.
    mutating func lower(_ call: Call, of step: Step, _ flow: Flow) {
        guard let call = resolve(call) else {
            scope = scope.binding(step.id, to: .init())
            return
        }
        let kept = keep(step.result, of: call.resultPath, call.output)
        var arguments = ArgumentLowering(context: context, scope: scope)
        let task = TaskParts(
            call: call,
            arguments: arguments.arguments(of: call),
            assign: .object([(step.id, kept.value)] + Self.uncaught(step)),
            okAssign: .object([(step.id, .leaf(.null))] + Self.uncaught(step)),
            next: flow.next,
            okNext: flow.next,
            isPoll: false
        )
        let origin = SourceMap.Origin(key: step.idRange, value: call.call.target.range)
        add(step.id + flow.ending, self.task(task, of: step, flow, origin: origin))
        bindResult(of: step, kept.shape)
    }

    /// The Task state of a call.
    mutating func task(_ parts: TaskParts, of step: Step, _ flow: Flow, origin: SourceMap.Origin) -> ASLNode {
        let call = parts.call.call
        let okNames = errorNames(call.okIf, of: parts.call)
        var state = ASLNode.object([
            ("Type", .string("Task")),
            ("Resource", .string(parts.call.resource, call.target.range)),
            ("TimeoutSeconds", call.timeout.map { .integer($0.seconds, $0.range) }),
            ("HeartbeatSeconds", heartbeat(call)),
            ("Credentials", (call.role ?? (parts.call.takesRole ? role : nil)).map(credentials)),
            ("Arguments", parts.arguments),
            ("Assign", parts.assign),
            ("Retry", retriers(parts, okNames)),
            ("Catch", catchList(parts, okNames, of: step, flow)),
            ("Next", .string(parts.next)),
        ])
        state.origin = origin
        return state
    }

    private static let heartbeatSeconds = 60

    /// Whoever runs a command shows that it is still there: this daemon, or at AWS the worker of an activity.
    private func heartbeat(_ call: Call) -> ASLNode? {
        guard case .command = call.target else { return nil }
        // AWS wants it shorter than the timeout.
        if let timeout = call.timeout, timeout.seconds <= Self.heartbeatSeconds { return nil }
        return .integer(Self.heartbeatSeconds)
    }

    private func credentials(_ role: YAMLScalar) -> ASLNode {
        .object([("RoleArn", text(role))], role.range)
    }

    private func errorNames(_ scalars: [YAMLScalar], of call: ResolvedCall) -> ASLNode? {
        let names: [ASLNode] = scalars.compactMap { scalar in
            resolver.errorName(scalar, of: call).map { .string($0, scalar.range) }
        }
        return names.isEmpty ? nil : .array(names)
    }

    private mutating func catchList(
        _ parts: TaskParts,
        _ okNames: ASLNode?,
        of step: Step,
        _ flow: Flow
    ) -> ASLNode? {
        var catchers: [ASLNode] = []
        if let okNames {
            catchers.append(
                .object([("ErrorEquals", okNames), ("Assign", parts.okAssign), ("Next", .string(parts.okNext))])
            )
        }
        for error in parts.errors where error.state == .success {
            catchers.append(
                .object(
                    [
                        ("ErrorEquals", .array(error.names.map { .string($0) })), ("Assign", parts.okAssign),
                        ("Next", .string(parts.okNext)),
                    ],
                    error.range
                )
            )
        }
        catchers += self.catchers(of: step, parts.call, flow)
        return catchers.isEmpty ? nil : .array(catchers)
    }

    // MARK: - Retry

    /// The retriers, the first that matches holding: errors of `ok_if` are not retried; an interrupted call is, where
    /// that is safe or asked for; then what `retry` says, or, for a poll, the default.
    private func retriers(_ parts: TaskParts, _ okNames: ASLNode?) -> ASLNode? {
        let call = parts.call.call
        var retriers: [ASLNode] = []
        if let okNames { retriers.append(.object([("ErrorEquals", okNames), ("MaxAttempts", .integer(0))])) }
        retriers += parts.errors.map { error in
            let isRetry = error.state == .retry
            return .object(
                [
                    ("ErrorEquals", .array(error.names.map { .string($0) })),
                    ("IntervalSeconds", isRetry ? .integer(error.intervalSeconds) : nil),
                    ("MaxAttempts", .integer(isRetry ? error.attemptsMax : 0)),
                    ("BackoffRate", isRetry ? .integer(1) : nil),
                ],
                error.range
            )
        }
        switch call.onInterrupt?.value {
        case .retry: retriers.append(interruptionRetrier(call.onInterrupt?.range))
        case .fail:
            retriers.append(
                .object([("ErrorEquals", Self.interrupted), ("MaxAttempts", .integer(0))], call.onInterrupt?.range)
            )
        case nil: break
        }
        var coversInterruption = call.onInterrupt != nil
        if let retry = call.retry {
            let names = errorNames(retry.on, of: parts.call) ?? .array([.string("States.TaskFailed")])
            retriers.append(retrier(retry, names))
            coversInterruption = coversInterruption || Self.matchesInterruption(names)
        } else if parts.isPoll {
            retriers.append(Self.pollRetrier)
            coversInterruption = true
        }
        if !coversInterruption, !call.okIf.isEmpty || parts.call.isRepeatable {
            retriers.append(interruptionRetrier(nil))
        }
        return retriers.isEmpty ? nil : .array(retriers)
    }

    private static var interrupted: ASLNode { ASLNode.array([.string("Stepd.TaskInterrupted")]) }

    private static func matchesInterruption(_ names: ASLNode) -> Bool {
        (names.value.arrayValue ?? []).contains { name in
            ["States.ALL", "States.TaskFailed", "Stepd.TaskInterrupted"].contains(name.stringValue)
        }
    }

    /// A call that was under way when the daemon ended is sent again, but not for ever.
    private func interruptionRetrier(_ range: SourceRange?) -> ASLNode {
        .object(
            [
                ("ErrorEquals", Self.interrupted), ("IntervalSeconds", .integer(1)), ("MaxAttempts", .integer(5)),
                ("MaxDelaySeconds", .integer(60)),
            ],
            range
        )
    }

    /// What a poll does about errors unless `retry` says otherwise.
    private static var pollRetrier: ASLNode {
        .object([
            ("ErrorEquals", .array([.string("States.TaskFailed")])),
            ("IntervalSeconds", .integer(5)),
            ("MaxAttempts", .integer(5)),
            ("MaxDelaySeconds", .integer(60)),
            ("JitterStrategy", .string("FULL")),
        ])
    }

    func retrier(_ retry: Retry, _ names: ASLNode) -> ASLNode {
        .object(
            [
                ("ErrorEquals", names),
                ("IntervalSeconds", .integer(retry.delaySeconds)),
                ("MaxAttempts", .integer(retry.times)),
                ("BackoffRate", .leaf(.number(JSONNumber(retry.backoff)))),
                ("MaxDelaySeconds", retry.maxDelaySeconds.map { .integer($0) }),
                ("JitterStrategy", retry.hasJitter ? .string("FULL") : nil),
            ],
            retry.range
        )
    }
}
