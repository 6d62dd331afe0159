/// Reads the text of a path.
///
/// Dots and brackets as Jayway JsonPath takes them, with the escapes that the States Language adds to names after a dot
/// (`$.store\.book`). What Jayway has and this does not read (scripts, regular expressions, functions with arguments) is
/// an error that says so, never another meaning.
struct JSONPathParser {
    /// Longer texts are refused.
    static let bytesMax = 16_384
    static let segmentsMax = 512
    /// Filters and parentheses within each other.
    static let depthMax = 32

    let bytes: [UInt8]
    var position = 0
    var depth = 0
    /// The first bare word among the values of a filter, `[?(@.Code==es)]`: Jayway refuses it when the path is evaluated,
    /// and AWS takes definitions that have it.
    var wordFault: JSONPathError?
    /// In a Reference Path the signs of the other operators must be escaped in a name after a dot.
    let isReference: Bool
    /// Inside a filter a path ends where an operator begins.
    private var isInFilter = false

    init(_ text: String, isReference: Bool = false) {
        bytes = Array(text.utf8)
        self.isReference = isReference
    }

    /// The whole text as a path.
    mutating func parsePath() throws(JSONPathError) -> (JSONPath.Root, JSONPathQuery) {
        guard bytes.count <= Self.bytesMax else { throw error("the path is longer than \(Self.bytesMax) bytes") }
        guard take("$") else { throw error("a path begins with '$'") }
        let root = try parseRoot()
        let query = try parseQuery()
        guard position == bytes.count else { throw error("unexpected \(describeNext())") }
        if isReference {
            guard query.isReference else { throw error("a Reference Path names one node: only members and indexes") }
        }
        return (root, query)
    }

    private mutating func parseRoot() throws(JSONPathError) -> JSONPath.Root {
        if take("$") { return .context }
        guard let byte = peek(), byte != UInt8(ascii: "."), byte != UInt8(ascii: "[") else { return .input }
        guard let name = parseVariableName() else { throw error("expected '.', '[' or the name of a variable") }
        return .variable(name)
    }

    /// A name after `$`: a Unicode identifier, as the variables of `Assign` are named.
    private mutating func parseVariableName() -> String? {
        let rest = String(decoding: bytes[position...], as: UTF8.self)
        let name = VariableName.prefix(of: rest)
        position += name.utf8.count
        return name.isEmpty ? nil : String(name)
    }

    /// Segments and a function, as far as they go.
    mutating func parseQuery() throws(JSONPathError) -> JSONPathQuery {
        var segments: [JSONPathQuery.Segment] = []
        var function: JSONPathQuery.Function?
        while function == nil {
            guard segments.count <= Self.segmentsMax else {
                throw error("the path has more than \(Self.segmentsMax) segments")
            }
            if take("[") {
                segments.append(try parseBracket())
            } else if take(".") {
                if take(".") { segments.append(.descendants) }
                // `$.[0]` is `$[0]`.
                if take("[") {
                    segments.append(try parseBracket())
                    continue
                }
                function = try parseDotted(into: &segments)
            } else {
                break
            }
        }
        try check(segments, function)
        return JSONPathQuery(segments: segments, function: function)
    }

    private func check(
        _ segments: [JSONPathQuery.Segment],
        _ function: JSONPathQuery.Function?
    ) throws(JSONPathError) {
        var hasDescendants = false
        for (place, segment) in segments.enumerated() {
            switch segment {
            case .members where place < segments.count - 1 || function != nil:
                throw error("several members can only be picked at the end of a path")
            case .descendants: hasDescendants = true
            default: break
            }
        }
        if hasDescendants, let function {
            throw error("\(function.rawValue)() after '..' is not supported")
        }
    }

    /// What follows a dot: a name, `*` or a function.
    private mutating func parseDotted(
        into segments: inout [JSONPathQuery.Segment]
    ) throws(JSONPathError) -> JSONPathQuery.Function? {
        if take("*") {
            segments.append(.wildcard)
            return nil
        }
        let start = position
        let name = try parseDottedName()
        guard take("(") else {
            segments.append(.member(name))
            return nil
        }
        guard let function = JSONPathQuery.Function(rawValue: name), take(")") else {
            position = start
            let names = JSONPathQuery.Function.allCases.map { "\($0.rawValue)()" }.joined(separator: ", ")
            throw error("'\(name)(…)' is not supported; the functions of a path are \(names)")
        }
        return function
    }

    private mutating func parseDottedName() throws(JSONPathError) -> String {
        let start = position
        var name: [UInt8] = []
        while let byte = peek(), !endsName(byte) {
            position += 1
            switch Unicode.Scalar(byte) {
            case "\\":
                // The escaped character may be of several bytes; only its first one can mean anything.
                guard let escaped = peek() else { throw error("nothing after '\\'") }
                name.append(escaped)
                position += 1
            case "*":
                throw error("'*' stands alone or is escaped")
            case "@", ",", ":", "?":
                guard !isReference else { throw error("'\(Character(Unicode.Scalar(byte)))' must be escaped") }
                name.append(byte)
            default:
                name.append(byte)
            }
        }
        guard position > start else { throw error("expected a name, found \(describeNext())") }
        return String(decoding: name, as: UTF8.self)
    }

    private func endsName(_ byte: UInt8) -> Bool {
        switch Unicode.Scalar(byte) {
        case ".", "[", "(", "]", ")", "\u{0}"..."\u{20}": true
        case "=", "<", ">", "!", "&", "|", ",": isInFilter
        default: false
        }
    }
}

// MARK: - Brackets

extension JSONPathParser {
    /// What follows `[`, up to and with `]`.
    private mutating func parseBracket() throws(JSONPathError) -> JSONPathQuery.Segment {
        skipBlanks()
        let segment: JSONPathQuery.Segment
        switch peek() {
        case UInt8(ascii: "'"), UInt8(ascii: "\""): segment = try parseMembers()
        case UInt8(ascii: "*"):
            position += 1
            segment = .wildcard
        case UInt8(ascii: "?"):
            position += 1
            segment = .filter(try parseFilterInParentheses())
        case UInt8(ascii: "-"), UInt8(ascii: ":"): segment = try parseElements()
        case let byte? where Self.isDigit(byte): segment = try parseElements()
        case UInt8(ascii: "("): throw error("scripts in brackets are not supported")
        default: throw error("expected an index, a name in quotes, '*', ':' or '?', found \(describeNext())")
        }
        skipBlanks()
        guard take("]") else { throw error("expected ']', found \(describeNext())") }
        return segment
    }

    private mutating func parseMembers() throws(JSONPathError) -> JSONPathQuery.Segment {
        var names: [String] = []
        repeat {
            skipBlanks()
            names.append(try parseQuotedName())
            skipBlanks()
        } while take(",")
        return names.count == 1 ? .member(names[0]) : .members(names)
    }

    /// A name in quotes. A backslash is a character of the name, as AWS was recorded to take it, unless it stands
    /// before an apostrophe, which could not be written otherwise.
    private mutating func parseQuotedName() throws(JSONPathError) -> String {
        guard let quote = peek(), quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            throw error("expected a name in quotes, found \(describeNext())")
        }
        position += 1
        var name: [UInt8] = []
        while let byte = peek(), byte != quote {
            position += 1
            if byte == UInt8(ascii: "\\") {
                guard quote == UInt8(ascii: "'") else { throw error("a backslash needs a name in apostrophes") }
                if take("'") {
                    name.append(quote)
                    continue
                }
                // The second of two stands before nothing.
                if take("\\") { name.append(byte) }
            }
            name.append(byte)
        }
        guard peek() == quote else { throw error("the name has no closing quote") }
        position += 1
        return String(decoding: name, as: UTF8.self)
    }

    /// An index, a union of indexes or a slice. A third part of a slice is read and, as at AWS, has no effect.
    private mutating func parseElements() throws(JSONPathError) -> JSONPathQuery.Segment {
        let first = peek() == UInt8(ascii: ":") ? nil : try parseIndex()
        skipBlanks()
        if take(":") {
            let to = try parseSliceEnd()
            if take(":") { _ = try parseSliceEnd() }
            guard first != nil || to != nil else { throw error("a slice needs a start or an end") }
            return .slice(from: first, to: to)
        }
        var indexes = first.map { [$0] } ?? []
        while take(",") {
            skipBlanks()
            indexes.append(try parseIndex())
            skipBlanks()
        }
        return indexes.count == 1 ? .element(indexes[0]) : .elements(indexes)
    }

    private mutating func parseSliceEnd() throws(JSONPathError) -> Int? {
        skipBlanks()
        guard let byte = peek(), byte != UInt8(ascii: "]"), byte != UInt8(ascii: ":") else { return nil }
        let index = try parseIndex()
        skipBlanks()
        return index
    }

    /// A whole number of 32 bits.
    private mutating func parseIndex() throws(JSONPathError) -> Int {
        let start = position
        _ = take("-")
        while let byte = peek(), Self.isDigit(byte) { position += 1 }
        guard let index = Int32(String(decoding: bytes[start..<position], as: UTF8.self)) else {
            position = start
            throw error("expected an index of up to 32 bits, found \(describeNext())")
        }
        return Int(index)
    }

    private mutating func parseFilterInParentheses() throws(JSONPathError) -> JSONPathFilter {
        skipBlanks()
        guard take("(") else { throw error("a filter stands in parentheses: [?(…)]") }
        let wasInFilter = isInFilter
        isInFilter = true
        defer { isInFilter = wasInFilter }
        let filter = try parseFilter()
        skipBlanks()
        guard take(")") else { throw error("expected ')', found \(describeNext())") }
        return filter
    }
}

// MARK: - Bytes

extension JSONPathParser {
    func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard let byte = peek(), UInt32(byte) == scalar.value else { return false }
        position += 1
        return true
    }

    mutating func skipBlanks() {
        while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    static func isDigit(_ byte: UInt8) -> Bool { UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte }

    func error(_ message: String) -> JSONPathError { JSONPathError(message: message, offset: position) }

    /// The character at the position, for a message.
    func describeNext() -> String {
        guard position < bytes.count else { return "the end" }
        return String(decoding: bytes[position...], as: UTF8.self).first.map { "'\($0)'" } ?? "the end"
    }
}
