import StepJSON

/// Functions that encode strings (docs.jsonata.org, string functions).
enum EncodingFunctions {
    static let all = [
        Builtin("base64encode", "<s-:s>") { _, arguments throws(JSONataError) in
            arguments[0].stringValue.map { .string(Base64.encode(Array($0.utf8))) } ?? .undefined
        },
        Builtin("base64decode", "<s-:s>") { _, arguments throws(JSONataError) in
            guard let text = arguments[0].stringValue else { return .undefined }
            return .string(String(decoding: Base64.decodeDigits(of: text), as: UTF8.self))
        },
        Builtin("encodeUrlComponent", "<s-:s>") { _, arguments throws(JSONataError) in
            try encode(arguments[0], kept: unreserved, "encodeUrlComponent")
        },
        Builtin("encodeUrl", "<s-:s>") { _, arguments throws(JSONataError) in
            try encode(arguments[0], kept: unreserved + reserved, "encodeUrl")
        },
        Builtin("decodeUrlComponent", "<s-:s>") { _, arguments throws(JSONataError) in
            try decode(arguments[0], keptEscaped: "", "decodeUrlComponent")
        },
        Builtin("decodeUrl", "<s-:s>") { _, arguments throws(JSONataError) in
            try decode(arguments[0], keptEscaped: reserved, "decodeUrl")
        },
    ]

    /// What ECMA-262 (encodeURIComponent) leaves as it is.
    private static let unreserved =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()"
    private static let reserved = ";/?:@&=+$,#"

    private static func encode(_ value: Value, kept: String, _ name: String) throws(JSONataError) -> Value {
        guard let text = value.stringValue else { return .undefined }
        // Half a surrogate pair cannot be encoded; the reader of JSON has put U+FFFD in its place.
        guard !text.unicodeScalars.contains("\u{FFFD}") else { throw malformed(name) }
        let kept = Set(kept.utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if kept.contains(byte) {
                bytes.append(byte)
            } else {
                let digits = Array("0123456789ABCDEF".utf8)
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return .string(String(decoding: bytes, as: UTF8.self))
    }

    private static func decode(_ value: Value, keptEscaped: String, _ name: String) throws(JSONataError) -> Value {
        guard let text = value.stringValue else { return .undefined }
        let keptEscaped = Set(keptEscaped.utf8)
        let source = Array(text.utf8)
        var bytes: [UInt8] = []
        var index = 0
        while index < source.count {
            guard source[index] == UInt8(ascii: "%") else {
                bytes.append(source[index])
                index += 1
                continue
            }
            guard index + 2 < source.count,
                let byte = UInt8(String(decoding: source[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            else { throw malformed(name) }
            if keptEscaped.contains(byte) { bytes += source[index...(index + 2)] } else { bytes.append(byte) }
            index += 3
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else { throw malformed(name) }
        return .string(decoded)
    }

    private static func malformed(_ name: String) -> JSONataError {
        JSONataError("D3140", "Malformed URL passed to \(name)()")
    }
}
