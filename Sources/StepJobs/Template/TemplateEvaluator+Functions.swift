import StepJSON
import StepYAML

extension TemplateEvaluator {
    /// The value of a function.
    func value(of call: TemplateCall) throws(TemplateFault) -> ASLNode? {
        switch call.name {
        case "Ref": return try reference(call)
        case "GetAtt": return try attribute(call)
        case "Sub": return try substituted(call)
        case "Join": return try joined(call)
        case "Select": return try selected(call)
        case "Split": return try split(call)
        case "If":
            guard let parts = call.argument.sequence, parts.count == 3, let name = parts[0].scalar?.text else {
                throw Self.wrongCount(call, "the name of a condition and two values")
            }
            return try value(holds(condition: name, parts[0].range) ? parts[1] : parts[2])
        case "FindInMap": return try mapped(call)
        case "Base64":
            let text = try self.text(call.argument, "the argument of `Fn::Base64`").text
            return .string(Base64.encode(Array(text.utf8)), call.range)
        case "GetAZs", "ImportValue", "Transform", "Cidr", "Length", "ToJsonString", "ForEach":
            throw TemplateFault(
                "`Fn::\(call.name)` is not supported here",
                call.range,
                hint: "what runs on this machine cannot depend on it",
                code: "template.function"
            )
        default:
            throw TemplateFault(
                "unknown function `\(call.name)`",
                call.range,
                hint: CloseNamesHint.text(of: call.name, among: Self.functions),
                code: "template.function"
            )
        }
    }

    private static let functions = [
        "Ref", "GetAtt", "Sub", "Join", "Select", "Split", "If", "FindInMap", "Base64", "And", "Or", "Not", "Equals",
    ]

    // MARK: - References

    private func reference(_ call: TemplateCall) throws(TemplateFault) -> ASLNode? {
        guard let name = call.argument.scalar?.text else { throw Self.wrongCount(call, "a name") }
        return try value(ofName: name, call.range)
    }

    /// What a name stands for: a parameter, a resource, or a pseudo parameter; nil for `AWS::NoValue`.
    func value(ofName name: String, _ range: SourceRange) throws(TemplateFault) -> ASLNode? {
        if var value = parameters[name] {
            // Whoever asks why looks where it is used.
            value.origin = value.origin ?? SourceMap.Origin(value: range)
            return value
        }
        if let resource = resources[name] { return .string(try resource.reference(self, range), range) }
        switch name {
        case "AWS::NoValue": return nil
        case "AWS::Region": return .string(environment.region, range)
        case "AWS::AccountId": return .string(environment.account, range)
        case "AWS::Partition": return .string(environment.partition, range)
        case "AWS::StackName": return .string(stackName, range)
        case "AWS::StackId": return .string(environment.arn("cloudformation", "stack/\(stackName)/stepd"), range)
        case "AWS::URLSuffix": return .string(environment.urlSuffix, range)
        case "AWS::NotificationARNs": return .array([], range)
        default:
            throw TemplateFault(
                "there is no parameter and no resource `\(name)`",
                range,
                hint: CloseNamesHint.text(of: name, among: Array(parameters.keys) + Array(resources.keys)),
                code: "template.reference"
            )
        }
    }

    private func attribute(_ call: TemplateCall) throws(TemplateFault) -> ASLNode {
        var parts: [String] = []
        if let text = call.argument.scalar?.text {
            parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        } else {
            for item in call.argument.sequence ?? [] {
                parts.append(try text(item, "a part of `Fn::GetAtt`").text)
            }
        }
        guard parts.count == 2 else { throw Self.wrongCount(call, "a resource and an attribute") }
        return .string(try attribute(parts[1], of: parts[0], call.range), call.range)
    }

    private func attribute(_ name: String, of resource: String, _ range: SourceRange) throws(TemplateFault) -> String {
        guard let found = resources[resource] else {
            throw TemplateFault(
                "there is no resource `\(resource)`",
                range,
                hint: CloseNamesHint.text(of: resource, among: resources.keys),
                code: "template.reference"
            )
        }
        return try found.attribute(name, self, range)
    }

    // MARK: - Texts

    /// `!Sub text`, or `!Sub [text, {name: value}]`.
    private func substituted(_ call: TemplateCall) throws(TemplateFault) -> ASLNode {
        var own: [String: YAMLNode] = [:]
        var node = call.argument
        if let parts = call.argument.sequence {
            guard parts.count == 2, let entries = parts[1].mapping else {
                throw Self.wrongCount(call, "a text, and perhaps a mapping of values")
            }
            node = parts[0]
            for entry in entries { own[entry.key.text] = entry.value }
        }
        guard let scalar = node.scalar, TemplateCall(node) == nil else {
            throw TemplateFault("the text of `Fn::Sub` must be written out", node.range, code: "template.function")
        }
        let mapped = MappedScalar(scalar, in: context.source)
        var result = MappedText()
        for piece in SubstitutionText.pieces(of: mapped.bytes) {
            switch piece {
            case .literal(let stretch): result.append(stretch, of: mapped)
            case .name(let name, let stretch):
                let range = context.source.sourceRange(ofOffset: stretch.lowerBound, length: stretch.count, in: scalar)
                let value = try substitution(name, own, range)
                try count(text: value.count, range)
                result.append(value)
            }
        }
        return .text(result, call.range)
    }

    private func substitution(
        _ name: String,
        _ own: [String: YAMLNode],
        _ range: SourceRange
    ) throws(TemplateFault) -> MappedText {
        if let node = own[name] { return try text(node, "`\(name)`") }
        let parts = name.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if parts.count == 2, resources[parts[0]] != nil {
            return MappedText(try attribute(parts[1], of: parts[0], range))
        }
        guard let text = try value(ofName: name, range)?.mappedText else {
            throw TemplateFault("`\(name)` is no text", range)
        }
        return text
    }

    private func joined(_ call: TemplateCall) throws(TemplateFault) -> ASLNode {
        guard let parts = call.argument.sequence, parts.count == 2 else {
            throw Self.wrongCount(call, "a delimiter and a list")
        }
        let delimiter = try text(parts[0], "the delimiter of `Fn::Join`").text
        var result = MappedText()
        for (place, item) in try list(parts[1], "the second argument of `Fn::Join`").enumerated() {
            guard let text = item.mappedText else {
                throw TemplateFault("`Fn::Join` joins texts", item.origin?.value ?? call.range)
            }
            if place > 0 { result.append(delimiter) }
            try count(text: text.count, call.range)
            result.append(text)
        }
        return .text(result, call.range)
    }

    private func split(_ call: TemplateCall) throws(TemplateFault) -> ASLNode {
        guard let parts = call.argument.sequence, parts.count == 2 else {
            throw Self.wrongCount(call, "a delimiter and a text")
        }
        let delimiter = try text(parts[0], "the delimiter of `Fn::Split`").text
        let whole = try text(parts[1], "the text of `Fn::Split`").text
        guard !delimiter.isEmpty else { throw TemplateFault("the delimiter of `Fn::Split` is empty", parts[0].range) }
        return .array(
            whole.split(separator: delimiter, omittingEmptySubsequences: false).map { .string(String($0)) },
            call.range
        )
    }

    private func selected(_ call: TemplateCall) throws(TemplateFault) -> ASLNode {
        guard let parts = call.argument.sequence, parts.count == 2 else {
            throw Self.wrongCount(call, "an index and a list")
        }
        let index = try text(parts[0], "the index of `Fn::Select`").text
        let items = try list(parts[1], "the list of `Fn::Select`")
        guard let place = Int(index), items.indices.contains(place) else {
            throw TemplateFault("`Fn::Select` has no item \(index): the list has \(items.count)", parts[0].range)
        }
        return items[place]
    }

    private func mapped(_ call: TemplateCall) throws(TemplateFault) -> ASLNode? {
        guard let parts = call.argument.sequence, parts.count == 3 || parts.count == 4 else {
            throw Self.wrongCount(call, "a mapping and two keys")
        }
        var keys: [String] = []
        for part in parts.prefix(3) { keys.append(try text(part, "a key of `Fn::FindInMap`").text) }
        if let found = mappings[keys[0]]?[keys[1]]?[keys[2]] { return try value(found) }
        if parts.count == 4, let fallback = parts[3]["DefaultValue"] { return try value(fallback) }
        throw TemplateFault(
            "no mapping has `\(keys.joined(separator: "` › `"))`",
            call.range,
            code: "template.reference"
        )
    }
}
