import StepAWS
import StepJSON
import StepYAML

/// Turns the values of a job file into values of the definition: expressions rewritten, members spelled as Step
/// Functions spells them, and everything checked against the service's model where there is one.
struct ArgumentLowering {
    let context: JobContext
    let scope: ExpressionScope
    /// Names of the scope's variables that the values use.
    private(set) var used: Set<String> = []

    init(context: JobContext, scope: ExpressionScope) {
        self.context = context
        self.scope = scope
    }

    /// Notes variables that an expression uses.
    mutating func note(_ names: Set<String>) { used.formUnion(names) }

    /// The `Arguments` of a call.
    mutating func arguments(of call: ResolvedCall) -> ASLNode {
        switch call.call.target {
        case .aws: operation(of: call)
        case .function(let target): invocation(of: call, target)
        case .http(let request): self.request(request)
        case .job(let target): start(of: target, call.call)
        case .command(let command): self.command(command)
        case .approval(let message): approval(message)
        }
    }

    private mutating func operation(of call: ResolvedCall) -> ASLNode {
        let entry = call.call.arguments
        guard let node = entry?.value else {
            if let input = call.input { checkRequired([], of: input, call, at: call.call.target.range) }
            return .object([], call.call.target.range)
        }
        guard let entries = node.mapping else {
            if let scalar = node.scalar, ExpressionText(scalar, context).isExpression { return value(node, nil) }
            context.error("`with` must be a mapping, not a \(node.kindName)", node.range, code: "job.type")
            return .object([], node.range)
        }
        guard let input = call.input else {
            // Without a model the names of the first level are spelled by rule.
            let members = entries.map { entry in
                (AWSNaming.memberName(entry.key.text), keyed(value(entry.value, nil), entry))
            }
            return .object(members, node.range)
        }
        let subject = "\(call.service).\(call.action)"
        let lowered = structure(entries, node, input, subject: subject)
        checkRequired(entries, of: input, call, at: entry?.key.range ?? node.range)
        return lowered
    }

    private func checkRequired(
        _ entries: [YAMLEntry],
        of input: ValueShape,
        _ call: ResolvedCall,
        at range: SourceRange
    ) {
        let given = Set(entries.compactMap { input.shape.member(spelled: $0.key.text)?.name })
        let missing = input.shape.members.filter { $0.isRequired && !$0.isIdempotencyToken && !given.contains($0.name) }
        guard !missing.isEmpty else { return }
        let names = missing.map { "`\($0.name)`" }.joined(separator: ", ")
        context.error(
            "\(call.service).\(call.action) needs \(names)",
            range,
            hint: "add it to `with`",
            code: "aws.missing-parameter"
        )
    }

    // MARK: - Values

    /// A value of the type `shape`, or of any type where that is not known.
    mutating func value(_ node: YAMLNode, _ shape: ValueShape?) -> ASLNode {
        switch node.content {
        case .scalar(let scalar):
            return self.scalar(scalar, node, shape)
        case .sequence(let items):
            check(node, is: [.list], shape, "a list")
            let element = shape?.shape.element.flatMap { shape?.following($0.shapeName) }
            return .array(items.map { value($0, element) }, node.range)
        case .mapping(let entries):
            check(node, is: [.structure, .map], shape, "a mapping")
            if let shape, shape.shape.kind == .structure, !shape.shape.isDocument {
                return structure(entries, node, shape, subject: shape.shape.name)
            }
            let element = shape?.shape.value.flatMap { shape?.following($0.shapeName) }
            return .object(entries.map { ($0.key.text, keyed(value($0.value, element), $0)) }, node.range)
        }
    }

    private mutating func structure(
        _ entries: [YAMLEntry],
        _ node: YAMLNode,
        _ shape: ValueShape,
        subject: String
    ) -> ASLNode {
        var members: [(String, ASLNode?)] = []
        for entry in entries {
            guard let member = shape.shape.member(spelled: entry.key.text) else {
                let names = shape.shape.members.map(\.name)
                let near = CloseNames.of(entry.key.text, among: names, countMax: 1).first
                let takes = names.isEmpty ? "it takes none" : "it takes \(names.joined(separator: ", "))"
                context.error(
                    "\(subject) has no parameter `\(entry.key.text)`; \(takes)",
                    entry.key.range,
                    hint: near.map { "did you mean `\($0)`?" },
                    code: "aws.unknown-parameter"
                )
                continue
            }
            members.append((member.stateName, keyed(value(entry.value, shape.following(member.shapeName)), entry)))
        }
        return .object(members, node.range)
    }

    func keyed(_ node: ASLNode, _ entry: YAMLEntry) -> ASLNode {
        var node = node
        node.origin?.key = entry.key.range
        return node
    }

    private mutating func scalar(_ scalar: YAMLScalar, _ node: YAMLNode, _ shape: ValueShape?) -> ASLNode {
        if let result = ExpressionText(scalar, context).rewritten(scope: scope) {
            used.formUnion(result.used)
            return .text(result.text, node.range)
        }
        let value = context.json(node)
        switch value {
        case .string: check(node, is: [.string, .character, .blob, .timestamp], shape, "a text")
        case .bool: check(node, is: [.boolean], shape, "true or false")
        case .number:
            let kinds: Set<Shape.Kind> = [
                .integer, .long, .float, .double, .timestamp, .bigInteger, .bigDecimal, .byte, .short,
            ]
            check(node, is: kinds, shape, "a number")
        default: break
        }
        return .leaf(value, node.range)
    }

    private func check(_ node: YAMLNode, is kinds: Set<Shape.Kind>, _ shape: ValueShape?, _ found: String) {
        guard let shape, !shape.shape.isDocument, !kinds.contains(shape.shape.kind) else { return }
        let wanted: String =
            switch shape.shape.kind {
            case .structure, .map: "a mapping"
            case .list: "a list"
            case .boolean: "true or false"
            case .string, .character, .blob: "a text"
            case .timestamp: "a timestamp"
            default: "a number"
            }
        context.error(
            "this must be \(wanted), not \(found)",
            node.range,
            hint: wanted == "a text" && node.scalar != nil ? "quote it" : nil,
            code: "aws.type"
        )
    }
}
