import StepJSON
import StepYAML

/// A scalar that may be an expression: `{% … %}` as a whole, or a text with `${{ … }}` in it.
///
/// `"a-${{ e }}-b"` stands for `"{% 'a-' & (e) & '-b' %}"`: JSONata's `&` makes text of both sides, as `$string` does.
struct ExpressionText {
    /// A piece of the scalar, in bytes of its decoded text.
    private enum Piece {
        case literal(Range<Int>)
        case expression(Range<Int>)
    }

    private let scalar: MappedScalar
    private let context: JobContext

    init(_ scalar: YAMLScalar, _ context: JobContext) {
        self.scalar = MappedScalar(scalar, in: context.source)
        self.context = context
    }

    /// The place of the expression, if the whole scalar is `{% … %}`.
    private var whole: Range<Int>? {
        let bytes = scalar.bytes
        guard let first = bytes.firstIndex(where: { !Self.isSpace($0) }),
            let last = bytes.lastIndex(where: { !Self.isSpace($0) }), last - first >= 3,
            begins(with: "{%", at: first), bytes[last - 1] == UInt8(ascii: "%"),
            bytes[last] == UInt8(ascii: "}")
        else { return nil }
        return first + 2..<last - 1
    }

    /// The scalar as a string of the definition; nil if it has no expression in it, or one that is not written right,
    /// which is reported.
    func rewritten(scope: ExpressionScope) -> ExpressionRewriter.Result? {
        if let whole { return expression(whole, scope: scope) }
        // Most texts hold no expression; those that do are bounded before they are read.
        guard hasMark, isShortEnough(), let pieces = pieces() else { return nil }
        return template(pieces, scope: scope)
    }

    /// The scalar as an expression, where nothing else will do; nil if it is none, which is reported.
    func required(scope: ExpressionScope, for key: String) -> ExpressionRewriter.Result? {
        if let whole { return expression(whole, scope: scope) }
        let text = scalar.scalar.text
        context.error(
            "`\(key)` must be an expression",
            scalar.scalar.range,
            hint: text.contains("${{") || text.contains("{%")
                ? "write \"{% … %}\" around all of it" : "write \"{% \(text) %}\"",
            code: "job.expression"
        )
        return nil
    }

    /// Whether the scalar is an expression as a whole.
    var isExpression: Bool { whole != nil }

    private func expression(_ range: Range<Int>, scope: ExpressionScope) -> ExpressionRewriter.Result? {
        guard !scalar.bytes[range].allSatisfy(Self.isSpace) else {
            context.error("an empty expression", scalar.scalar.range, code: "job.expression")
            return nil
        }
        guard isShortEnough() else { return nil }
        var result = ExpressionRewriter.rewrite(range, of: scalar, scope: scope, context)
        result.text = result.text.wrapped(before: "{%", after: "%}")
        return result
    }

    /// Bytes of a scalar with an expression in it, at most.
    static let bytesMax = 1 << 16

    /// Whether there is anything that could begin an expression.
    private var hasMark: Bool {
        scalar.bytes.indices.contains { begins(with: "{%", at: $0) || begins(with: "${{", at: $0) }
    }

    private func isShortEnough() -> Bool {
        guard scalar.bytes.count > Self.bytesMax else { return true }
        context.error(
            "the expression has more than \(Self.bytesMax) bytes",
            scalar.scalar.range,
            code: "job.limit"
        )
        return false
    }

    // MARK: - Templates

    /// The pieces of a text with `${{ … }}` in it; nil if it has none, or one that does not end, which is reported.
    private func pieces() -> [Piece]? {
        let bytes = scalar.bytes
        var pieces: [Piece] = []
        let mark = bytes.indices.first { begins(with: "{%", at: $0) }
        var literal = 0
        var place = 0
        while place < bytes.count {
            guard begins(with: "${{", at: place) else {
                if place == mark, !isInsideText(place) { return nil }
                place += 1
                continue
            }
            guard let end = endOfExpression(from: place + 3) else {
                context.error(
                    "`${{` without `}}`",
                    in: scalar.scalar,
                    offset: place,
                    length: 3,
                    hint: scalar.scalar.style == .plain ? "quote the whole value" : nil,
                    code: "job.expression"
                )
                return nil
            }
            if literal < place { pieces.append(.literal(literal..<place)) }
            pieces.append(.expression(place + 3..<end))
            place = end + 2
            literal = place
        }
        guard !pieces.isEmpty else { return nil }
        if literal < bytes.count { pieces.append(.literal(literal..<bytes.count)) }
        return pieces
    }

    /// Reports a `{% … %}` that is only part of the text.
    private func isInsideText(_ place: Int) -> Bool {
        guard let end = (place..<scalar.bytes.count).first(where: { begins(with: "%}", at: $0) }) else {
            // In the middle of a text it is just two characters.
            guard scalar.bytes[..<place].allSatisfy(Self.isSpace) else { return true }
            context.error(
                "`{%` without `%}`",
                in: scalar.scalar,
                offset: place,
                length: 2,
                hint: "an expression is the whole value, from {% to %}",
                code: "job.expression"
            )
            return false
        }
        context.error(
            "`{% … %}` must be the whole value",
            in: scalar.scalar,
            offset: place,
            length: end + 2 - place,
            hint: "inside a text write ${{ … }}",
            code: "job.expression"
        )
        return false
    }

    /// Where the `}}` of an expression begins: the first that closes no bracket of its own.
    private func endOfExpression(from start: Int) -> Int? {
        var depth = 0
        var lexer = ExpressionLexer(scalar.bytes, start..<scalar.bytes.count)
        while let token = lexer.next() {
            guard token.kind == .sign else { continue }
            switch scalar.bytes[token.range.lowerBound] {
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}") where depth > 0: depth -= 1
            case UInt8(ascii: "}"):
                let place = token.range.lowerBound
                return begins(with: "}}", at: place) ? place : nil
            default: break
            }
        }
        return nil
    }

    private func template(_ pieces: [Piece], scope: ExpressionScope) -> ExpressionRewriter.Result? {
        var text = MappedText()
        var used: Set<String> = []
        text.append("{% ")
        for (index, piece) in pieces.enumerated() {
            if index > 0 { text.append(" & ") }
            switch piece {
            case .literal(let range):
                text.append(Self.stringLiteral(scalar.text(range)))
            case .expression(let range):
                let trimmed = trim(range)
                guard !trimmed.isEmpty else {
                    context.error("an empty expression", scalar.scalar.range, code: "job.expression")
                    return nil
                }
                let result = ExpressionRewriter.rewrite(trimmed, of: scalar, scope: scope, context)
                used.formUnion(result.used)
                let isAlone = pieces.count == 1
                text.append(isAlone ? "$string(" : result.isPrimary ? "" : "(")
                text.append(result.text)
                text.append(isAlone || !result.isPrimary ? ")" : "")
            }
        }
        text.append(" %}")
        return ExpressionRewriter.Result(text: text, shape: nil, isPrimary: true, used: used)
    }

    private func begins(with text: StaticString, at place: Int) -> Bool {
        guard place + text.utf8CodeUnitCount <= scalar.bytes.count else { return false }
        return text.withUTF8Buffer { $0.elementsEqual(scalar.bytes[place..<place + $0.count]) }
    }

    private func trim(_ range: Range<Int>) -> Range<Int> {
        var range = range
        while let first = range.first, Self.isSpace(scalar.bytes[first]) { range = range.dropFirst() }
        while let last = range.last, Self.isSpace(scalar.bytes[last]) { range = range.dropLast() }
        return range
    }

    private static func isSpace(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    /// `text` as a JSONata string: in single quotes, or in double ones where it holds a single one, which JSONata has
    /// no escape for.
    static func stringLiteral(_ text: String) -> String {
        let json = JSONWriter.text(of: .string(text))
        guard !text.utf8.contains(UInt8(ascii: "'")) else { return json }
        // Without single quotes inside, only the escaped double quotes differ.
        var bytes: [UInt8] = [UInt8(ascii: "'")]
        var inner = json.utf8.dropFirst().dropLast()
        while let byte = inner.popFirst() {
            guard byte == UInt8(ascii: "\\"), let escaped = inner.popFirst() else {
                bytes.append(byte)
                continue
            }
            if escaped != UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(escaped)
        }
        return String(decoding: bytes + [UInt8(ascii: "'")], as: UTF8.self)
    }
}
