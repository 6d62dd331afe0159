import StepJSON

/// The condition of a Choice rule in a line.
enum ConditionText {
    static func text(of rule: JSONValue) -> String {
        if let condition = rule["Condition"]?.stringValue { return expression(condition) }
        return comparison(rule, depth: 0)
    }

    /// What stands between `{%` and `%}`.
    private static func expression(_ text: String) -> String {
        guard text.hasPrefix("{%"), text.hasSuffix("%}") else { return text }
        return String(text.dropFirst(2).dropLast(2)).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static let depthMax = 8

    /// A rule in JSONPath: `$.status = "done"`, `not (…)`, `… and …`.
    private static func comparison(_ rule: JSONValue, depth: Int) -> String {
        guard depth < depthMax else { return "…" }
        for (key, word) in [("And", " and "), ("Or", " or ")] {
            guard let parts = rule[key]?.arrayValue else { continue }
            return parts.map { "(\(comparison($0, depth: depth + 1)))" }.joined(separator: word)
        }
        if let part = rule["Not"] { return "not (\(comparison(part, depth: depth + 1)))" }
        let variable = rule["Variable"]?.stringValue ?? "?"
        for (key, value) in rule.objectValue ?? JSONObject()
        where !["Variable", "Next", "Assign", "Output"].contains(key) {
            return "\(variable) \(sign(of: key)) \(JSONWriter.text(of: value))"
        }
        return variable
    }

    private static func sign(of operator: String) -> String {
        let signs = [
            ("GreaterThanEquals", ">="), ("LessThanEquals", "<="), ("GreaterThan", ">"), ("LessThan", "<"),
            ("Equals", "="),
        ]
        let name = `operator`.hasSuffix("Path") ? String(`operator`.dropLast(4)) : `operator`
        return signs.first { name.hasSuffix($0.0) }?.1 ?? `operator`
    }
}
