import StepJSON
import StepJSONata
import StepTime

/// One comparison of a JSONPath Choice rule: `Variable` and an operator.
///
/// Values of another type than the operator's do not match and are no error.
struct ChoiceTest: Sendable {
    var variable: JSONPath
    var comparison: Comparison

    enum Comparison: Sendable {
        case order(Kind, Order, Operand)
        case matchesPattern(TextPattern)
        case isPresent(Bool)
        case isOfType(TypeTest, Bool)
    }

    /// What an ordering operator compares: the beginning of its name.
    enum Kind: String, Sendable, CaseIterable {
        case string = "String"
        case numeric = "Numeric"
        case boolean = "Boolean"
        case timestamp = "Timestamp"
    }

    /// How it compares: the rest of its name.
    enum Order: String, Sendable, CaseIterable {
        case equals = "Equals"
        case less = "LessThan"
        case greater = "GreaterThan"
        case lessOrEqual = "LessThanEquals"
        case greaterOrEqual = "GreaterThanEquals"
    }

    enum TypeTest: String, Sendable, CaseIterable {
        case null = "IsNull"
        case numeric = "IsNumeric"
        case string = "IsString"
        case boolean = "IsBoolean"
        case timestamp = "IsTimestamp"
    }

    /// What the variable is compared with.
    enum Operand: Sendable {
        case constant(Comparand)
        case path(JSONPath)
    }

    /// A value as the operators compare it, read from the definition once.
    enum Comparand: Sendable {
        case string(String)
        case number(JSONNumber)
        case bool(Bool)
        case timestamp(Timestamp)

        /// Nil when `value` is not of the kind.
        init?(_ value: JSONValue, as kind: Kind) {
            switch (kind, value) {
            case (.string, .string(let text)): self = .string(text)
            case (.numeric, .number(let number)): self = .number(number)
            case (.boolean, .bool(let bool)): self = .bool(bool)
            case (.timestamp, .string(let text)):
                guard let timestamp = Timestamp(rfc3339: text) else { return nil }
                self = .timestamp(timestamp)
            default: return nil
            }
        }
    }

    func holds(in scope: EvaluationScope) throws(EvaluationError) -> Bool {
        if case .isPresent(let wanted) = comparison {
            return ((try? variable.find(in: scope)) != nil) == wanted
        }
        let value = try Self.value(of: variable, in: scope)
        switch comparison {
        case .isPresent: return true
        case .isOfType(let type, let wanted): return type.holds(value) == wanted
        case .matchesPattern(let pattern):
            guard case .string(let text) = value else { return false }
            return pattern.matches(text)
        case .order(let kind, let order, .constant(let constant)):
            guard let left = Comparand(value, as: kind) else { return false }
            return order.holds(left, constant)
        case .order(let kind, let order, .path(let path)):
            let other = try Self.value(of: path, in: scope)
            guard let left = Comparand(value, as: kind), let right = Comparand(other, as: kind) else { return false }
            return order.holds(left, right)
        }
    }

    private static func value(of path: JSONPath, in scope: EvaluationScope) throws(EvaluationError) -> JSONValue {
        do {
            return try path.find(in: scope)
        } catch {
            throw EvaluationError(
                error: ErrorName.runtime,
                cause: "Invalid path '\(path.text)': The choice state's condition path references an invalid value."
            )
        }
    }
}

extension ChoiceTest.TypeTest {
    func holds(_ value: JSONValue) -> Bool {
        switch (self, value) {
        case (.null, .null), (.numeric, .number), (.string, .string), (.boolean, .bool): true
        case (.timestamp, .string(let text)): Timestamp(rfc3339: text) != nil
        default: false
        }
    }
}

extension ChoiceTest.Order {
    /// Both sides are of one kind.
    func holds(_ left: ChoiceTest.Comparand, _ right: ChoiceTest.Comparand) -> Bool {
        switch self {
        case .equals: Self.areEqual(left, right)
        case .less: Self.precedes(left, right)
        case .greater: Self.precedes(right, left)
        case .lessOrEqual: !Self.precedes(right, left)
        case .greaterOrEqual: !Self.precedes(left, right)
        }
    }

    private static func areEqual(_ left: ChoiceTest.Comparand, _ right: ChoiceTest.Comparand) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)): ExactText.same(left, right)
        case (.number(let left), .number(let right)): left == right
        case (.bool(let left), .bool(let right)): left == right
        case (.timestamp(let left), .timestamp(let right)): left == right
        default: false
        }
    }

    private static func precedes(_ left: ChoiceTest.Comparand, _ right: ChoiceTest.Comparand) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)): TextOrder.precedes(left, right)
        case (.number(let left), .number(let right)): left < right
        case (.timestamp(let left), .timestamp(let right)): left < right
        default: false
        }
    }
}
