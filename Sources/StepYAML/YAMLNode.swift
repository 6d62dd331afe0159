/// A node of a YAML document (YAML 1.2.2 §3.2.1) with the place it was written at.
///
/// Aliases are already replaced by what they stand for; such a node keeps the place of its anchor, which is where its
/// text can be changed.
package struct YAMLNode: Sendable {
    package enum Content: Sendable {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        case mapping([YAMLEntry])
    }

    package var content: Content
    package var range: SourceRange
    /// The tag as resolved by libyaml, such as `tag:yaml.org,2002:str` or `!Sub`; nil where none was written.
    package var tag: String?
    /// The place of the tag and the anchor, where there are any; else the start of `range`.
    package var propertiesStart: SourcePosition

    package init(content: Content, range: SourceRange, tag: String? = nil, propertiesStart: SourcePosition? = nil) {
        self.content = content
        self.range = range
        self.tag = tag
        self.propertiesStart = propertiesStart ?? range.start
    }

    /// The scalar, if this is one.
    package var scalar: YAMLScalar? {
        guard case .scalar(let scalar) = content else { return nil }
        return scalar
    }

    /// The items, if this is a sequence.
    package var sequence: [YAMLNode]? {
        guard case .sequence(let items) = content else { return nil }
        return items
    }

    /// The entries in the order they were written, if this is a mapping.
    package var mapping: [YAMLEntry]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }

    /// The value of `key`, if this is a mapping that has it.
    package subscript(key: String) -> YAMLNode? {
        mapping?.first { $0.key.text == key }?.value
    }

    /// What kind of node this is, for messages.
    package var kindName: String {
        switch content {
        case .scalar: "scalar"
        case .sequence: "list"
        case .mapping: "mapping"
        }
    }
}

/// One `key: value` of a mapping. Invariant: keys of a mapping are scalars and differ.
package struct YAMLEntry: Sendable {
    package var key: YAMLScalar
    package var value: YAMLNode

    package init(key: YAMLScalar, value: YAMLNode) {
        self.key = key
        self.value = value
    }
}

/// A scalar: its decoded text, and how and where it was written.
package struct YAMLScalar: Sendable {
    /// How a scalar is written (YAML 1.2.2 §7.3, §8.1).
    package enum Style: Sendable {
        case plain
        case singleQuoted
        case doubleQuoted
        case literal
        case folded
    }

    package var text: String
    package var style: Style
    package var range: SourceRange

    package init(text: String, style: Style, range: SourceRange) {
        self.text = text
        self.style = style
        self.range = range
    }
}
