import StepJSON
import StepYAML

/// Reads `params`: each name with its default, or with a mapping that says more.
struct ParameterDecoder {
    let context: JobContext
    static let parametersMax = 100

    /// The parameters, and the node of each default.
    func parameters(_ entry: YAMLEntry) -> (parameters: [JobParameter], defaults: [String: YAMLNode]) {
        guard let entries = context.mapping(entry.value, "`params`") else { return ([], [:]) }
        guard entries.count <= Self.parametersMax else {
            context.error("more than \(Self.parametersMax) parameters", entry.key.range, code: "job.limit")
            return ([], [:])
        }
        var parameters: [JobParameter] = []
        var defaults: [String: YAMLNode] = [:]
        for entry in entries {
            checkName(entry.key)
            var node: YAMLNode?
            parameters.append(parameter(entry, &node))
            defaults[entry.key.text] = node
        }
        return (parameters, defaults)
    }

    private func checkName(_ key: YAMLScalar) {
        guard !StepDecoder.isIdentifier(key.text) else { return }
        context.error(
            "`\(key.text)` cannot be the name of a parameter",
            key.range,
            hint: "letters, digits and `_`, so that `$params.\(key.text.isEmpty ? "name" : "…")` can be written",
            code: "job.name"
        )
    }

    private func parameter(_ entry: YAMLEntry, _ node: inout YAMLNode?) -> JobParameter {
        var parameter = JobParameter(
            name: entry.key.text,
            kind: .any,
            fallback: nil,
            isRequired: false,
            allowedValues: [],
            nameRange: entry.key.range
        )
        let words = Set(KeyTable.parameter.keys.map(\.name) + ["secret"])
        guard let entries = entry.value.mapping, !entries.isEmpty,
            entries.contains(where: { words.contains($0.key.text) })
        else {
            node = entry.value
            parameter.fallback = context.json(entry.value)
            return parameter
        }
        let subject = "parameter `\(entry.key.text)`"
        if let secret = entries.first(where: { $0.key.text == "secret" }) {
            context.error(
                "a parameter cannot be secret: executions keep their input",
                secret.key.range,
                hint: "name where the value is kept under the job's `secrets`",
                code: "job.secret"
            )
        }
        let fields = KeyTable.parameter.fields(
            of: entries.filter { $0.key.text != "secret" },
            subject: subject,
            context
        )
        if let type = fields["type"] {
            parameter.kind = context.word(type.value, "`type`", of: JobParameter.Kind.self) ?? .any
        }
        node = fields["default"]?.value
        parameter.fallback = fields["default"].map { context.json($0.value) }
        if let required = fields["required"] {
            parameter.isRequired = context.flag(required.value, "`required`") ?? false
            if parameter.isRequired, parameter.fallback != nil {
                context.error(
                    "\(subject) has a default, so that it cannot be required",
                    required.key.range,
                    code: "job.value"
                )
            }
        }
        if let allowed = fields["enum"] {
            parameter.allowedValues = (context.list(allowed.value, "`enum`") ?? []).map { context.json($0) }
        }
        if let fallback = fields["default"]?.value { check(parameter, fallback) }
        return parameter
    }

    /// Whether the default is what the parameter may be; an expression is only known when it runs.
    private func check(_ parameter: JobParameter, _ node: YAMLNode) {
        guard let value = parameter.fallback, !isExpression(node) else { return }
        if parameter.kind != .any, parameter.kind.rawValue != value.kindName {
            context.error(
                "the default is of type \(value.kindName), the parameter \(parameter.kind.rawValue)",
                node.range,
                code: "job.value"
            )
        } else if !parameter.allowedValues.isEmpty, !parameter.allowedValues.contains(value) {
            context.error("the default is not in `enum`", node.range, code: "job.value")
        }
    }

    private func isExpression(_ node: YAMLNode) -> Bool {
        guard let scalar = node.scalar else { return false }
        return ExpressionText(scalar, context).isExpression || scalar.text.contains("${{")
    }
}
