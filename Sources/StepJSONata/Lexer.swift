/// Cuts the text of an expression into tokens.
struct Lexer {
    private let bytes: [UInt8]
    private(set) var position = 0

    private let dialect: JSONataExpression.Dialect

    init(_ source: String, _ dialect: JSONataExpression.Dialect) {
        bytes = Array(source.utf8)
        self.dialect = dialect
    }

    /// The next token; where a value may stand (`isOperand`), a `/` begins a regular expression.
    mutating func next(isOperand: Bool) throws(JSONataError) -> Token {
        try skipBlanks()
        let start = position
        guard let byte = peek() else { return Token(kind: .end, position: start) }
        if byte == UInt8(ascii: "/"), isOperand { return Token(kind: try takeRegex(), position: start) }
        if let symbol = takeSymbol() { return Token(kind: .symbol(symbol), position: start) }
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return Token(kind: .string(try takeString(byte)), position: start)
        case UInt8(ascii: "0")...UInt8(ascii: "9"): return Token(kind: .number(try takeNumber()), position: start)
        case UInt8(ascii: "`"): return Token(kind: .name(try takeQuotedName()), position: start)
        default: return Token(kind: takeWord(), position: start)
        }
    }

    private func peek(_ ahead: Int = 0) -> UInt8? {
        position + ahead < bytes.count ? bytes[position + ahead] : nil
    }

    private func error(_ code: String, _ message: String, at place: Int? = nil) -> JSONataError {
        JSONataError(code: code, message: message, position: place ?? position)
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    private mutating func skipBlanks() throws(JSONataError) {
        while let byte = peek() {
            if Self.isBlank(byte) {
                position += 1
            } else if byte == UInt8(ascii: "/"), peek(1) == UInt8(ascii: "*") {
                let start = position
                position += 2
                while peek() != UInt8(ascii: "*") || peek(1) != UInt8(ascii: "/") {
                    guard position < bytes.count else { throw error("S0106", "Comment has no closing tag", at: start) }
                    position += 1
                }
                position += 2
            } else {
                return
            }
        }
    }

    private mutating func takeSymbol() -> Symbol? {
        guard let byte = peek(), byte < 0x80, !Self.isWordByte(byte) else { return nil }
        if let next = peek(1), let symbol = Symbol(byte, next), symbol.isKnown(in: dialect) {
            position += 2
            return symbol
        }
        guard let symbol = Symbol(byte) else { return nil }
        position += 1
        return symbol
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"):
            true
        default: byte >= 0x80
        }
    }
}

// MARK: - Words and numbers

extension Lexer {
    private mutating func takeWord() -> Token.Kind {
        let start = position
        while let byte = peek(), !Self.isBlank(byte), !Self.endsWord(byte) { position += 1 }
        if position == start { position += 1 }
        let word = text(start..<position)
        switch word {
        case "and": return .symbol(.and)
        case "or": return .symbol(.or)
        case "in": return .symbol(.in)
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        default: return word.hasPrefix("$") ? .variable(String(word.dropFirst())) : .name(word)
        }
    }

    private static func endsWord(_ byte: UInt8) -> Bool { !isWordByte(byte) && Symbol(byte) != nil }

    private mutating func takeQuotedName() throws(JSONataError) -> String {
        let start = position
        position += 1
        guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "`")) else {
            throw error("S0105", "Quoted property name must be terminated with a backquote (`)", at: start)
        }
        defer { position = end + 1 }
        return text(position..<end)
    }

    private mutating func takeDigits() {
        while let byte = peek(), (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    }

    private static func isDigit(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private mutating func takeNumber() throws(JSONataError) -> Double {
        let start = position
        if peek() == UInt8(ascii: "0") { position += 1 } else { takeDigits() }
        if peek() == UInt8(ascii: "."), Self.isDigit(peek(1)) {
            position += 1
            takeDigits()
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            let hasSign = peek(1) == UInt8(ascii: "-") || peek(1) == UInt8(ascii: "+")
            if Self.isDigit(peek(hasSign ? 2 : 1)) {
                position += hasSign ? 2 : 1
                takeDigits()
            }
        }
        guard let value = Double(text(start..<position)), value.isFinite else {
            throw error("S0102", "Number out of range: \(text(start..<position))", at: start)
        }
        return value
    }
}

// MARK: - Strings and regular expressions

extension Lexer {
    private mutating func takeString(_ quote: UInt8) throws(JSONataError) -> String {
        let start = position
        position += 1
        var buffer: [UInt8] = []
        while let byte = peek() {
            position += 1
            switch byte {
            case quote: return String(decoding: buffer, as: UTF8.self)
            case UInt8(ascii: "\\"): try takeEscape(into: &buffer)
            default: buffer.append(byte)
            }
        }
        throw error("S0101", "String literal must be terminated by a matching quote", at: start)
    }

    private mutating func takeEscape(into buffer: inout [UInt8]) throws(JSONataError) {
        let byte = peek() ?? 0
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "`"):
            buffer.append(byte)
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "n"): buffer.append(0x0A)
        case UInt8(ascii: "r"): buffer.append(0x0D)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "u"): buffer.append(contentsOf: String(Character(try takeScalar())).utf8)
        default:
            throw error("S0103", "Unsupported escape sequence: \\\(Character(Unicode.Scalar(byte)))", at: position - 1)
        }
    }

    /// The scalar of `\uXXXX` or of a surrogate pair; half a pair is U+FFFD, since UTF-8 cannot hold it.
    private mutating func takeScalar() throws(JSONataError) -> Unicode.Scalar {
        let unit = try takeHexUnit()
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard (0xD800..<0xDC00).contains(unit), peek() == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "u") else {
            return "\u{FFFD}"
        }
        let mark = position
        position += 2
        let low = try takeHexUnit()
        if (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + UInt32(low) - 0xDC00)
        {
            return scalar
        }
        position = mark
        return "\u{FFFD}"
    }

    private mutating func takeHexUnit() throws(JSONataError) -> UInt16 {
        guard position + 4 <= bytes.count, let unit = UInt16(text(position..<position + 4), radix: 16) else {
            throw error("S0104", "The escape sequence \\u must be followed by 4 hex digits")
        }
        position += 4
        return unit
    }

    private mutating func takeRegex() throws(JSONataError) -> Token.Kind {
        let start = position
        position += 1
        var depth = 0
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\\"): position += 1
            case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: "/") where depth == 0:
                let pattern = text(start + 1..<position)
                guard !pattern.isEmpty else {
                    throw error("S0301", "Empty regular expressions are not allowed", at: start)
                }
                position += 1
                let flagsStart = position
                while peek() == UInt8(ascii: "i") || peek() == UInt8(ascii: "m") { position += 1 }
                return .regex(pattern: pattern, flags: text(flagsStart..<position))
            default: break
            }
            position += 1
        }
        throw error("S0302", "No terminating / in regular expression", at: start)
    }
}
