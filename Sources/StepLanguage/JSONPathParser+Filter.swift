import StepJSON

extension JSONPathParser {
    /// `a || b`, `a && b`, `!a`, `(a)`, a comparison or a path; `&&` binds more tightly than `||`.
    mutating func parseFilter() throws(JSONPathError) -> JSONPathFilter {
        guard depth < Self.depthMax else { throw error("the filter is nested more than \(Self.depthMax) deep") }
        depth += 1
        defer { depth -= 1 }
        var alternatives = [try parseConjunction()]
        while takeTwice("|") { alternatives.append(try parseConjunction()) }
        return alternatives.count == 1 ? alternatives[0] : .any(alternatives)
    }

    private mutating func parseConjunction() throws(JSONPathError) -> JSONPathFilter {
        var parts = [try parseNegation()]
        while takeTwice("&") { parts.append(try parseNegation()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func parseNegation() throws(JSONPathError) -> JSONPathFilter {
        var isNegated = false
        skipBlanks()
        while take("!") {
            isNegated.toggle()
            skipBlanks()
        }
        let filter: JSONPathFilter
        if take("(") {
            filter = try parseFilter()
            skipBlanks()
            guard take(")") else { throw error("expected ')', found \(describeNext())") }
        } else {
            filter = try parseRelation()
        }
        return isNegated ? .not(filter) : filter
    }

    private mutating func parseRelation() throws(JSONPathError) -> JSONPathFilter {
        let start = position
        let left = try parseOperand()
        skipBlanks()
        if takePatternOperator() { return .match(left, try parsePattern()) }
        if let comparison = try parseOperator() {
            skipBlanks()
            return .comparison(left, comparison, try parseOperand())
        }
        if case .literal = left {
            position = start
            throw error("a value alone is no condition")
        }
        return .exists(left)
    }

    private mutating func takePatternOperator() -> Bool {
        guard bytes[position...].starts(with: "=~".utf8) else { return false }
        position += 2
        skipBlanks()
        return true
    }

    /// `/…/` with flags. A backslash takes the sign after it along, a slash too.
    private mutating func parsePattern() throws(JSONPathError) -> WholeTextPattern {
        let start = position
        guard take("/") else { throw error("expected a regular expression between slashes, found \(describeNext())") }
        while let byte = peek(), byte != UInt8(ascii: "/") {
            position += byte == UInt8(ascii: "\\") && position + 1 < bytes.count ? 2 : 1
        }
        let end = position
        guard take("/") else { throw error("the regular expression has no closing slash") }
        let flagStart = position
        while let byte = peek(), Self.isLetter(byte) { position += 1 }
        return try WholeTextPattern(
            String(decoding: bytes[start + 1..<end], as: UTF8.self),
            flags: String(decoding: bytes[flagStart..<position], as: UTF8.self),
            at: start
        )
    }

    /// The operator at the position, nil where a condition ends.
    private mutating func parseOperator() throws(JSONPathError) -> JSONPathFilter.Operator? {
        let start = position
        let isWord = peek().map(Self.isLetter) ?? false
        while let byte = peek(), isWord ? Self.isLetter(byte) : Self.isSign(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self).lowercased()
        switch text {
        case "": return nil
        case "===": return .equal
        case "!==": return .notEqual
        default:
            if let comparison = JSONPathFilter.Operator(rawValue: text) { return comparison }
            position = start
            throw error("the operator '\(text)' is not supported")
        }
    }

    private mutating func parseOperand() throws(JSONPathError) -> JSONPathFilter.Operand {
        if take("@") { return .node(try parseQuery()) }
        if take("$") { return .root(try parseQuery()) }
        return .literal(try parseLiteral())
    }

    private mutating func parseLiteral() throws(JSONPathError) -> JSONValue {
        switch peek().map(Unicode.Scalar.init) {
        case "'", "\"": return .string(try parseText())
        case "[": return try parseList()
        case "{": throw error("objects in filters are not supported")
        case "/": throw error("regular expressions are not supported")
        default: return try parseWord()
        }
    }

    /// A number, `true`, `false` or `null`; another word of letters is a fault that waits, see ``wordFault``.
    private mutating func parseWord() throws(JSONPathError) -> JSONValue {
        let start = position
        while let byte = peek(), Self.isLetter(byte) || Self.isInNumber(byte) { position += 1 }
        let word = bytes[start..<position]
        if let value = try? JSONParser.parse(bytes: Array(word)) { return value }
        let end = position
        position = start
        let fault = error("expected a path, a number, a text in quotes, true, false or null, found \(describeNext())")
        guard !word.isEmpty, word.allSatisfy(Self.isLetter) else { throw fault }
        wordFault = wordFault ?? fault
        position = end
        return .string(String(decoding: word, as: UTF8.self))
    }

    private mutating func parseList() throws(JSONPathError) -> JSONValue {
        var values: [JSONValue] = []
        position += 1
        skipBlanks()
        if take("]") { return .array(values) }
        repeat {
            skipBlanks()
            guard peek() != UInt8(ascii: "[") else { throw error("lists in lists are not supported") }
            values.append(try parseLiteral())
            skipBlanks()
        } while take(",")
        guard take("]") else { throw error("expected ']', found \(describeNext())") }
        return .array(values)
    }

    /// A text in quotes, with JSON's escapes of one character and `\'`.
    private mutating func parseText() throws(JSONPathError) -> String {
        let quote = peek()
        position += 1
        var text: [UInt8] = []
        while let byte = peek(), byte != quote {
            position += 1
            guard byte == UInt8(ascii: "\\") else {
                text.append(byte)
                continue
            }
            switch peek().map(Unicode.Scalar.init) {
            case "'", "\"", "\\", "/": text.append(bytes[position])
            case "n": text.append(0x0A)
            case "r": text.append(0x0D)
            case "t": text.append(0x09)
            case "b": text.append(0x08)
            case "f": text.append(0x0C)
            default: throw error("the escape '\\' before \(describeNext()) is not supported")
            }
            position += 1
        }
        guard peek() == quote else { throw error("the text has no closing quote") }
        position += 1
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func takeTwice(_ scalar: Unicode.Scalar) -> Bool {
        skipBlanks()
        let mark = position
        if take(scalar), take(scalar) { return true }
        position = mark
        return false
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
    }

    private static func isSign(_ byte: UInt8) -> Bool { "=!<>~".utf8.contains(byte) }

    private static func isInNumber(_ byte: UInt8) -> Bool {
        isDigit(byte) || "+-.".utf8.contains(byte)
    }
}
