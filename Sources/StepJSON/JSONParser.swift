/// Reads JSON text (RFC 8259) into values: one pass over the bytes, no Foundation, no recursion past the limit.
///
/// Of two members with the same key the later value wins where that is allowed, as in AWS's own parser. Errors say where the text went wrong.
package struct JSONParser {
    private let bytes: [UInt8]
    private let limits: JSONLimits
    private var position = 0
    private var depth = 0

    private init(_ bytes: [UInt8], _ limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The value that `text` spells, and nothing after it but white space.
    package static func parse(
        _ text: some StringProtocol,
        limits: JSONLimits = JSONLimits()
    ) throws(JSONError) -> JSONValue {
        try parse(bytes: Array(text.utf8), limits: limits)
    }

    /// The value that UTF-8 `bytes` spell, and nothing after it but white space.
    package static func parse(
        bytes: [UInt8],
        limits: JSONLimits = JSONLimits()
    ) throws(JSONError) -> JSONValue {
        var parser = JSONParser(bytes, limits)
        guard bytes.count <= limits.bytesMax else {
            throw parser.error(.sizeLimit, "the text is longer than \(limits.bytesMax) bytes")
        }
        let value = try parser.parseValue()
        parser.skipWhiteSpace()
        guard parser.position == bytes.count else { throw parser.unexpected("the end of the text") }
        return value
    }
}

// MARK: - Values

extension JSONParser {
    private mutating func parseValue() throws(JSONError) -> JSONValue {
        skipWhiteSpace()
        switch peek() {
        case UInt8(ascii: "{"): return try nested { parser throws(JSONError) in try parser.parseObject() }
        case UInt8(ascii: "["): return try nested { parser throws(JSONError) in try parser.parseArray() }
        case UInt8(ascii: "\""): return .string(try parseString())
        case UInt8(ascii: "-"): return .number(try parseNumber())
        case UInt8(ascii: "t"): return try parseWord("true", .bool(true))
        case UInt8(ascii: "f"): return try parseWord("false", .bool(false))
        case UInt8(ascii: "n"): return try parseWord("null", .null)
        case let byte where isDigit(byte): return .number(try parseNumber())
        default: throw unexpected("a value")
        }
    }

    private mutating func nested(
        _ body: (inout JSONParser) throws(JSONError) -> JSONValue
    ) throws(JSONError) -> JSONValue {
        guard depth < limits.depthMax else {
            throw error(.depthLimit, "arrays and objects are nested more than \(limits.depthMax) deep")
        }
        depth += 1
        defer { depth -= 1 }
        return try body(&self)
    }

    private mutating func parseObject() throws(JSONError) -> JSONValue {
        position += 1
        var object = JSONObject()
        skipWhiteSpace()
        if take(UInt8(ascii: "}")) { return .object(object) }
        while true {
            skipWhiteSpace()
            guard peek() == UInt8(ascii: "\"") else { throw unexpected("a string as the key") }
            let key = try parseString()
            skipWhiteSpace()
            guard limits.allowsRepeatedKeys || object[key] == nil else {
                throw error(.repeatedKey, "the object has the key `\(key)` twice")
            }
            guard take(UInt8(ascii: ":")) else { throw unexpected("`:`") }
            object[key] = try parseValue()
            skipWhiteSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw unexpected("`,` or `}`") }
            return .object(object)
        }
    }

    private mutating func parseArray() throws(JSONError) -> JSONValue {
        position += 1
        var values: [JSONValue] = []
        skipWhiteSpace()
        if take(UInt8(ascii: "]")) { return .array(values) }
        while true {
            values.append(try parseValue())
            skipWhiteSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { throw unexpected("`,` or `]`") }
            return .array(values)
        }
    }

    private mutating func parseWord(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        for byte in "\(word)".utf8 {
            guard take(byte) else { throw unexpected("`\(word)`") }
        }
        return value
    }

    private mutating func parseNumber() throws(JSONError) -> JSONNumber {
        let start = position
        var isWhole = true
        let isNegative = take(UInt8(ascii: "-"))
        if take(UInt8(ascii: "0")) {
            if isDigit(peek()) { throw error(.syntax, "a number does not begin with 0 and another digit") }
        } else {
            try takeDigits()
        }
        if take(UInt8(ascii: ".")) {
            isWhole = false
            try takeDigits()
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            isWhole = false
            position += 1
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try takeDigits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let value = Int64(text), !(isNegative && value == 0) { return .integer(value) }
        if let value = Double(text), value.isFinite, JSONNumber.text(of: value) == text { return .double(value) }
        return .literal(text)
    }

    private mutating func takeDigits() throws(JSONError) {
        guard isDigit(peek()) else { throw unexpected("a digit") }
        while isDigit(peek()) { position += 1 }
    }
}

// MARK: - Strings

extension JSONParser {
    private mutating func parseString() throws(JSONError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                defer { position += 1 }
                return try text(of: bytes[start..<position], from: start)
            case UInt8(ascii: "\\"):
                return try parseEscapedString(from: start)
            case 0..<0x20:
                throw error(.syntax, "a control character in a string must be escaped")
            default:
                position += 1
            }
        }
        throw unexpected("`\"` at the end of the string")
    }

    private mutating func parseEscapedString(from start: Int) throws(JSONError) -> String {
        var buffer = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                return try text(of: buffer[...], from: start)
            case UInt8(ascii: "\\"):
                try parseEscape(into: &buffer)
            case 0..<0x20:
                position -= 1
                throw error(.syntax, "a control character in a string must be escaped")
            default:
                buffer.append(byte)
            }
        }
        throw unexpected("`\"` at the end of the string")
    }

    private mutating func parseEscape(into buffer: inout [UInt8]) throws(JSONError) {
        let byte = peek()
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): buffer.append(byte ?? 0)
        case UInt8(ascii: "b"): buffer.append(0x08)
        case UInt8(ascii: "f"): buffer.append(0x0C)
        case UInt8(ascii: "n"): buffer.append(0x0A)
        case UInt8(ascii: "r"): buffer.append(0x0D)
        case UInt8(ascii: "t"): buffer.append(0x09)
        case UInt8(ascii: "u"): buffer.append(contentsOf: String(try parseScalar()).utf8)
        default:
            position -= 1
            throw unexpected("an escape: one of \" \\ / b f n r t u")
        }
    }

    /// The scalar of `\uXXXX`, of a surrogate pair, or U+FFFD for half a pair, which UTF-8 cannot hold.
    private mutating func parseScalar() throws(JSONError) -> Character {
        let unit = try parseHexUnit()
        if let scalar = Unicode.Scalar(unit) { return Character(scalar) }
        let isHighHalf = (0xD800..<0xDC00).contains(unit)
        guard isHighHalf, peek() == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "u") else { return "\u{FFFD}" }
        let mark = position
        position += 2
        let low = try parseHexUnit()
        guard (0xDC00..<0xE000).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (UInt32(unit) - 0xD800) << 10 + UInt32(low) - 0xDC00)
        else {
            position = mark
            return "\u{FFFD}"
        }
        return Character(scalar)
    }

    private mutating func parseHexUnit() throws(JSONError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw unexpected("four hexadecimal digits after `\\u`")
            }
            unit = unit << 4 | UInt16(digit)
            position += 1
        }
        return unit
    }

    private func text(of slice: ArraySlice<UInt8>, from start: Int) throws(JSONError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else {
            var failing = self
            failing.position = start
            throw failing.error(.invalidUTF8, "the string is not valid UTF-8")
        }
        return text
    }
}

// MARK: - Bytes

extension JSONParser {
    private func peek(_ ahead: Int = 0) -> UInt8? {
        position + ahead < bytes.count ? bytes[position + ahead] : nil
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private func isDigit(_ byte: UInt8?) -> Bool {
        guard let byte else { return false }
        return UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }

    private mutating func skipWhiteSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    private func unexpected(_ expected: String) -> JSONError {
        guard let byte = peek() else { return error(.syntax, "expected \(expected), but the text ends here") }
        let found = byte < 0x80 && byte > 0x20 ? "`\(Unicode.Scalar(byte))`" : "byte 0x\(String(byte, radix: 16))"
        return error(.syntax, "expected \(expected), not \(found)")
    }

    private func error(_ code: JSONError.Code, _ message: String) -> JSONError {
        var line = 1
        var lineStart = 0
        let end = min(position, bytes.count)
        for index in 0..<end where bytes[index] == 0x0A {
            line += 1
            lineStart = index + 1
        }
        let column = String(decoding: bytes[lineStart..<end], as: UTF8.self).unicodeScalars.count + 1
        return JSONError(code: code, message: message, offset: end, line: line, column: column)
    }
}
