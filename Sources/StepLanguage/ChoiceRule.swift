import StepJSON
import StepJSONata

/// One element of `Choices` (states-language.net, "Choice State").
package struct ChoiceRule: Sendable {
    package var next: StateIndex
    /// Variables to set when the rule is taken.
    package var assign: Template?
    /// JSONata: the state's output when the rule is taken.
    package var output: Template?
    var condition: Condition

    /// What must hold for the rule to be taken.
    indirect enum Condition: Sendable {
        case test(ChoiceTest)
        case all([Condition])
        case any([Condition])
        case not(Condition)
        /// JSONata: `"Condition": true`.
        case constant(Bool)
        case jsonata(JSONataExpression, field: String, use: StatesUse)
    }

    init(next: StateIndex, condition: Condition, assign: Template? = nil, output: Template? = nil) {
        self.next = next
        self.condition = condition
        self.assign = assign
        self.output = output
    }

    /// Whether the rule is to be taken. `And` and `Or` look no further than they must.
    ///
    /// - Throws: `States.Runtime` when a test compares a path that finds nothing, `States.QueryEvaluationError` when a
    ///   JSONata condition fails or is not a Boolean.
    package func matches(in scope: EvaluationScope) throws(EvaluationError) -> Bool {
        try condition.holds(in: scope)
    }
}

extension ChoiceRule.Condition {
    func holds(in scope: EvaluationScope) throws(EvaluationError) -> Bool {
        switch self {
        case .test(let test): return try test.holds(in: scope)
        case .not(let condition): return try !condition.holds(in: scope)
        case .constant(let value): return value
        case .all(let conditions):
            for condition in conditions where try !condition.holds(in: scope) { return false }
            return true
        case .any(let conditions):
            for condition in conditions where try condition.holds(in: scope) { return true }
            return false
        case .jsonata(let expression, let field, let use):
            let value = try expression.value(in: scope, field: field, use: use)
            guard case .bool(let holds) = value else {
                throw expression.unexpected(value, expected: "boolean", field: field)
            }
            return holds
        }
    }
}
