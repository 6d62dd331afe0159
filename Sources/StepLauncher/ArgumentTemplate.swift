import StepJSON

/// The arguments of a state as its definition has them, to compare with those that a run has evaluated.
///
/// What is written there as it stands must be the same; an expression may give anything. (Amazon States Language,
/// "Payload Template", and AWS, "Transforming data with JSONata in Step Functions".)
struct ArgumentTemplate {
    var value: JSONValue
    /// Whether expressions are JSONata, `{% … %}`; else JSONPath, by names that end in `.$`.
    var isJSONata: Bool

    /// Where `actual` differs, as `Environment.DB`; nil where it is what the template can give.
    func difference(from actual: JSONValue) -> String? { difference(value, actual, at: []) }

    private func difference(_ declared: JSONValue, _ actual: JSONValue, at path: [String]) -> String? {
        if isExpression(declared) { return nil }
        switch (declared, actual) {
        case (.object(let declared), .object(let actual)):
            return difference(declared, actual, at: path)
        case (.array(let declared), .array(let actual)):
            guard declared.count == actual.count else { return Self.shown(path) }
            for (index, (one, other)) in zip(declared, actual).enumerated() {
                if let place = difference(one, other, at: path + [String(index)]) { return place }
            }
            return nil
        default: return declared == actual ? nil : Self.shown(path)
        }
    }

    private func difference(_ declared: JSONObject, _ actual: JSONObject, at path: [String]) -> String? {
        var seen: Set<String> = []
        for (key, value) in declared {
            let isPath = !isJSONata && key.hasSuffix(".$")
            let name = isPath ? String(key.dropLast(2)) : key
            seen.insert(name)
            let place = path + [name]
            guard let own = actual[name] else {
                if isPath || isExpression(value) { continue }
                return Self.shown(place)
            }
            if !isPath, let difference = difference(value, own, at: place) { return difference }
        }
        return actual.first { !seen.contains($0.key) }.map { Self.shown(path + [$0.key]) }
    }

    /// The name of what is an expression, of what must be written as it stands: the program, and who runs it.
    var expressionInProgram: String? {
        for name in ["Run", "Shell", "Command", "User", "Group", "Sandbox", "Secrets"] {
            if !isJSONata, value["\(name).$"] != nil { return name }
            guard let member = value[name] else { continue }
            // Of the words of a command only the first is the program; a shell's are all of it.
            let isCommand = name == "Command"
            let parts = [member] + (isCommand ? Array((member.arrayValue ?? []).prefix(1)) : member.arrayValue ?? [])
            if parts.contains(where: isExpression) { return name }
        }
        return isExpression(value) ? "Arguments" : nil
    }

    private func isExpression(_ value: JSONValue) -> Bool {
        guard isJSONata, let text = value.stringValue else { return false }
        return text.hasPrefix("{%") && text.hasSuffix("%}")
    }

    private static func shown(_ path: [String]) -> String {
        path.isEmpty ? "Arguments" : path.joined(separator: ".")
    }
}
