import StepJSON
import StepJSONata

/// The condition of a filter, `[?(…)]`.
///
/// Values of different types do not compare: no error, no match. A path alone means that it finds something; null and
/// false are something.
indirect enum JSONPathFilter: Sendable {
    case any([JSONPathFilter])
    case all([JSONPathFilter])
    case not(JSONPathFilter)
    case exists(Operand)
    case comparison(Operand, Operator, Operand)
    /// `=~`: the operand's text matches as a whole.
    case match(Operand, WholeTextPattern)

    enum Operand: Sendable {
        /// `@…`
        case node(JSONPathQuery)
        /// `$…`
        case root(JSONPathQuery)
        case literal(JSONValue)
    }

    /// The raw values are as written; `===` and `!==` differ from `==` and `!=` in nothing, since types count anyway.
    enum Operator: String, Sendable {
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case inList = "in"
        case notInList = "nin"
        case subsetOf = "subsetof"
        case anyOf = "anyof"
        case noneOf = "noneof"
        case all
        case contains
        case size
        case empty
    }

    /// Whether `node` passes; `root` is what `$` means.
    func matches(_ node: JSONValue, root: JSONValue) -> Bool {
        switch self {
        case .any(let filters): filters.contains { $0.matches(node, root: root) }
        case .all(let filters): filters.allSatisfy { $0.matches(node, root: root) }
        case .not(let filter): !filter.matches(node, root: root)
        case .exists(let operand): operand.exists(node, root: root)
        case .comparison(let left, let comparison, let right):
            comparison.holds(left.value(node, root: root), right.value(node, root: root))
        case .match(let operand, let pattern): operand.value(node, root: root).map(pattern.matches) ?? false
        }
    }
}

extension JSONPathFilter.Operand {
    func exists(_ node: JSONValue, root: JSONValue) -> Bool {
        guard let value = value(node, root: root) else { return false }
        switch self {
        case .literal: return true
        case .node(let query), .root(let query):
            guard !query.isDefinite, case .array(let values) = value else { return true }
            return !values.isEmpty
        }
    }

    /// The operand's value, nil where it is a path that finds nothing.
    func value(_ node: JSONValue, root: JSONValue) -> JSONValue? {
        switch self {
        case .literal(let value): value
        case .node(let query): try? query.value(in: node, root: root)
        case .root(let query): try? query.value(in: root)
        }
    }
}

extension JSONPathFilter.Operator {
    /// Whether the comparison holds; nil is a path that found nothing.
    func holds(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        switch self {
        case .equal: return Self.areEqual(left, right)
        case .notEqual: return !Self.areEqual(left, right)
        case .less: return Self.precedes(left, right)
        case .greater: return Self.precedes(right, left)
        case .lessOrEqual: return Self.precedes(left, right) || Self.areEqualOrdered(left, right)
        case .greaterOrEqual: return Self.precedes(right, left) || Self.areEqualOrdered(left, right)
        case .inList: return Self.isElement(left, of: right)
        case .notInList: return !Self.isElement(left, of: right)
        case .size: return Self.size(of: left).map { right == .number(JSONNumber($0)) } ?? false
        case .empty: return Self.size(of: left).map { right == .bool($0 == 0) } ?? false
        case .contains:
            if case .string(let text)? = left, case .string(let part)? = right { return text.utf8.contains(part.utf8) }
            return Self.isElement(right, of: left)
        case .subsetOf: return Self.compareLists(left, right) { left, right in left.allSatisfy(right.contains) }
        case .all: return Self.compareLists(left, right) { left, right in right.allSatisfy(left.contains) }
        case .anyOf: return Self.compareLists(left, right) { left, right in left.contains(where: right.contains) }
        case .noneOf: return Self.compareLists(left, right) { left, right in !left.contains(where: right.contains) }
        }
    }

    private static func areEqual(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        guard let left, let right else { return false }
        return left == right
    }

    private static func areEqualOrdered(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        switch (left, right) {
        case (.number?, .number?), (.string?, .string?): left == right
        default: false
        }
    }

    private static func precedes(_ left: JSONValue?, _ right: JSONValue?) -> Bool {
        switch (left, right) {
        case (.number(let left)?, .number(let right)?): left < right
        case (.string(let left)?, .string(let right)?): TextOrder.precedes(left, right)
        default: false
        }
    }

    private static func isElement(_ value: JSONValue?, of list: JSONValue?) -> Bool {
        guard let value, case .array(let values)? = list else { return false }
        return values.contains(value)
    }

    private static func size(of value: JSONValue?) -> Int? {
        switch value {
        case .array(let values)?: values.count
        case .string(let text)?: text.utf16.count
        default: nil
        }
    }

    private static func compareLists(
        _ left: JSONValue?,
        _ right: JSONValue?,
        _ holds: ([JSONValue], [JSONValue]) -> Bool
    ) -> Bool {
        guard case .array(let left)? = left, case .array(let right)? = right else { return false }
        return holds(left, right)
    }
}
