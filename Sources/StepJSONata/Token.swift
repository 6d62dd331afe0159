/// A word of an expression.
struct Token {
    enum Kind: Equatable {
        case name(String)
        case variable(String)
        case string(String)
        case number(Double)
        case bool(Bool)
        case null
        case regex(pattern: String, flags: String)
        case symbol(Symbol)
        case end
    }

    let kind: Kind
    /// Bytes from the start of the source.
    let position: Int

    func isSymbol(_ symbol: Symbol) -> Bool { kind == .symbol(symbol) }

    /// The token as a message shows it.
    var text: String {
        switch kind {
        case .name(let text), .string(let text): text
        case .variable(let name): "$" + name
        case .number(let value): Value.number(value).numberText
        case .bool(let value): "\(value)"
        case .null: "null"
        case .regex(let pattern, _): "/\(pattern)/"
        case .symbol(let symbol): symbol.rawValue
        case .end: "(end)"
        }
    }
}

/// The operators and brackets of the language.
enum Symbol: String, CaseIterable {
    case dot = "."
    case leftBracket = "["
    case rightBracket = "]"
    case leftBrace = "{"
    case rightBrace = "}"
    case leftParenthesis = "("
    case rightParenthesis = ")"
    case comma = ","
    case at = "@"
    case hash = "#"
    case semicolon = ";"
    case colon = ":"
    case question = "?"
    case plus = "+"
    case minus = "-"
    case star = "*"
    case slash = "/"
    case percent = "%"
    case bar = "|"
    case equal = "="
    case less = "<"
    case greater = ">"
    case caret = "^"
    case doubleStar = "**"
    case range = ".."
    case bind = ":="
    case notEqual = "!="
    case lessOrEqual = "<="
    case greaterOrEqual = ">="
    case chain = "~>"
    case coalesce = "??"
    case otherwise = "?:"
    case and
    case or
    case `in`
    case ampersand = "&"
    case exclamation = "!"
    case tilde = "~"

    /// Whether the dialect has this symbol: `??` and `?:` came with JSONata 2.1.
    func isKnown(in dialect: JSONataExpression.Dialect) -> Bool {
        switch self {
        case .coalesce, .otherwise: dialect == .plain
        default: true
        }
    }

    /// The symbol of two characters by their bytes.
    init?(_ first: UInt8, _ second: UInt8) {
        guard let pair = Self.pairs.first(where: { $0.first == first && $0.second == second }) else { return nil }
        self = pair.symbol
    }

    private static let pairs: [(first: UInt8, second: UInt8, symbol: Symbol)] = allCases.compactMap { symbol in
        let bytes = Array(symbol.rawValue.utf8)
        return bytes.count == 2 ? (bytes[0], bytes[1], symbol) : nil
    }

    /// The symbol of one character by its byte. The switch over texts that `init(rawValue:)` makes is too slow for one
    /// that is asked for each byte.
    init?(_ byte: UInt8) {
        guard byte < 0x80, let symbol = Self.singles[Int(byte)] else { return nil }
        self = symbol
    }

    private static let singles: [Symbol?] = (UInt8(0)..<0x80).map { Symbol(rawValue: String(Unicode.Scalar($0))) }

    /// How strongly it binds what is to its left (docs.jsonata.org, operator precedence); 0 for one that ends an
    /// expression.
    var bindingPower: Int {
        switch self {
        case .leftBracket, .leftParenthesis, .at, .hash: 80
        case .dot: 75
        case .leftBrace: 70
        case .star, .slash, .percent, .doubleStar: 60
        case .plus, .minus, .ampersand: 50
        case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .caret, .chain, .in, .coalesce,
            .otherwise:
            40
        case .and: 30
        case .or: 25
        case .question: 20
        case .bind: 10
        default: 0
        }
    }
}
