import StepJSON
import StepYAML

/// Works out the values of a template, each part when it is asked for (CloudFormation User Guide, "Intrinsic function
/// reference").
///
/// Only what runs here has to have a value: a role's policies are never looked at. Bounded in depth, in the number of
/// parts and in the text that they make.
final class TemplateEvaluator {
    let context: JobContext
    let environment: TemplateEnvironment
    let stackName: String
    let parameters: [String: ASLNode]
    let conditions: [String: YAMLNode]
    let mappings: [String: YAMLNode]
    let resources: [String: TemplateResource]
    private var decided: [String: Bool] = [:]
    private var partCount = 0
    private var textBytes = 0
    private var depth = 0

    static let depthMax = 100
    static let partsMax = 200_000
    static let textBytesMax = 16 << 20

    init(
        context: JobContext,
        environment: TemplateEnvironment,
        stackName: String,
        parameters: [String: ASLNode],
        conditions: [String: YAMLNode],
        mappings: [String: YAMLNode],
        resources: [String: TemplateResource]
    ) {
        self.context = context
        self.environment = environment
        self.stackName = stackName
        self.parameters = parameters
        self.conditions = conditions
        self.mappings = mappings
        self.resources = resources
    }

    /// The value of a part; nil for `AWS::NoValue`, as which it is not there at all.
    func value(_ node: YAMLNode) throws(TemplateFault) -> ASLNode? {
        partCount += 1
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthMax, partCount <= Self.partsMax else {
            throw TemplateFault("the template is nested too deeply or too large", node.range, code: "template.limit")
        }
        if let call = TemplateCall(node) { return try value(of: call) }
        switch node.content {
        case .scalar(let scalar):
            return try self.scalar(scalar, node)
        case .sequence(let items):
            var values: [ASLNode] = []
            for item in items { if let value = try value(item) { values.append(value) } }
            return .array(values, node.range)
        case .mapping(let entries):
            var members: [(String, ASLNode?)] = []
            for entry in entries {
                var value = try self.value(entry.value)
                value?.origin?.key = entry.key.range
                members.append((entry.key.text, value))
            }
            return .object(members, node.range)
        }
    }

    private func scalar(_ scalar: YAMLScalar, _ node: YAMLNode) throws(TemplateFault) -> ASLNode {
        var diagnostics: [Diagnostic] = []
        let value = node.json(file: context.source.file, diagnostics: &diagnostics)
        guard case .string = value else {
            if let first = diagnostics.first { throw TemplateFault(first.message, node.range, code: "yaml.tag") }
            return .leaf(value, node.range)
        }
        try count(text: scalar.text.utf8.count, node.range)
        return .text(MappedText(MappedScalar(scalar, in: context.source)), node.range)
    }

    /// Notes text that was made: what doubles itself again and again must end.
    func count(text bytes: Int, _ range: SourceRange) throws(TemplateFault) {
        textBytes += bytes
        guard textBytes > Self.textBytesMax else { return }
        throw TemplateFault(
            "the template makes more than \(Self.textBytesMax >> 20) MiB of text",
            range,
            code: "template.limit"
        )
    }

    /// The value of a part that must be a text; numbers and Booleans are taken as they are spelt.
    func text(_ node: YAMLNode, _ subject: String) throws(TemplateFault) -> MappedText {
        guard let value = try value(node), let text = value.mappedText else {
            throw TemplateFault("\(subject) must be a text", node.range)
        }
        return text
    }

    /// The value of a part that must be a list.
    func list(_ node: YAMLNode, _ subject: String) throws(TemplateFault) -> [ASLNode] {
        guard let value = try value(node), case .array(let items) = value.content else {
            throw TemplateFault("\(subject) must be a list", node.range)
        }
        return items
    }

    // MARK: - Conditions

    /// Whether a condition of the template holds.
    func holds(condition name: String, _ range: SourceRange) throws(TemplateFault) -> Bool {
        if let known = decided[name] { return known }
        guard let node = conditions[name] else {
            let near = CloseNamesHint.text(of: name, among: conditions.keys)
            throw TemplateFault("there is no condition `\(name)`", range, hint: near, code: "template.reference")
        }
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthMax else {
            throw TemplateFault("condition `\(name)` depends on itself", range, code: "template.cycle")
        }
        let result = try holds(node)
        decided[name] = result
        return result
    }

    private func holds(_ node: YAMLNode) throws(TemplateFault) -> Bool {
        guard let call = TemplateCall(node) else {
            guard let value = try value(node)?.value else { return false }
            if let flag = value.boolValue { return flag }
            if value == "true" || value == "false" { return value == "true" }
            throw TemplateFault("a condition must be a function", node.range)
        }
        let arguments = call.argument.sequence ?? []
        switch call.name {
        case "Condition":
            guard let name = call.argument.scalar?.text else { break }
            return try holds(condition: name, call.range)
        case "Equals":
            guard arguments.count == 2 else { throw Self.wrongCount(call, "two values") }
            let left = try value(arguments[0])
            let right = try value(arguments[1])
            if let left = left?.mappedText?.text, let right = right?.mappedText?.text { return left == right }
            return left?.value == right?.value
        case "Not":
            guard arguments.count == 1 else { throw Self.wrongCount(call, "one condition") }
            return try !holds(arguments[0])
        case "And":
            for argument in arguments where try !holds(argument) { return false }
            return true
        case "Or":
            for argument in arguments where try holds(argument) { return true }
            return false
        default: break
        }
        throw TemplateFault("`\(call.name)` is no condition", call.range)
    }

    static func wrongCount(_ call: TemplateCall, _ wanted: String) -> TemplateFault {
        TemplateFault("`Fn::\(call.name)` takes \(wanted)", call.range, code: "template.function")
    }
}
