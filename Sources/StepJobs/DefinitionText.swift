import StepJSON
import StepYAML

/// Turns States Language written in YAML into a definition, each part with its place in the file.
struct DefinitionText {
    let context: JobContext
    /// What each `${name}` stands for; nil where there are no substitutions, so that `${` means nothing.
    var substitutions: [String: String]?

    init(context: JobContext, substitutions: [String: String]? = nil) {
        self.context = context
        self.substitutions = substitutions
    }

    func node(_ node: YAMLNode) -> ASLNode {
        switch node.content {
        case .scalar(let scalar):
            return self.scalar(scalar, node)
        case .sequence(let items):
            return .array(items.map(self.node), node.range)
        case .mapping(let entries):
            let members = entries.map { entry in
                var value = self.node(entry.value)
                value.origin?.key = entry.key.range
                return (entry.key.text, Optional(value))
            }
            return .object(members, node.range)
        }
    }

    private func scalar(_ scalar: YAMLScalar, _ node: YAMLNode) -> ASLNode {
        let value = context.json(node)
        guard case .string(let text) = value else { return .leaf(value, node.range) }
        let holdsExpression = text.hasPrefix("{%") || text.hasPrefix("$") || text.hasPrefix("States.")
        guard holdsExpression || substitutions != nil && text.contains("${") else { return .leaf(value, node.range) }
        return .text(substituted(MappedScalar(scalar, in: context.source)), node.range)
    }

    /// The text with each `${name}` replaced, as CloudFormation's DefinitionSubstitutions are.
    private func substituted(_ scalar: MappedScalar) -> MappedText {
        var result = MappedText()
        var copied = 0
        var place = 0
        while let substitutions, let open = Self.find("${", in: scalar.bytes, from: place) {
            place = open + 2
            guard let close = scalar.bytes[place...].prefix(Self.nameBytesMax).firstIndex(of: UInt8(ascii: "}")) else {
                continue
            }
            let name = scalar.text(place..<close)
            guard Self.isName(name) else { continue }
            guard let value = substitutions[name] else {
                context.error(
                    "nothing is given for `${\(name)}`",
                    in: scalar.scalar,
                    offset: open,
                    length: close + 1 - open,
                    hint: "add `\(name)` to `definition_substitutions`",
                    code: "job.substitution"
                )
                continue
            }
            result.append(copied..<open, of: scalar)
            result.append(value)
            place = close + 1
            copied = place
        }
        result.append(copied..<scalar.bytes.count, of: scalar)
        return result
    }

    /// CloudFormation's names have at most 255 characters.
    private static let nameBytesMax = 256

    private static func find(_ text: StaticString, in bytes: [UInt8], from start: Int) -> Int? {
        let wanted = Array(text.description.utf8)
        guard start < bytes.count else { return nil }
        return (start..<bytes.count).first { bytes[$0...].starts(with: wanted) }
    }

    private static func isName(_ text: String) -> Bool {
        let isOther: (UInt8) -> Bool = { [UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "-")].contains($0) }
        return !text.isEmpty
            && text.utf8.allSatisfy { isOther($0) || StepDecoder.isIdentifier("_\(UnicodeScalar($0))") }
    }
}
