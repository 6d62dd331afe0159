import StepJSON

/// Reads an expression: a Pratt parser over the operators' binding powers.
///
/// The rules of paths (`Parser+Path`) are applied as soon as an operator has both its sides.
struct Parser {
    private var lexer: Lexer
    private(set) var token: Token
    private var depth = 0
    /// The greatest height among the expressions read last.
    private var tallest = 0
    var ancestorCount = 0
    /// What is wrong with a path: said only if the text has no earlier fault, as paths are checked after parsing.
    var pathError: JSONataError?

    /// Brackets, calls and the like within each other.
    static let depthMax = 250
    /// Nodes above each other: a chain `1+1+…` is as high as it is long. The compiler walks it by recursion, on whatever
    /// thread a definition is checked.
    static let heightMax = 1_000

    init(_ source: String, _ dialect: JSONataExpression.Dialect) throws(JSONataError) {
        lexer = Lexer(source, dialect)
        token = Token(kind: .end, position: 0)
        token = try lexer.next(isOperand: true)
    }

    /// The whole text as one expression.
    static func parse(
        _ source: String,
        _ dialect: JSONataExpression.Dialect
    ) throws(JSONataError) -> Syntax {
        var parser = try Parser(source, dialect)
        let syntax = try parser.expression(0)
        guard parser.token.kind == .end else {
            throw parser.error("S0201", "Syntax error: \(parser.token.text)")
        }
        if let error = parser.pathError { throw error }
        if syntax.isParent || !syntax.seekingParent.isEmpty {
            throw JSONataError(
                code: "S0217",
                message: "The object representing the 'parent' cannot be derived from this expression",
                position: syntax.position
            )
        }
        return syntax
    }

    func error(_ code: String, _ message: String, at position: Int? = nil) -> JSONataError {
        JSONataError(code: code, message: message, position: position ?? token.position)
    }

    /// Goes on to the next token, where a value is expected or, after a value, an operator.
    private mutating func advance(isOperand: Bool = true) throws(JSONataError) {
        token = try lexer.next(isOperand: isOperand)
        if token.isSymbol(.exclamation) || token.isSymbol(.tilde) {
            throw error("S0204", "Unknown operator: \(token.text)")
        }
    }

    private mutating func take(_ symbol: Symbol, isOperand: Bool = true) throws(JSONataError) {
        guard token.isSymbol(symbol) else {
            if token.kind == .end { throw error("S0203", "Expected \"\(symbol.rawValue)\" before end of expression") }
            throw error("S0202", "Expected \"\(symbol.rawValue)\", got \"\(token.text)\"")
        }
        try advance(isOperand: isOperand)
    }

    mutating func expression(_ power: Int) throws(JSONataError) -> Syntax {
        depth += 1
        guard depth <= Self.depthMax else {
            throw error("U1001", "The expression is nested more than \(Self.depthMax) deep")
        }
        let before = tallest
        tallest = 0
        let first = token
        try advance(isOperand: first.isOperator)
        var left = try operand(first)
        var height = tallest + 1
        while case .symbol(let symbol) = token.kind, symbol.bindingPower > power {
            let position = token.position
            tallest = 0
            try advance()
            left = try infix(symbol, left, at: position)
            height = max(height, tallest) + 1
            guard height <= Self.heightMax else {
                throw error("U1001", "The expression has more than \(Self.heightMax) operators in a row", at: position)
            }
        }
        tallest = max(before, height)
        depth -= 1
        return left
    }
}

extension Token {
    /// Whether, standing where a value is expected, it is followed by a value: any symbol but a wildcard or `%`.
    fileprivate var isOperator: Bool {
        guard case .symbol(let symbol) = kind else { return false }
        switch symbol {
        case .star, .doubleStar, .percent, .and, .or, .in: return false
        default: return true
        }
    }
}

// MARK: - Operands

extension Parser {
    private mutating func operand(_ token: Token) throws(JSONataError) -> Syntax {
        let position = token.position
        switch token.kind {
        case .name(let name): return path([Syntax(.name(name), at: position)], at: position)
        case .variable(let name): return Syntax(.variable(name), at: position)
        case .string(let text): return Syntax(.literal(.string(text)), at: position)
        case .number(let value): return Syntax(.literal(.number(JSONNumber(value))), at: position)
        case .bool(let value): return Syntax(.literal(.bool(value)), at: position)
        case .null: return Syntax(.literal(.null), at: position)
        case .regex(let pattern, let flags):
            return Syntax(.regex(try RegularExpression(pattern, flags: flags, at: position)), at: position)
        case .end: throw error("S0207", "Unexpected end of expression", at: position)
        case .symbol(let symbol): return try prefix(symbol, at: position)
        }
    }

    private mutating func prefix(_ symbol: Symbol, at position: Int) throws(JSONataError) -> Syntax {
        switch symbol {
        case .and, .or, .in: return path([Syntax(.name(symbol.rawValue), at: position)], at: position)
        case .star: return Syntax(.wildcard, at: position)
        case .doubleStar: return Syntax(.descendants, at: position)
        case .percent:
            ancestorCount += 1
            return Syntax(.parent(AncestorLabel(ancestorCount - 1)), at: position)
        case .minus:
            let operand = try expression(70)
            if case .literal(.number(let number)) = operand.kind, operand.stages.isEmpty {
                return Syntax(.literal(.number(JSONNumber(-number.doubleValue))), at: position)
            }
            return with(Syntax(.negate(operand), at: position), children: [operand])
        case .question: return Syntax(.placeholder, at: position)
        case .leftParenthesis: return try block(at: position)
        case .leftBracket: return try array(at: position)
        case .leftBrace:
            let pairs = try pairs()
            return with(Syntax(.object(pairs), at: position), children: pairs.flatMap { [$0.key, $0.value] })
        case .bar: return try transform(at: position)
        default:
            throw error("S0211", "The symbol \"\(symbol.rawValue)\" cannot be used as a unary operator", at: position)
        }
    }

    private mutating func block(at position: Int) throws(JSONataError) -> Syntax {
        var expressions: [Syntax] = []
        while !token.isSymbol(.rightParenthesis) {
            expressions.append(try expression(0))
            guard token.isSymbol(.semicolon) else { break }
            try advance()
        }
        try take(.rightParenthesis, isOperand: false)
        let syntax = with(Syntax(.block(expressions), at: position), children: expressions)
        syntax.isConstructed = expressions.contains { $0.isConstructed || $0.pathSteps?.first?.isConstructed == true }
        return syntax
    }

    private mutating func array(at position: Int) throws(JSONataError) -> Syntax {
        var items: [Syntax] = []
        if !token.isSymbol(.rightBracket) {
            while true {
                var item = try expression(0)
                if token.isSymbol(.range) {
                    let place = token.position
                    try advance()
                    let end = try expression(0)
                    item = with(Syntax(.binary(.range, item, end), at: place), children: [item, end])
                }
                items.append(item)
                guard token.isSymbol(.comma) else { break }
                try advance()
            }
        }
        try take(.rightBracket, isOperand: false)
        return with(Syntax(.array(items), at: position), children: items)
    }

    private mutating func pairs() throws(JSONataError) -> [(key: Syntax, value: Syntax)] {
        var pairs: [(key: Syntax, value: Syntax)] = []
        if !token.isSymbol(.rightBrace) {
            while true {
                let key = try expression(0)
                try take(.colon)
                pairs.append((key, try expression(0)))
                guard token.isSymbol(.comma) else { break }
                try advance()
            }
        }
        try take(.rightBrace, isOperand: false)
        return pairs
    }

    private mutating func transform(at position: Int) throws(JSONataError) -> Syntax {
        let pattern = try expression(Symbol.bar.bindingPower)
        try take(.bar)
        let update = try expression(Symbol.bar.bindingPower)
        var delete: Syntax?
        if token.isSymbol(.comma) {
            try advance()
            delete = try expression(Symbol.bar.bindingPower)
        }
        try take(.bar, isOperand: false)
        return Syntax(.transform(pattern: pattern, update: update, delete: delete), at: position)
    }
}

// MARK: - Operators between values

extension Parser {
    private mutating func infix(
        _ symbol: Symbol,
        _ left: Syntax,
        at position: Int
    ) throws(JSONataError) -> Syntax {
        switch symbol {
        case .dot: return try step(left, try expression(symbol.bindingPower), at: position)
        case .leftBracket: return try predicate(left, at: position)
        case .leftParenthesis: return try call(left, at: position)
        case .leftBrace: return try group(left, try pairs(), at: position)
        case .caret: return try sort(left, try sortTerms(), at: position)
        case .question: return try condition(left, at: position)
        case .bind:
            guard case .variable(let name) = left.kind, left.stages.isEmpty else {
                throw error("S0212", "The left side of := must be a variable name (start with $)", at: left.position)
            }
            let value = try expression(symbol.bindingPower - 1)
            return with(Syntax(.bind(name, value), at: position), children: [value])
        case .at, .hash:
            let operand = try expression(symbol.bindingPower)
            guard case .variable(let name) = operand.kind else {
                throw error(
                    "S0214",
                    "The right side of \(symbol.rawValue) must be a variable name (start with $)",
                    at: operand.position
                )
            }
            return symbol == .at ? try focus(left, name, at: position) : index(left, name, at: position)
        case .chain:
            let right = try expression(symbol.bindingPower)
            return with(Syntax(.chain(left, right), at: position), children: [left, right])
        case .plus, .minus, .star, .slash, .percent, .ampersand, .equal, .notEqual, .less, .lessOrEqual, .greater,
            .greaterOrEqual, .and, .or, .in, .coalesce, .otherwise:
            let right = try expression(symbol.bindingPower)
            return with(Syntax(.binary(symbol, left, right), at: position), children: [left, right])
        default: throw error("S0201", "Syntax error: \(symbol.rawValue)", at: position)
        }
    }

    private mutating func predicate(_ left: Syntax, at position: Int) throws(JSONataError) -> Syntax {
        if token.isSymbol(.rightBracket) {
            try advance(isOperand: false)
            left.keepsArray = true
            if left.pathSteps != nil {
                left.lastStep.keepsArray = true
                left.keepsSingleton = true
            }
            return left
        }
        let filter = try expression(0)
        try take(.rightBracket, isOperand: false)
        return try narrowed(left, by: filter, at: position)
    }

    private mutating func condition(_ left: Syntax, at position: Int) throws(JSONataError) -> Syntax {
        let then = try expression(0)
        var otherwise: Syntax?
        if token.isSymbol(.colon) {
            try advance()
            otherwise = try expression(0)
        }
        let syntax = Syntax(.condition(left, then: then, otherwise: otherwise), at: position)
        return with(syntax, children: [left, then] + (otherwise.map { [$0] } ?? []))
    }

    private mutating func sortTerms() throws(JSONataError) -> [(key: Syntax, isDescending: Bool)] {
        try take(.leftParenthesis)
        var terms: [(key: Syntax, isDescending: Bool)] = []
        while true {
            let isDescending = token.isSymbol(.greater)
            if isDescending || token.isSymbol(.less) { try advance() }
            terms.append((try expression(0), isDescending))
            guard token.isSymbol(.comma) else { break }
            try advance()
        }
        try take(.rightParenthesis, isOperand: false)
        return terms
    }

    private mutating func call(_ callee: Syntax, at position: Int) throws(JSONataError) -> Syntax {
        var arguments: [Syntax] = []
        var isPartial = false
        if !token.isSymbol(.rightParenthesis) {
            while true {
                if token.isSymbol(.question) {
                    isPartial = true
                    arguments.append(Syntax(.placeholder, at: token.position))
                    try advance(isOperand: false)
                } else {
                    arguments.append(try expression(0))
                }
                guard token.isSymbol(.comma) else { break }
                try advance()
            }
        }
        try take(.rightParenthesis, isOperand: false)
        if case .path(let steps) = callee.kind, steps.count == 1, case .name(let name) = steps[0].kind,
            name == "function" || name == "λ", callee.stages.isEmpty
        {
            return try lambda(arguments, at: position)
        }
        let syntax = Syntax(.call(callee, arguments, isPartial: isPartial), at: position)
        return with(syntax, children: arguments)
    }

    private mutating func lambda(_ arguments: [Syntax], at position: Int) throws(JSONataError) -> Syntax {
        var parameters: [String] = []
        for argument in arguments {
            guard case .variable(let name) = argument.kind else {
                throw error("S0208", "Parameter of function definition must be a variable name", at: argument.position)
            }
            parameters.append(name)
        }
        var signature: Signature?
        if token.isSymbol(.less) {
            let start = token.position
            var text = ""
            var depth = 0
            repeat {
                if token.isSymbol(.less) { depth += 1 }
                if token.isSymbol(.greater) { depth -= 1 }
                guard token.kind != .end, !token.isSymbol(.leftBrace) else { break }
                text += token.text
                try advance()
            } while depth > 0
            signature = try Signature(text, at: start)
        }
        try take(.leftBrace)
        let body = try expression(0)
        try take(.rightBrace, isOperand: false)
        return with(
            Syntax(.lambda(parameters: parameters, signature: signature, body: body), at: position),
            children: []
        )
    }
}
