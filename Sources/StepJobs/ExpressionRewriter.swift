import StepAWS
import StepYAML

/// Writes an expression of the job file as the Step Functions expression it stands for.
///
/// `$result` becomes the variable that holds it, and members of values whose type a service model tells are spelled as
/// Step Functions spells them: `$result.DBSnapshots[0]` becomes `$states.result.DbSnapshots[0]`. Everything else stays
/// as it was written, each byte with its place in the file.
struct ExpressionRewriter {
    private let scalar: MappedScalar
    private let tokens: [ExpressionToken]
    private let scope: ExpressionScope
    private let ownNames: Set<String>
    private let context: JobContext
    private var output: MappedText
    private var index = 0
    /// What names at the start of a path are members of, by bracket: arguments of a function keep what is around it.
    private var elements: [ValueShape?] = []
    /// Names of the scope's variables that the expression uses.
    private(set) var used: Set<String> = []

    /// Brackets in brackets, and variables in paths, that are looked into: more than people write.
    private static let nestingMax = 100
    private var depth = 0

    /// An expression rewritten.
    struct Result {
        var text: MappedText
        /// The type of the value, if the expression is one path and a service model tells.
        var shape: ValueShape?
        /// Whether it is one path or one call, that no operator around it can take apart.
        var isPrimary: Bool
        var used: Set<String>
    }

    private init(_ range: Range<Int>, of scalar: MappedScalar, _ scope: ExpressionScope, _ context: JobContext) {
        self.scalar = scalar
        self.scope = scope
        self.context = context
        tokens = ExpressionLexer.tokens(of: scalar.bytes, in: range)
        output = MappedText()
        ownNames = Self.ownNames(tokens, scalar)
    }

    /// The variables that the expression makes itself: by `:=`, as parameters of functions, by `@` and `#`; and `$` and
    /// `$$`, which are no names.
    private static func ownNames(_ tokens: [ExpressionToken], _ scalar: MappedScalar) -> Set<String> {
        let solid = tokens.filter { $0.kind != .space }
        let texts = solid.map { scalar.text($0.range) }
        var names: Set<String> = ["", "$"]
        var parametersEnd = 0
        for (place, token) in solid.enumerated() {
            if texts[place] == "function" || texts[place] == "λ" {
                parametersEnd = texts[place...].firstIndex(of: ")") ?? place
            }
            guard token.kind == .variable else { continue }
            let isAssigned = texts[place...].dropFirst().starts(with: [":", "="])
            let isBound = place > 0 && ["@", "#"].contains(texts[place - 1])
            if place < parametersEnd || isAssigned || isBound { names.insert(String(texts[place].dropFirst())) }
        }
        return names
    }

    /// The expression in a stretch of a scalar.
    static func rewrite(
        _ range: Range<Int>,
        of scalar: MappedScalar,
        scope: ExpressionScope,
        _ context: JobContext
    ) -> Result {
        var rewriter = ExpressionRewriter(range, of: scalar, scope, context)
        rewriter.copySpace()
        var shape: ValueShape?
        if rewriter.tokens.indices.contains(rewriter.index), rewriter.tokens[rewriter.index].kind == .variable {
            shape = rewriter.variable()
            rewriter.copySpace()
        }
        let isPath = rewriter.index == rewriter.tokens.count && rewriter.index > 0
        rewriter.sequence(element: nil, until: nil)
        return Result(
            text: rewriter.output,
            shape: isPath ? shape : nil,
            isPrimary: isPath || rewriter.isOneCall,
            used: rewriter.used
        )
    }

    // MARK: - Walking

    /// Rewrites up to a closing bracket, which stays, or to the end; names at the start of a path are members of
    /// `element`.
    private mutating func sequence(element: ValueShape?, until closing: String?) {
        elements.append(element)
        defer { elements.removeLast() }
        while index < tokens.count {
            let token = tokens[index]
            switch token.kind {
            case .variable:
                _ = variable()
            case .name, .quotedName:
                if let element, !isCallOrKeyword { _ = path(member(of: element)) } else { _ = path(copy()) }
            case .sign:
                let sign = text(token)
                if sign == closing { return }
                copy()
                if let close = Self.closings[sign] { bracket(element: element, until: close) }
            default:
                copy()
            }
        }
    }

    /// The rest of a bracket whose opening sign was copied.
    private mutating func bracket(element: ValueShape?, until closing: String) {
        // What is nested deeper is refused later, and only copied here.
        guard depth < Self.nestingMax else { return }
        depth += 1
        defer { depth -= 1 }
        sequence(element: element, until: closing)
        if index < tokens.count { copy() }
    }

    /// A variable and the path after it; the type at its end.
    private mutating func variable() -> ValueShape? {
        guard depth < Self.nestingMax else { return copy() }
        depth += 1
        defer { depth -= 1 }
        let token = tokens[index]
        let name = String(text(token).dropFirst())
        guard let binding = scope.bindings[name] else {
            // `$error` is a function of JSONata too, and no function has members.
            if name == "error", isFollowed(by: ".") { reportUnknown(name, token) }
            if !ownNames.contains(name), !JSONataNames.functions.contains(name) { reportUnknown(name, token) }
            copy()
            return path(nil)
        }
        used.insert(name)
        if let replacement = binding.replacement {
            output.append(replacement)
            index += 1
        } else {
            copy()
        }
        return path(binding.shape)
    }

    /// What follows a value of the type `shape` in a path; the type at its end.
    private mutating func path(_ start: ValueShape?) -> ValueShape? {
        var shape = start
        while let next = nextSign() {
            switch next {
            case ".":
                copySpace()
                copy()
                copySpace()
                shape = step(shape?.element)
            case "[":
                copySpace()
                copy()
                bracket(element: shape?.element, until: "]")
                shape = shape?.element
            case "{":
                copySpace()
                copy()
                bracket(element: shape?.element, until: "}")
                shape = nil
            case "^":
                copySpace()
                copy()
                guard nextSign() == "(" else { return shape }
                copySpace()
                copy()
                bracket(element: shape?.element, until: ")")
            case "(":
                copySpace()
                copy()
                bracket(element: elements.last ?? nil, until: ")")
                shape = nil
            default:
                return shape
            }
        }
        return shape
    }

    /// One step of a path after its point.
    private mutating func step(_ element: ValueShape?) -> ValueShape? {
        guard index < tokens.count else { return nil }
        switch tokens[index].kind {
        case .name, .quotedName:
            guard let element else { return copy() }
            return member(of: element)
        case .sign:
            let sign = text(tokens[index])
            guard let close = Self.closings[sign] else { return nil }
            copy()
            bracket(element: element, until: close)
            return nil
        case .variable:
            return variable()
        default:
            return nil
        }
    }

    /// A member of a value of the type `element`, spelled as Step Functions spells it.
    private mutating func member(of element: ValueShape) -> ValueShape? {
        let token = tokens[index]
        let written = text(token)
        let name = token.kind == .quotedName ? String(written.dropFirst().dropLast()) : written
        switch element.shape.kind {
        case .structure where !element.shape.isDocument:
            guard let member = element.shape.member(spelled: name) else {
                warnUnknown(name, of: element, token)
                return copy()
            }
            if name == member.stateName {
                copy()
            } else {
                output.append(member.stateName)
                index += 1
            }
            return element.following(member.shapeName)
        case .map:
            copy()
            return element.shape.value.flatMap { element.following($0.shapeName) }
        default:
            return copy()
        }
    }

    /// Whether the next token but space is `sign`.
    private func isFollowed(by sign: String) -> Bool {
        tokens[(index + 1)...].first { $0.kind != .space }.map { text($0) == sign } ?? false
    }

    private func reportUnknown(_ name: String, _ token: ExpressionToken) {
        if isFollowed(by: "("), let near = CloseNames.of(name, among: JSONataNames.functions, countMax: 1).first {
            context.error(
                "there is no function `$\(name)`",
                context.source.range(ofOffsets: scalar.map.sourceOffsets(of: token.range)),
                hint: "did you mean `$\(near)`?",
                code: "job.unknown-function"
            )
            return
        }
        let near = CloseNames.of(name, among: scope.bindings.keys, countMax: 1).first
        let hint =
            name == "result"
            ? "`$result` is known where a call's answer is: in `until`, `failed_when` and `result`"
            : name == "error"
                ? "`$error` is known after a failure: in `on_failure`, `always` and the steps of `catch`"
                : near.map { "did you mean `$\($0)`?" }
                    ?? "known are \(scope.bindings.keys.sorted().map { "$" + $0 }.joined(separator: ", "))"
        context.error(
            "there is no variable `$\(name)` here",
            context.source.range(ofOffsets: scalar.map.sourceOffsets(of: token.range)),
            hint: hint,
            code: "job.unknown-variable"
        )
    }

    private func warnUnknown(_ name: String, of element: ValueShape, _ token: ExpressionToken) {
        let names = element.shape.members.map(\.name)
        let near = CloseNames.of(name, among: names, countMax: 1).first
        context.warning(
            "\(element.owner) returns no `\(name)` here",
            context.source.range(ofOffsets: scalar.map.sourceOffsets(of: token.range)),
            hint: near.map { "did you mean `\($0)`?" } ?? "it returns \(names.prefix(8).joined(separator: ", "))",
            code: "aws.unknown-member"
        )
    }

    // MARK: - Tokens

    private static let closings = ["(": ")", "[": "]", "{": "}"]

    private func text(_ token: ExpressionToken) -> String { scalar.text(token.range) }

    /// Copies the token as it is. The type of what it stands for is not known.
    @discardableResult private mutating func copy() -> ValueShape? {
        output.append(tokens[index].range, of: scalar)
        index += 1
        return nil
    }

    private mutating func copySpace() {
        while index < tokens.count, tokens[index].kind == .space { copy() }
    }

    /// The sign after white space, which is not taken; nil for anything else.
    private func nextSign() -> String? {
        guard let next = tokens[index...].first(where: { $0.kind != .space }), next.kind == .sign else { return nil }
        return text(next)
    }

    private var isCallOrKeyword: Bool {
        let word = text(tokens[index])
        if ["and", "or", "in", "true", "false", "null", "function"].contains(word) { return true }
        return isFollowed(by: "(")
    }

    /// Whether all tokens are one variable or name, and one pair of brackets after it.
    private var isOneCall: Bool {
        let solid = tokens.filter { $0.kind != .space }
        if solid.count == 1 { return solid[0].kind != .sign }
        guard solid.count > 2, solid[0].kind == .variable, text(solid[1]) == "(" else { return false }
        var depth = 0
        for (place, token) in solid.enumerated().dropFirst() where token.kind == .sign {
            if Self.closings.keys.contains(text(token)) { depth += 1 }
            if Self.closings.values.contains(text(token)) { depth -= 1 }
            if depth == 0 { return place == solid.count - 1 }
        }
        return false
    }
}
