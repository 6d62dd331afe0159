package import StepJSON

extension YAMLNode {
    /// The node as JSON, by the core schema.
    ///
    /// Where each part was written is asked of the node itself, by JSON pointer: `place(at:)`.
    ///
    /// - Parameters:
    ///   - file: the name that diagnostics carry.
    ///   - diagnostics: gets an error for each tag that is not of the core schema and each number JSON does not have,
    ///     and a warning for each scalar other YAML readers take for something else.
    /// - Returns: the value; null where an error was added.
    package func json(file: String, diagnostics: inout [Diagnostic]) -> JSONValue {
        var conversion = JSONConversion(file: file)
        let value = conversion.convert(self)
        diagnostics += conversion.diagnostics
        return value
    }
}

/// One conversion of a node to JSON.
private struct JSONConversion {
    let file: String
    var diagnostics: [Diagnostic] = []

    mutating func convert(_ node: YAMLNode) -> JSONValue {
        switch node.content {
        case .scalar(let scalar):
            return convert(scalar, of: node)
        case .sequence(let items):
            checkTag(of: node, expected: "tag:yaml.org,2002:seq")
            return .array(items.map { convert($0) })
        case .mapping(let entries):
            checkTag(of: node, expected: "tag:yaml.org,2002:map")
            var object = JSONObject()
            object.reserveCapacity(entries.count)
            for entry in entries { object[entry.key.text] = convert(entry.value) }
            return .object(object)
        }
    }

    private mutating func convert(_ scalar: YAMLScalar, of node: YAMLNode) -> JSONValue {
        guard let tag = node.tag else {
            if let trap = CoreSchema.trap(of: scalar) { report(.warning, trap, node, code: "yaml.scalar") }
            if let value = CoreSchema.value(of: scalar) { return value }
            report(.error, "`\(scalar.text)` is a number that JSON does not have", node, code: "yaml.scalar")
            return .null
        }
        if tag == "!" || tag == "tag:yaml.org,2002:str" { return .string(scalar.text) }
        var plain = scalar
        plain.style = .plain
        let value = CoreSchema.value(of: plain)
        switch (tag, value) {
        case ("tag:yaml.org,2002:null", .null?), ("tag:yaml.org,2002:bool", .bool?),
            ("tag:yaml.org,2002:int", .number(.integer)?), ("tag:yaml.org,2002:float", .number?):
            return value ?? .null
        case ("tag:yaml.org,2002:null", _), ("tag:yaml.org,2002:bool", _), ("tag:yaml.org,2002:int", _),
            ("tag:yaml.org,2002:float", _):
            report(.error, "`\(scalar.text)` is not what its tag `\(Self.shown(tag))` says", node, code: "yaml.tag")
        default:
            reportUnknown(tag, node)
        }
        return .null
    }

    private mutating func checkTag(of node: YAMLNode, expected: String) {
        guard let tag = node.tag, tag != expected, tag != "!" else { return }
        reportUnknown(tag, node)
    }

    private mutating func reportUnknown(_ tag: String, _ node: YAMLNode) {
        report(.error, "unknown tag `\(Self.shown(tag))`", node, code: "yaml.tag")
    }

    private mutating func report(_ severity: Diagnostic.Severity, _ message: String, _ node: YAMLNode, code: String) {
        diagnostics.append(Diagnostic(severity, message, file: file, range: node.range, code: code))
    }

    private static func shown(_ tag: String) -> String {
        let prefix = "tag:yaml.org,2002:"
        return tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
    }
}
