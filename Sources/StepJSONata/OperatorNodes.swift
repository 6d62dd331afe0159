import StepJSON

/// `+ - * / %` on numbers.
final class ArithmeticNode: ExpressionNode {
    let position: Int
    let symbol: Symbol
    let left: any ExpressionNode
    let right: any ExpressionNode

    init(_ symbol: Symbol, _ left: any ExpressionNode, _ right: any ExpressionNode, at position: Int) {
        self.symbol = symbol
        self.left = left
        self.right = right
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        let leftValue = try evaluation.evaluate(left, context, frame)
        let rightValue = try evaluation.evaluate(right, context, frame)
        let left = try number(leftValue, "T2001", "left")
        let right = try number(rightValue, "T2002", "right")
        guard let left, let right else { return .undefined }
        switch symbol {
        case .plus: return .number(left + right)
        case .minus: return .number(left - right)
        case .star: return .number(left * right)
        case .slash: return .number(left / right)
        default: return .number(left.truncatingRemainder(dividingBy: right))
        }
    }

    private func number(_ value: Value, _ code: String, _ side: String) throws(JSONataError) -> Double? {
        if value.isUndefined { return nil }
        guard let number = value.doubleValue else {
            throw JSONataError(
                code: code,
                message: "The \(side) side of the \"\(symbol.rawValue)\" operator must evaluate to a number",
                position: position
            )
        }
        guard number.isFinite else {
            throw JSONataError(code: "D1001", message: "Number out of range: \(number)", position: position)
        }
        return number
    }
}

/// Unary `-`.
final class NegateNode: ExpressionNode {
    let position: Int
    let operand: any ExpressionNode

    init(_ operand: any ExpressionNode, at position: Int) {
        self.operand = operand
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        let value = try evaluation.evaluate(operand, context, frame)
        if value.isUndefined { return .undefined }
        guard let number = value.doubleValue else {
            throw JSONataError(code: "D1002", message: "Cannot negate a non-numeric value", position: position)
        }
        guard number.isFinite else {
            throw JSONataError(code: "D1001", message: "Number out of range: \(number)", position: position)
        }
        return .number(-number)
    }
}

/// `= !=` on any values.
final class EqualityNode: ExpressionNode {
    let position: Int
    let isNegated: Bool
    let left: any ExpressionNode
    let right: any ExpressionNode

    init(isNegated: Bool, _ left: any ExpressionNode, _ right: any ExpressionNode, at position: Int) {
        self.isNegated = isNegated
        self.left = left
        self.right = right
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        let left = try evaluation.evaluate(left, context, frame)
        let right = try evaluation.evaluate(right, context, frame)
        if left.isUndefined || right.isUndefined { return .bool(false) }
        return .bool(Value.same(left, right) != isNegated)
    }
}

/// `< <= > >=` on two numbers or two strings.
final class ComparisonNode: ExpressionNode {
    let position: Int
    let symbol: Symbol
    let left: any ExpressionNode
    let right: any ExpressionNode

    init(_ symbol: Symbol, _ left: any ExpressionNode, _ right: any ExpressionNode, at position: Int) {
        self.symbol = symbol
        self.left = left
        self.right = right
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        let left = try evaluation.evaluate(left, context, frame)
        let right = try evaluation.evaluate(right, context, frame)
        guard left.isUndefined || left.isOrdered, right.isUndefined || right.isOrdered else {
            throw JSONataError(
                code: "T2010",
                message: "The expressions on either side of \"\(symbol.rawValue)\" must be numbers or strings",
                position: position
            )
        }
        if left.isUndefined || right.isUndefined { return .undefined }
        guard let order = Value.order(left, right) else {
            throw JSONataError(
                code: "T2009",
                message: "The values on either side of \"\(symbol.rawValue)\" must be of the same type",
                position: position
            )
        }
        switch symbol {
        case .less: return .bool(order < 0)
        case .lessOrEqual: return .bool(order <= 0)
        case .greater: return .bool(order > 0)
        default: return .bool(order >= 0)
        }
    }
}

extension Value {
    /// Whether `<` and sorting know an order for this kind of value.
    var isOrdered: Bool { stringValue != nil || doubleValue != nil }

    /// Less than, equal to or greater than 0 as `left` is before, at or after `right`; nil for two kinds.
    static func order(_ left: Value, _ right: Value) -> Int? {
        if let left = left.doubleValue, let right = right.doubleValue { return order(left, right) }
        guard let left = left.stringValue, let right = right.stringValue else { return nil }
        return order(left, right)
    }

    static func order(_ left: Double, _ right: Double) -> Int { left < right ? -1 : left > right ? 1 : 0 }

    static func order(_ left: String, _ right: String) -> Int {
        if ExactText.same(left, right) { return 0 }
        return TextOrder.precedes(left, right) ? -1 : 1
    }
}

/// `and or`, the right side only where the left does not decide.
final class BooleanNode: ExpressionNode {
    let position: Int
    let isAnd: Bool
    let left: any ExpressionNode
    let right: any ExpressionNode

    init(isAnd: Bool, _ left: any ExpressionNode, _ right: any ExpressionNode, at position: Int) {
        self.isAnd = isAnd
        self.left = left
        self.right = right
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        let left = try evaluation.evaluate(left, context, frame).truth ?? false
        if left != isAnd { return .bool(left) }
        return .bool(try evaluation.evaluate(right, context, frame).truth ?? false)
    }
}

/// `&`: both sides as strings, joined.
final class ConcatenationNode: ExpressionNode {
    let position: Int
    let left: any ExpressionNode
    let right: any ExpressionNode

    init(_ left: any ExpressionNode, _ right: any ExpressionNode, at position: Int) {
        self.left = left
        self.right = right
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        let left = try evaluation.evaluate(left, context, frame)
        let right = try evaluation.evaluate(right, context, frame)
        do {
            let text = try left.text() + right.text()
            try evaluation.check(bytes: text.utf8.count)
            return .string(text)
        } catch {
            throw JSONataError(code: error.code, message: error.message, position: position)
        }
    }
}

/// `in`: whether a value is one of an array's.
final class InclusionNode: ExpressionNode {
    let position: Int
    let left: any ExpressionNode
    let right: any ExpressionNode

    init(_ left: any ExpressionNode, _ right: any ExpressionNode, at position: Int) {
        self.left = left
        self.right = right
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        let left = try evaluation.evaluate(left, context, frame)
        let right = try evaluation.evaluate(right, context, frame)
        if left.isUndefined { return .bool(false) }
        try evaluation.spend(right.asList.count, at: position)
        return .bool(right.asList.contains { Value.same(left, $0) })
    }
}

/// `first..last`: the integers between, both included.
final class RangeNode: ExpressionNode {
    static let countMax = 10_000_000

    let position: Int
    let left: any ExpressionNode
    let right: any ExpressionNode

    init(_ left: any ExpressionNode, _ right: any ExpressionNode, at position: Int) {
        self.left = left
        self.right = right
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        let left = try integer(try evaluation.evaluate(left, context, frame), "T2003", "left")
        let right = try integer(try evaluation.evaluate(right, context, frame), "T2004", "right")
        guard let left, let right, left <= right else { return .undefined }
        guard right - left < Self.countMax else {
            throw JSONataError(
                code: "D2014",
                message: "The size of the sequence allocated by the range operator (..) must not exceed 1e7",
                position: position
            )
        }
        var list = List(range: left...right)
        list.isSequence = true
        return .list(list)
    }

    private func integer(_ value: Value, _ code: String, _ side: String) throws(JSONataError) -> Int? {
        if value.isUndefined { return nil }
        guard let number = value.doubleValue, let integer = Int(exactly: number), abs(number) <= 0x1p53 else {
            throw JSONataError(
                code: code,
                message: "The \(side) side of the range operator (..) must evaluate to an integer",
                position: position
            )
        }
        return integer
    }
}

/// `condition ? then : otherwise`.
final class ConditionNode: ExpressionNode {
    let position: Int
    let condition: any ExpressionNode
    let then: any ExpressionNode
    let otherwise: (any ExpressionNode)?

    init(
        _ condition: any ExpressionNode,
        then: any ExpressionNode,
        otherwise: (any ExpressionNode)?,
        at position: Int
    ) {
        self.condition = condition
        self.then = then
        self.otherwise = otherwise
        self.position = position
    }

    func evaluate(_ evaluation: inout Evaluation, _ context: Value, _ frame: Frame) throws(JSONataError) -> Value {
        if try evaluation.evaluate(condition, context, frame).truth ?? false {
            return try evaluation.evaluate(then, context, frame)
        }
        guard let otherwise else { return .undefined }
        return try evaluation.evaluate(otherwise, context, frame)
    }
}
