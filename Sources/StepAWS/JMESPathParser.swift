import StepJSON

/// Reads JMESPath, from the operator that binds least to the one that binds most.
struct JMESPathParser {
    private let bytes: [UInt8]
    private var place = 0
    private var depth = 0

    private static let depthMax = 64

    init(_ text: String) { bytes = Array(text.utf8) }

    private func failure(_ message: String) -> JMESPath.Failure { JMESPath.Failure(message: message, offset: place) }

    mutating func whole() throws(JMESPath.Failure) -> JMESPath {
        let expression = try disjunction()
        skipSpace()
        guard place == bytes.count else { throw failure("there is more than one expression") }
        return expression
    }

    // MARK: - Operators

    private mutating func disjunction() throws(JMESPath.Failure) -> JMESPath {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthMax else { throw failure("the expression is nested too deeply") }
        var left = try conjunction()
        while take("||") { left = .or(left, try conjunction()) }
        return left
    }

    private mutating func conjunction() throws(JMESPath.Failure) -> JMESPath {
        var left = try comparison()
        while take("&&") { left = .and(left, try comparison()) }
        return left
    }

    private mutating func comparison() throws(JMESPath.Failure) -> JMESPath {
        let left = try negation()
        for sign in ["==", "!=", "<=", ">=", "<", ">"] where take(sign) {
            return .comparison(left, sign, try negation())
        }
        return left
    }

    private mutating func negation() throws(JMESPath.Failure) -> JMESPath {
        take("!") ? .not(try negation()) : try path()
    }

    // MARK: - Paths

    private mutating func path() throws(JMESPath.Failure) -> JMESPath {
        var left = try primary()
        while true {
            if take(".") {
                if take("*") {
                    left = .values(left)
                } else {
                    left = .child(left, try step())
                }
            } else if take("[]") {
                left = .flatten(left)
            } else if take("[*]") {
                left = .elements(left)
            } else if take("[?") {
                let condition = try disjunction()
                guard take("]") else { throw failure("a filter is not closed") }
                left = .filter(left, condition)
            } else if take("[") {
                left = .index(left, try index())
            } else {
                return left
            }
        }
    }

    private mutating func index() throws(JMESPath.Failure) -> Int {
        skipSpace()
        let start = place
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        while let byte = peek(), byte == UInt8(ascii: "-") || digits ~= byte { place += 1 }
        guard let index = Int(String(decoding: bytes[start..<place], as: UTF8.self)), take("]") else {
            throw failure("expected an index")
        }
        return index
    }

    private mutating func primary() throws(JMESPath.Failure) -> JMESPath {
        skipSpace()
        switch peek() {
        case UInt8(ascii: "("):
            place += 1
            let inner = try disjunction()
            guard take(")") else { throw failure("a parenthesis is not closed") }
            return inner
        case UInt8(ascii: "@"):
            place += 1
            return .current
        case UInt8(ascii: "*"):
            place += 1
            return .values(.current)
        case UInt8(ascii: "`"): return .literal(try jsonLiteral())
        case UInt8(ascii: "'"): return .literal(.string(try quoted(UInt8(ascii: "'"))))
        case UInt8(ascii: "["):
            // A list's own brackets: `[]`, `[0]`, `[?…]` on what is at hand.
            return .current
        default: return try step()
        }
    }

    /// A name, or a function's call.
    private mutating func step() throws(JMESPath.Failure) -> JMESPath {
        skipSpace()
        if peek() == UInt8(ascii: "\"") { return .field(try quoted(UInt8(ascii: "\""))) }
        let start = place
        while let byte = peek(), Self.isName(byte) { place += 1 }
        guard place > start else { throw failure("expected a name") }
        let name = String(decoding: bytes[start..<place], as: UTF8.self)
        guard peek() == UInt8(ascii: "("), take("(") else { return .field(name) }
        var arguments: [JMESPath] = []
        while !take(")") {
            if !arguments.isEmpty, !take(",") { throw failure("expected `,` or `)`") }
            arguments.append(try disjunction())
        }
        return .function(name, arguments)
    }

    private mutating func jsonLiteral() throws(JMESPath.Failure) -> JSONValue {
        let text = try quoted(UInt8(ascii: "`"))
        guard let value = try? JSONParser.parse(text) else { throw failure("a literal is no JSON") }
        return value
    }

    private mutating func quoted(_ quote: UInt8) throws(JMESPath.Failure) -> String {
        place += 1
        var text: [UInt8] = []
        while let byte = peek(), byte != quote {
            if byte == UInt8(ascii: "\\"), place + 1 < bytes.count, bytes[place + 1] == quote { place += 1 }
            text.append(bytes[place])
            place += 1
        }
        guard peek() == quote else { throw failure("a quotation is not closed") }
        place += 1
        return String(decoding: text, as: UTF8.self)
    }

    // MARK: - Bytes

    private func peek() -> UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipSpace() {
        while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { place += 1 }
    }

    private mutating func take(_ text: String) -> Bool {
        let start = place
        skipSpace()
        guard bytes[place...].starts(with: text.utf8) else {
            place = start
            return false
        }
        place += text.utf8.count
        return true
    }

    private static func isName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
