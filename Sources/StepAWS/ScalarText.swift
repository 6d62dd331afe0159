import StepJSON

/// Scalars as text, alike in forms, XML, headers and paths.
enum ScalarText {
    /// The text of `value`, which is of shape `shape`.
    static func text(
        of value: JSONValue,
        _ shape: Shape,
        at name: String,
        timestamp format: TimestampFormat
    ) throws(WireError) -> String {
        switch (shape.kind, value) {
        case (.blob, .string(let text)): return Base64.encode(Blob.bytes(of: text))
        case (.timestamp, .number(let number)): return WireTimestamp.text(number.doubleValue, format)
        case (_, .string(let text)): return text
        case (_, .number(let number)): return number.text
        case (_, .bool(let value)): return value ? "true" : "false"
        default:
            throw WireError(
                .invalidParameter,
                "\(name) is \(shape.kind.rawValue), and cannot be of type \(value.kindName)"
            )
        }
    }

    /// The value that `text` spells for a member of shape `shape`.
    static func value(of text: String, _ shape: Shape, at name: String) throws(WireError) -> JSONValue {
        let trimmed = Self.trimmed(text)
        switch shape.kind {
        case .blob:
            if let bytes = Base64.decode(text) { return .string(Blob.text(of: bytes)) }
        case .boolean:
            if trimmed == "true" || trimmed == "1" { return true }
            if trimmed == "false" || trimmed == "0" { return false }
        case .integer, .long, .short, .byte:
            if let value = Int64(trimmed) { return .number(JSONNumber(value)) }
        case .bigInteger, .bigDecimal, .float, .double:
            if ["NaN", "Infinity", "-Infinity"].contains(trimmed) { return .string(trimmed) }
            if case .number(let number)? = try? JSONParser.parse(trimmed) { return .number(number) }
        case .timestamp:
            if let seconds = WireTimestamp.parse(trimmed) { return .number(JSONNumber(seconds)) }
        case .string, .character:
            return .string(text)
        case .structure, .list, .map:
            break
        }
        throw WireError(.malformedResponse, "\(name) of the answer is not of type \(shape.kind.rawValue)")
    }

    /// The number that cannot be written as JSON, and so is spelt as a text here.
    static func special(_ text: String) -> Double? {
        switch text {
        case "NaN": .nan
        case "Infinity": .infinity
        case "-Infinity": -.infinity
        default: nil
        }
    }

    private static func trimmed(_ text: String) -> String {
        let isSpace = { (character: Character) in character.isWhitespace }
        return String(text.drop(while: isSpace).reversed().drop(while: isSpace).reversed())
    }
}
