/// One token of a JSONata expression, as far as names are concerned (docs.jsonata.org, 2.0.6).
///
/// The rewriting of names needs to know what is a name, a variable, a bracket or none of these; whether the expression
/// is right is for the parser to say, on the result.
struct ExpressionToken: Equatable {
    enum Kind: Equatable {
        /// `$name`; the offsets include the `$`.
        case variable
        /// `name`, without quotes.
        case name
        /// `` `name` ``; the offsets include the quotes.
        case quotedName
        case string
        case number
        case regularExpression
        /// White space or a comment.
        case space
        /// An operator, a bracket or a comma.
        case sign
    }

    var kind: Kind
    var range: Range<Int>
}

/// Splits an expression into tokens. It never fails: an unfinished string or comment reaches to the end.
struct ExpressionLexer {
    private let bytes: [UInt8]
    private let end: Int
    private var place: Int
    /// Whether a `/` here divides; else it begins a regular expression.
    private var isAfterOperand = false

    /// A lexer of a stretch of `bytes`.
    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        place = range.lowerBound
        end = range.upperBound
    }

    /// The tokens of a stretch of `bytes`, without a gap.
    static func tokens(of bytes: [UInt8], in range: Range<Int>) -> [ExpressionToken] {
        var lexer = ExpressionLexer(bytes, range)
        var tokens: [ExpressionToken] = []
        while let token = lexer.next() { tokens.append(token) }
        return tokens
    }

    /// The next token; nil at the end.
    mutating func next() -> ExpressionToken? {
        guard place < end else { return nil }
        let start = place
        let kind = scan()
        if kind != .space { isAfterOperand = endsOperand(kind, bytes[start..<place]) }
        return ExpressionToken(kind: kind, range: start..<place)
    }

    private mutating func scan() -> ExpressionToken.Kind {
        let byte = bytes[place]
        switch byte {
        case 0x20, 0x09, 0x0A, 0x0D:
            place = bytes[place..<end].firstIndex { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } ?? end
            return .space
        case UInt8(ascii: "/") where peek(1) == UInt8(ascii: "*"):
            skip(past: "*/", from: place + 2)
            return .space
        case UInt8(ascii: "/") where !isAfterOperand:
            quoted(by: byte)
            while place < end, bytes[place] == UInt8(ascii: "i") || bytes[place] == UInt8(ascii: "m") { place += 1 }
            return .regularExpression
        case UInt8(ascii: "\""), UInt8(ascii: "'"):
            quoted(by: byte)
            return .string
        case UInt8(ascii: "`"):
            skip(past: "`", from: place + 1)
            return .quotedName
        case UInt8(ascii: "0")...UInt8(ascii: "9"):
            while place < end, isNumber(bytes[place]) { place += 1 }
            return .number
        default: break
        }
        guard !Self.signs.contains(byte) else {
            place += 1
            return .sign
        }
        place += 1
        while place < end, !Self.signs.contains(bytes[place]), bytes[place] > 0x20,
            ![UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: "$")].contains(bytes[place])
        { place += 1 }
        return byte == UInt8(ascii: "$") ? .variable : .name
    }

    private func peek(_ ahead: Int) -> UInt8? { place + ahead < end ? bytes[place + ahead] : nil }

    private func isNumber(_ byte: UInt8) -> Bool {
        // `[0..9]` is a range, so that a point counts only before a digit.
        if byte == UInt8(ascii: ".") { return peek(1).map { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ?? false }
        return UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E")
    }

    private mutating func quoted(by quote: UInt8) {
        place += 1
        while place < end, bytes[place] != quote { place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1 }
        place = min(place + 1, end)
    }

    private mutating func skip(past closing: StaticString, from start: Int) {
        let wanted = Array(closing.description.utf8)
        place = start
        while place < end, !bytes[place..<end].starts(with: wanted) { place += 1 }
        place = min(place + wanted.count, end)
    }

    private func endsOperand(_ kind: ExpressionToken.Kind, _ token: ArraySlice<UInt8>) -> Bool {
        let text = String(decoding: token, as: UTF8.self)
        return switch kind {
        case .sign: [")", "]", "}"].contains(text)
        case .name: !["and", "or", "in"].contains(text)
        default: true
        }
    }

    private static let signs = Set(".[]{}(),@#;:?+-*/%|=<>^&!~".utf8)
}
