import StepJSON
import StepYAML

/// The arguments of calls that are none of an AWS API.
extension ArgumentLowering {
    /// What `lambda:invoke` is given: `with` is the event as it stands.
    mutating func invocation(of call: ResolvedCall, _ target: YAMLScalar) -> ASLNode {
        let event = call.call.arguments.map { value($0.value, nil) } ?? .object([])
        return .object(
            [
                ("FunctionName", .string(call.functionName ?? target.text, target.range)),
                ("Payload", event),
            ],
            call.call.arguments?.value.range ?? target.range
        )
    }

    /// What `http:invoke` is given (AWS, "Call HTTPS APIs in Step Functions workflows").
    mutating func request(_ request: HTTPRequest) -> ASLNode {
        let method = request.method.map { ASLNode.string($0.value.rawValue, $0.range) }
        return .object(
            [
                ("ApiEndpoint", text(request.url)),
                ("Method", method ?? .string(request.body == nil ? "GET" : "POST")),
                ("Headers", request.headers.map { keyed(value($0.value, nil), $0) }),
                ("QueryParameters", request.query.map { keyed(value($0.value, nil), $0) }),
                ("RequestBody", request.body.map { keyed(value($0.value, nil), $0) }),
                (
                    "Authentication",
                    request.connection.map { .object([("ConnectionArn", text($0))], $0.range) }
                ),
            ],
            request.url.range
        )
    }

    /// What `states:startExecution` is given: the job of that name beside this one, or the machine with that ARN.
    mutating func start(of target: YAMLScalar, _ call: Call) -> ASLNode {
        let arn: ASLNode
        if target.text.hasPrefix("arn:") || target.text.contains("{%") || target.text.contains("${{") {
            arn = text(target)
        } else {
            if let fault = JobName.fault(of: target.text) {
                context.error("\(fault): `\(target.text)`", target.range, code: "job.name")
            }
            // The region and the account are those that this job itself runs in.
            let own = "$join($split($states.context.StateMachine.Id, ':')[[0..5]], ':')"
            arn = .string("{% \(own) & \(ExpressionText.stringLiteral(":" + target.text)) %}", target.range)
        }
        let input = call.arguments.map { keyed(value($0.value, nil), $0) } ?? .object([])
        return .object([("StateMachineArn", arn), ("Input", input)], target.range)
    }

    /// What `stepd:run` is given.
    mutating func command(_ command: Command) -> ASLNode {
        let settings = command.settings
        var members: [(String, ASLNode?)] = []
        switch command.line {
        case .script(let script):
            let shell = command.shell?.value ?? ["bash", "-euo", "pipefail", "-c"]
            members.append(("Run", .string(script.text, script.range)))
            members.append(("Shell", .array(shell.map { .string($0) }, command.shell?.range)))
        case .words(let words):
            members.append(("Command", .array(words.map { word($0) }, command.range)))
        }
        let environment = settings.environment.map { ($0.key.text, Optional(keyed(word($0.value), $0))) }
        members += [
            ("Environment", environment.isEmpty ? nil : .object(environment)),
            (
                "Secrets",
                command.secrets.isEmpty ? nil : .array(command.secrets.map { .string($0.value, $0.range) })
            ),
            ("Output", .string(command.output?.value.rawValue ?? Command.Output.text.rawValue, command.output?.range)),
            ("User", settings.user.map { .string($0.text, $0.range) }),
            ("Group", settings.group.map { .string($0.text, $0.range) }),
            ("WorkingDirectory", settings.folder.map { text($0) }),
            ("Nice", settings.nice.map { .integer($0.value, $0.range) }),
            ("MemoryMax", settings.memoryBytesMax.map { .integer($0.value, $0.range) }),
            ("CPUQuota", settings.cpuQuota.map { .string($0.text, $0.range) }),
            ("IOWeight", settings.ioWeight.map { .integer($0.value, $0.range) }),
            ("Sandbox", sandbox(settings.sandbox)),
        ]
        return .object(members, command.range)
    }

    private func sandbox(_ settings: [PlacedSandboxSetting]) -> ASLNode? {
        settings.isEmpty ? nil : .object(settings.map { ($0.setting.name, .leaf($0.value, $0.range)) })
    }

    /// What `stepd:approve` is given: what is asked, and what the answer needs.
    mutating func approval(_ message: YAMLScalar) -> ASLNode {
        .object(
            [("Message", text(message)), ("TaskToken", .string("{% $states.context.Task.Token %}"))],
            message.range
        )
    }

    /// A scalar as text, or as an expression that gives one.
    private mutating func text(_ scalar: YAMLScalar) -> ASLNode {
        guard scalar.text.contains("{%") || scalar.text.contains("${{") else {
            return .string(scalar.text, scalar.range)
        }
        return value(YAMLNode(content: .scalar(scalar), range: scalar.range), nil)
    }

    /// A scalar that is text whatever it would be otherwise: `-n 5` is two words, and an environment has texts only.
    private mutating func word(_ node: YAMLNode) -> ASLNode {
        guard let scalar = node.scalar else { return value(node, nil) }
        let expression = ExpressionText(scalar, context)
        guard expression.isExpression else {
            return scalar.text.contains("${{") ? value(node, nil) : .string(scalar.text, scalar.range)
        }
        guard let result = expression.rewritten(scope: scope) else { return .string(scalar.text, scalar.range) }
        note(result.used)
        return .text(result.text.unwrapped().wrapped(before: "{% $string(", after: ") %}"), scalar.range)
    }
}
