import StepJSON
import StepYAML

extension Lowering {
    /// The first state, which makes `$params` of the defaults and the input, and the one that checks it, if there is
    /// anything to check.
    mutating func addParameters(_ job: StepsDefinition, next: String, flow: Flow) {
        let rules = job.parameters.flatMap { Self.rules(for: $0) }
        var text = MappedText()
        text.append("{% $merge([{")
        for parameter in job.parameters {
            guard let node = job.parameterNodes[parameter.name] else { continue }
            text.append("\(ExpressionText.stringLiteral(parameter.name)): ")
            appendLiteral(node, to: &text)
            text.append(", ")
        }
        if !job.parameters.contains(where: { $0.name == "scheduled_at" }) {
            text.append("'scheduled_at': $states.context.Execution.StartTime")
        } else {
            text = text.droppingLast(", ")
        }
        text.append("}, $states.input]) %}")
        let state = ASLNode.object(
            [
                ("Type", .string("Pass")),
                (
                    "Assign",
                    .object([
                        ("params", .text(text, job.parametersRange)),
                        // What is always done can ask whether there was an error.
                        ("error", job.always.isEmpty ? nil : .leaf(.null)),
                    ])
                ),
                ("Next", .string(rules.isEmpty ? next : "params.check")),
            ],
            job.parametersRange
        )
        add("params", state)
        guard !rules.isEmpty else { return }
        let choices = rules.map { rule in
            let error = ASLNode.object([("Error", .string("Params.Invalid")), ("Cause", .string(rule.cause))])
            let route = self.route(flow, error: error)
            return ASLNode.object(
                [
                    ("Condition", .string("{% \(rule.condition) %}")), ("Assign", route?.assign),
                    ("Next", route.map { .string($0.next) }),
                ],
                rule.range
            )
        }
        let check = ASLNode.object(
            [("Type", .string("Choice")), ("Choices", .array(choices)), ("Default", .string(next))],
            job.parametersRange
        )
        add("params.check", check)
    }

    private struct Rule {
        var condition: String
        var cause: String
        var range: SourceRange
    }

    /// What must not be true of a parameter.
    private static func rules(for parameter: JobParameter) -> [Rule] {
        let value = "$params.\(parameter.name)"
        var rules: [Rule] = []
        func add(_ condition: String, _ cause: String) {
            let cause = "parameter \(parameter.name) \(cause)"
            rules.append(Rule(condition: condition, cause: cause, range: parameter.nameRange))
        }
        if parameter.isRequired { add("$not($exists(\(value)))", "is required") }
        if parameter.kind != .any {
            add("$type(\(value)) != '\(parameter.kind.rawValue)'", "must be of type \(parameter.kind.rawValue)")
        }
        if !parameter.allowedValues.isEmpty {
            let allowed = parameter.allowedValues.map(literal).joined(separator: ", ")
            add("$exists(\(value)) and $not(\(value) in [\(allowed)])", "must be one of \(allowed)")
        }
        return rules
    }

    /// A default as JSONata writes it; expressions in it stay expressions.
    private func appendLiteral(_ node: YAMLNode, to text: inout MappedText) {
        switch node.content {
        case .scalar(let scalar):
            if let rewritten = ExpressionText(scalar, context).rewritten(scope: parameterScope) {
                text.append("(")
                text.append(rewritten.text.unwrapped())
                text.append(")")
            } else {
                text.append(Self.literal(CoreSchema.value(of: scalar) ?? .null))
            }
        case .sequence(let items):
            text.append("[")
            for (index, item) in items.enumerated() {
                if index > 0 { text.append(", ") }
                appendLiteral(item, to: &text)
            }
            text.append("]")
        case .mapping(let entries):
            text.append("{")
            for (index, entry) in entries.enumerated() {
                if index > 0 { text.append(", ") }
                text.append("\(ExpressionText.stringLiteral(entry.key.text)): ")
                appendLiteral(entry.value, to: &text)
            }
            text.append("}")
        }
    }

    /// A default cannot read `$params`, which it is about to become part of.
    private var parameterScope: ExpressionScope { ExpressionScope(bindings: ["states": .init()]) }

    private static func literal(_ value: JSONValue) -> String {
        switch value {
        case .string(let text): ExpressionText.stringLiteral(text)
        case .array(let items): "[\(items.map(literal).joined(separator: ", "))]"
        case .object(let object):
            "{"
                + object.map { "\(ExpressionText.stringLiteral($0.key)): \(literal($0.value))" }
                .joined(separator: ", ") + "}"
        default: JSONWriter.text(of: value)
        }
    }
}
