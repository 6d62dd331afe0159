import StepJSON

/// Compiles what must hold for a Choice rule: a JSONPath test with And, Or and Not, or a JSONata Condition.
struct ConditionCompiler {
    let expressions: ExpressionCompiler

    /// What a field of a JSONPath rule means.
    private enum Operator {
        case order(ChoiceTest.Kind, ChoiceTest.Order, isPath: Bool)
        case matches
        case isPresent
        case isOfType(ChoiceTest.TypeTest)
    }

    /// By name: every kind with every order, and `…Path` of each. Booleans have no order.
    private static let operators: [String: Operator] = {
        var operators: [String: Operator] = ["StringMatches": .matches, "IsPresent": .isPresent]
        for type in ChoiceTest.TypeTest.allCases { operators[type.rawValue] = .isOfType(type) }
        for kind in ChoiceTest.Kind.allCases {
            for order in ChoiceTest.Order.allCases where kind != .boolean || order == .equals {
                operators[kind.rawValue + order.rawValue] = .order(kind, order, isPath: false)
                operators[kind.rawValue + order.rawValue + "Path"] = .order(kind, order, isPath: true)
            }
        }
        return operators
    }()

    private static let combinations = ["And", "Or", "Not"]

    private static func isOperator(_ name: String) -> Bool { operators[name] != nil || combinations.contains(name) }

    private static let ruleFields: Set<String> = ["Next", "Assign", "Comment"]
    private static let nestedFields: Set<String> = ["Comment"]
    private static let jsonataFields: Set<String> = ["Condition", "Next", "Assign", "Output", "Comment"]

    /// The condition of a rule; nil when it was reported.
    func topCondition(_ reader: FieldReader) -> ChoiceRule.Condition? {
        switch expressions.language {
        case .jsonPath: return condition(reader, ruleFields: Self.ruleFields)
        case .jsonata: return jsonataCondition(reader)
        }
    }

    private func jsonataCondition(_ reader: FieldReader) -> ChoiceRule.Condition? {
        reader.checkNames(Self.jsonataFields)
        guard reader.require("Condition") else { return nil }
        if case .bool(let value)? = reader.object["Condition"] { return .constant(value) }
        if let expression = expressions.expression("Condition", of: reader) {
            return .jsonata(expression, field: Self.field(at: reader.location), use: StatesUse(of: expression))
        }
        if !expressions.isExpression("Condition", of: reader) {
            reader.error("The field 'Condition' must be a Boolean or a JSONata expression", at: "Condition")
        }
        return nil
    }

    /// The place under the state, `Choices[0]/Condition`, from `/States/X/Choices[0]`. A state's name may have slashes.
    private static func field(at location: String) -> String {
        let rule = location.utf8.lastIndex(of: UInt8(ascii: "/")).map { location.utf8[$0...].dropFirst() }
        return "\(rule.map { String(decoding: $0, as: UTF8.self) } ?? location)/Condition"
    }

    private func condition(_ reader: FieldReader, ruleFields: Set<String>) -> ChoiceRule.Condition? {
        for (key, _) in reader.object
        where key != "Variable" && !ruleFields.contains(key) && !Self.isOperator(key) {
            reader.error("Field '\(key)' is not supported")
        }
        let names = reader.object.keys.filter(Self.isOperator)
        guard names.count == 1, let name = names.first else {
            let found = names.isEmpty ? "none" : "[\(names.joined(separator: ", "))]"
            reader.error("A choice rule needs exactly one comparison operator, And, Or or Not, but has \(found)")
            return nil
        }
        guard let comparison = Self.operators[name] else { return combination(name, reader) }
        guard reader.require("Variable"),
            let variable = expressions.path("Variable", of: reader, isReference: true),
            let comparison = self.comparison(comparison, name, reader)
        else { return nil }
        return .test(ChoiceTest(variable: variable, comparison: comparison))
    }

    private func combination(_ name: String, _ reader: FieldReader) -> ChoiceRule.Condition? {
        let location = reader.location(of: name)
        if reader.has("Variable") { reader.error("Field 'Variable' is not supported beside '\(name)'") }
        if name == "Not" { return nested(reader.object[name], at: location).map(ChoiceRule.Condition.not) }
        guard let elements = reader.nonEmptyArray(name) else { return nil }
        let conditions = elements.enumerated().compactMap { place, element in
            nested(element, at: "\(location)[\(place)]")
        }
        guard conditions.count == elements.count else { return nil }
        return name == "And" ? .all(conditions) : .any(conditions)
    }

    private func nested(_ value: JSONValue?, at location: String) -> ChoiceRule.Condition? {
        guard let value, let reader = FieldReader(value, at: location, collector: expressions.collector) else {
            return nil
        }
        reader.checkComment()
        return condition(reader, ruleFields: Self.nestedFields)
    }

    private func comparison(
        _ comparison: Operator,
        _ name: String,
        _ reader: FieldReader
    ) -> ChoiceTest.Comparison? {
        switch comparison {
        case .isPresent: return reader.bool(name).map(ChoiceTest.Comparison.isPresent)
        case .isOfType(let type): return reader.bool(name).map { .isOfType(type, $0) }
        case .matches:
            guard let text = reader.string(name) else { return nil }
            guard let pattern = TextPattern(text) else {
                reader.error("A backslash in a pattern stands before '*' or '\\'", at: name)
                return nil
            }
            return .matchesPattern(pattern)
        case .order(let kind, let order, isPath: true):
            return expressions.path(name, of: reader, isReference: true).map { .order(kind, order, .path($0)) }
        case .order(let kind, let order, isPath: false):
            guard let value = reader.object[name] else { return nil }
            expressions.warnOfPath(in: value, field: name, of: reader)
            guard let constant = ChoiceTest.Comparand(value, as: kind) else {
                reader.error(Self.mismatch(kind, value), at: name)
                return nil
            }
            return .order(kind, order, .constant(constant))
        }
    }

    private static func mismatch(_ kind: ChoiceTest.Kind, _ value: JSONValue) -> String {
        switch kind {
        case .string: "Expected value of type String"
        case .numeric: "Expected value of type Number"
        case .boolean: "Expected value of type Boolean"
        case .timestamp:
            value.stringValue == nil ? "Expected value of type String" : "String does not match RFC3339 timestamp"
        }
    }
}
