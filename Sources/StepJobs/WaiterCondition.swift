import StepAWS
import StepJSON

/// What a waiter looks for, as a state machine's condition: JMESPath over the model's names becomes JSONata over Step
/// Functions' names.
///
/// JMESPath's null is JSONata's nothing: comparing with it is false, so that `!=` is the negation of `=`. A path over
/// lists gives all their values in both, those that are not there left out.
struct WaiterCondition {
    let model: ServiceModel
    /// The type of the call's result.
    let output: Shape?

    /// An expression with the type of its value, as far as the model tells.
    private struct Term {
        var text: String
        var shape: Shape?
        /// Whether it is true or false by its form.
        var isCondition = false
        /// Whether it is a list of values of that type, gathered from a list.
        var isGathered = false
    }

    /// The condition under which an acceptor matches the result in the variable `variable`; nil for one that looks at no
    /// result.
    func text(of acceptor: Waiter.Acceptor, variable: String) -> String? {
        let root = Term(text: variable, shape: output)
        let expected = Self.literal(acceptor.expected)
        switch acceptor.matcher {
        case .path(let path):
            let term = self.term(path, root)
            if term.isCondition, acceptor.expected == true { return term.text }
            if term.isCondition, acceptor.expected == false { return "$not(\(term.text))" }
            return "\(term.text) = \(expected)"
        case .pathAny(let path): return "\(expected) in \(self.term(path, root).text)"
        case .pathAll(let path):
            let list = self.term(path, root).text
            return "$count(\(list)) > 0 and $count(\(list)[$ != \(expected)]) = 0"
        case .status(let status): return 200..<300 ~= status ? "true" : nil
        case .anyError(let isExpected): return isExpected ? nil : "true"
        case .errorCode: return nil
        }
    }

    /// The condition under which one of several acceptors matches that look at the same path.
    func text(ofEither acceptors: [Waiter.Acceptor], variable: String) -> String? {
        guard acceptors.count > 1, let first = acceptors.first else {
            return acceptors.first.flatMap { text(of: $0, variable: variable) }
        }
        let expected = "[\(acceptors.map { Self.literal($0.expected) }.joined(separator: ", "))]"
        let root = Term(text: variable, shape: output)
        switch first.matcher {
        case .path(let path): return "\(term(path, root).text) in \(expected)"
        case .pathAny(let path): return "$exists(\(term(path, root).text)[$ in \(expected)])"
        default: return nil
        }
    }

    /// Acceptors in their order, those together that can be one condition: same path, same state, one after the other.
    static func groups(_ acceptors: [Waiter.Acceptor]) -> [[Waiter.Acceptor]] {
        var groups: [[Waiter.Acceptor]] = []
        for acceptor in acceptors {
            if let last = groups.last?.last, last.state == acceptor.state, areAlike(last.matcher, acceptor.matcher) {
                groups[groups.count - 1].append(acceptor)
            } else {
                groups.append([acceptor])
            }
        }
        return groups
    }

    private static func areAlike(_ left: Waiter.Matcher, _ right: Waiter.Matcher) -> Bool {
        switch (left, right) {
        case (.path(let left), .path(let right)), (.pathAny(let left), .pathAny(let right)): left == right
        default: false
        }
    }

    private func term(_ path: JMESPath, _ at: Term) -> Term {
        switch path {
        case .current: return at
        case .field(let name):
            let member = elementShape(at.shape)?.member(name)
            let spelled = member?.stateName ?? AWSNaming.memberName(name)
            let step = StepDecoder.isIdentifier(spelled) ? spelled : "`\(spelled)`"
            return Term(
                text: at.text.isEmpty ? step : "\(at.text).\(step)",
                shape: shape(member?.shapeName),
                isGathered: at.isGathered
            )
        case .child(let parent, let child): return term(child, term(parent, at))
        case .index(let list, let index):
            let term = self.term(list, at)
            return Term(text: "\(term.text)[\(index)]", shape: shape(term.shape?.element?.shapeName))
        // JSONata goes through lists by itself.
        case .flatten(let list), .elements(let list):
            var term = self.term(list, at)
            term.isGathered = true
            return term
        case .values(let map):
            let term = self.term(map, at)
            let value = shape(elementShape(term.shape)?.value?.shapeName)
            return Term(text: "\(term.text).*", shape: value, isGathered: true)
        case .filter(let list, let condition):
            let term = self.term(list, at)
            let inner = self.term(condition, Term(text: "", shape: elementShape(term.shape)))
            return Term(text: "\(term.text)[\(inner.text)]", shape: term.shape, isGathered: true)
        case .literal(let value): return Term(text: Self.literal(value))
        case .not(let inner): return Term(text: "$not(\(term(inner, at).text))", isCondition: true)
        case .and(let left, let right):
            return Term(text: "(\(term(left, at).text) and \(term(right, at).text))", isCondition: true)
        case .or(let left, let right): return disjunction(term(left, at), term(right, at))
        case .comparison(let left, let sign, let right):
            return comparison(term(left, at).text, sign, term(right, at).text)
        case .function(let name, let arguments): return function(name, arguments.map { term($0, at) })
        }
    }

    private func disjunction(_ left: Term, _ right: Term) -> Term {
        if left.isCondition, right.isCondition {
            return Term(text: "(\(left.text) or \(right.text))", isCondition: true)
        }
        return Term(text: "(\(left.text) ? \(left.text) : \(right.text))", shape: left.shape ?? right.shape)
    }

    private func comparison(_ left: String, _ sign: String, _ right: String) -> Term {
        let text =
            switch sign {
            case "==": "\(left) = \(right)"
            case "!=": "$not(\(left) = \(right))"
            default: "\(left) \(sign) \(right)"
            }
        return Term(text: text, isCondition: true)
    }

    private func function(_ name: String, _ arguments: [Term]) -> Term {
        let texts = arguments.map(\.text)
        let isText = arguments.first.map { $0.shape?.kind == .string && !$0.isGathered } ?? false
        switch name {
        case "length":
            return Term(text: "\(isText ? "$length" : "$count")(\(texts.first ?? ""))")
        case "contains" where texts.count == 2:
            return Term(
                text: isText ? "$contains(\(texts[0]), \(texts[1]))" : "\(texts[1]) in \(texts[0])",
                isCondition: true
            )
        default: return Term(text: "$\(name)(\(texts.joined(separator: ", ")))")
        }
    }

    // MARK: - Types

    private func shape(_ name: String?) -> Shape? { name.flatMap { try? model.shape($0) } }

    /// The type of a list's elements, through all lists; any other type itself.
    private func elementShape(_ shape: Shape?) -> Shape? {
        guard let shape, shape.kind == .list else { return shape }
        return elementShape(self.shape(shape.element?.shapeName))
    }

    /// A value as JSONata writes it.
    private static func literal(_ value: JSONValue) -> String {
        guard case .string(let text) = value, !text.contains("'"), !text.contains("\\") else {
            return JSONWriter.text(of: value)
        }
        return "'\(text)'"
    }
}
