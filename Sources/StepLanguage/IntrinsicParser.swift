import StepJSON

/// Reads the text of an intrinsic function call.
struct IntrinsicParser {
    /// Calls within each other (AWS: "up to 10 intrinsic functions nested").
    static let depthMax = 10
    static let bytesMax = 65_536
    static let prefix = "States."

    private let bytes: [UInt8]
    private let place: String
    private var position = 0
    private var depth = 0

    init(_ text: String, place: String) {
        bytes = Array(text.utf8)
        self.place = place
    }

    mutating func parse() throws(JSONPathError) -> IntrinsicFunction.Call {
        guard bytes.count <= Self.bytesMax else { throw error("the call is longer than \(Self.bytesMax) bytes") }
        let call = try parseCall()
        guard position == bytes.count else { throw error("unexpected text after the call") }
        return call
    }

    private mutating func parseCall() throws(JSONPathError) -> IntrinsicFunction.Call {
        let start = position
        guard depth < Self.depthMax else { throw error("more than \(Self.depthMax) functions are nested") }
        depth += 1
        defer { depth -= 1 }
        guard take(Self.prefix) else { throw error("expected a call that begins with '\(Self.prefix)'") }
        let word = takeWord()
        guard let name = IntrinsicFunction.Name(rawValue: word) else {
            throw error("there is no intrinsic function '\(Self.prefix)\(word)'", at: start)
        }
        guard take("(") else { throw error("expected '('") }
        let arguments = try parseArguments(of: name)
        let count = arguments.count
        guard name.argumentCounts.contains(count) else {
            throw error("\(Self.prefix)\(word) cannot take \(count) arguments", at: start)
        }
        try checkTemplate(name, arguments, at: start)
        return IntrinsicFunction.Call(
            name: name,
            arguments: arguments,
            text: String(decoding: bytes[start..<position], as: UTF8.self),
            salt: StableHash.value(of: "\(place)#\(start)")
        )
    }

    private mutating func parseArguments(
        of name: IntrinsicFunction.Name
    ) throws(JSONPathError) -> [IntrinsicFunction.Argument] {
        var arguments: [IntrinsicFunction.Argument] = []
        skipBlanks()
        if take(")") { return arguments }
        repeat {
            skipBlanks()
            arguments.append(try parseArgument(isTemplate: name == .format && arguments.isEmpty))
            skipBlanks()
        } while take(",")
        guard take(")") else { throw error("expected ',' or ')'") }
        return arguments
    }

    private func checkTemplate(
        _ name: IntrinsicFunction.Name,
        _ arguments: [IntrinsicFunction.Argument],
        at start: Int
    ) throws(JSONPathError) {
        guard name == .format, case .pieces(let pieces)? = arguments.first else { return }
        guard pieces.count == arguments.count else {
            throw error("the template has \(pieces.count - 1) '{}' for \(arguments.count - 1) values", at: start)
        }
    }

    private mutating func parseArgument(isTemplate: Bool) throws(JSONPathError) -> IntrinsicFunction.Argument {
        guard position < bytes.count else { throw error("expected an argument") }
        switch bytes[position] {
        case UInt8(ascii: "'"): return try parseText(isTemplate: isTemplate)
        case UInt8(ascii: "$"): return .path(try parsePath())
        case UInt8(ascii: "S"): return .call(try parseCall())
        default: return .literal(try parseWord())
        }
    }

    /// A text in apostrophes: `\'`, `\{`, `\}` and `\\` stand for the character.
    private mutating func parseText(isTemplate: Bool) throws(JSONPathError) -> IntrinsicFunction.Argument {
        position += 1
        var pieces: [[UInt8]] = [[]]
        while position < bytes.count, bytes[position] != UInt8(ascii: "'") {
            var byte = bytes[position]
            if isTemplate, take("{}") {
                pieces.append([])
                continue
            }
            position += 1
            if byte == UInt8(ascii: "\\") {
                guard position < bytes.count, "'{}\\".utf8.contains(bytes[position]) else {
                    throw error("a backslash stands before ', {, } or \\", at: position - 1)
                }
                byte = bytes[position]
                position += 1
            }
            pieces[pieces.count - 1].append(byte)
        }
        guard take("'") else { throw error("the text has no closing apostrophe") }
        let texts = pieces.map { String(decoding: $0, as: UTF8.self) }
        return isTemplate ? .pieces(texts) : .literal(.string(texts[0]))
    }

    /// A path: up to the `,` or `)` that is not within its own brackets, parentheses and texts.
    private mutating func parsePath() throws(JSONPathError) -> JSONPath {
        let start = position
        var nesting = 0
        var quote: UInt8?
        scan: while position < bytes.count {
            let byte = bytes[position]
            if let open = quote {
                if byte == UInt8(ascii: "\\") { position += 1 }
                if byte == open { quote = nil }
            } else {
                switch Unicode.Scalar(byte) {
                case "'", "\"": quote = byte
                case "[", "(": nesting += 1
                case ")" where nesting == 0, "," where nesting == 0: break scan
                case "]", ")": nesting -= 1
                case " ", "\t", "\n", "\r":
                    if nesting == 0 { break scan }
                default: break
                }
            }
            position += 1
        }
        position = min(position, bytes.count)
        do {
            return try JSONPath(String(decoding: bytes[start..<position], as: UTF8.self))
        } catch {
            throw JSONPathError(message: error.message, offset: start + error.offset)
        }
    }
}

// MARK: - Words

extension IntrinsicParser {
    /// A number, `true`, `false` or `null`.
    private mutating func parseWord() throws(JSONPathError) -> JSONValue {
        let start = position
        while position < bytes.count, !",) \t\n\r".utf8.contains(bytes[position]) { position += 1 }
        let word = bytes[start..<position]
        guard word.first != UInt8(ascii: "\""), let value = try? JSONParser.parse(bytes: Array(word)) else {
            throw error("expected a path, a call, a text in apostrophes, a number, true, false or null", at: start)
        }
        switch value {
        case .null, .bool, .number: return value
        case .string, .array, .object: throw error("arrays and objects are no arguments", at: start)
        }
    }

    private mutating func takeWord() -> String {
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "("), bytes[position] > 0x20 { position += 1 }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func take(_ text: String) -> Bool {
        guard bytes[position...].starts(with: text.utf8) else { return false }
        position += text.utf8.count
        return true
    }

    private mutating func skipBlanks() {
        while position < bytes.count, " \t\n\r".utf8.contains(bytes[position]) { position += 1 }
    }

    private func error(_ message: String, at offset: Int? = nil) -> JSONPathError {
        JSONPathError(message: message, offset: offset ?? position)
    }
}
