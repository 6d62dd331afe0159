import StepYAML

/// A use of one of CloudFormation's intrinsic functions: `!Sub text`, or `Fn::Sub: text` alone in a mapping.
struct TemplateCall {
    /// The long name without `Fn::`: `Sub`, `GetAtt`, `Ref`, `Condition`.
    var name: String
    var argument: YAMLNode
    var range: SourceRange

    /// Nil for a node that is plain data.
    init?(_ node: YAMLNode) {
        range = node.range
        if let tag = node.tag, tag.first == "!", tag.count > 1 {
            name = String(tag.dropFirst())
            argument = YAMLNode(content: node.content, range: node.range)
            return
        }
        guard let entries = node.mapping, entries.count == 1 else { return nil }
        let key = entries[0].key.text
        guard key == "Ref" || key == "Condition" || key.hasPrefix("Fn::") else { return nil }
        name = key.hasPrefix("Fn::") ? String(key.dropFirst("Fn::".count)) : key
        argument = entries[0].value
    }
}
