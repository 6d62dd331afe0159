/// Refuses what is not the text of a YAML file before libyaml sees it (YAML 1.2.2 §5.1, §5.2).
enum EncodingCheck {
    /// The answer to a file that is too long, not UTF-8 or holds characters YAML forbids; nil for a good one.
    static func refusal(of bytes: [UInt8], file: String, limits: YAMLLimits) -> YAMLParser.Result? {
        guard bytes.count <= limits.bytesMax else {
            return result(
                "the file has \(bytes.count) bytes; at most \(limits.bytesMax) are read",
                at: 0,
                SourceText(file: file, repairing: []),
                code: "yaml.limit"
            )
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { return notUTF8(bytes, file) }
        guard let place = text.unicodeScalars.firstIndex(where: isForbidden) else { return nil }
        let scalar = text.unicodeScalars[place]
        let name = "U+" + String(repeating: "0", count: max(0, 4 - hex(scalar.value).count)) + hex(scalar.value)
        return result(
            scalar.value == 0 ? "a NUL byte: this is not a text file" : "the character \(name) is not allowed in YAML",
            at: text.utf8.distance(from: text.startIndex, to: place),
            SourceText(file: file, repairing: bytes),
            hint: scalar.value == 0 ? nil : "in double quotes it can be written as an escape, such as \"\\x07\"",
            code: "yaml.character"
        )
    }

    private static func notUTF8(_ bytes: [UInt8], _ file: String) -> YAMLParser.Result {
        let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
        let place = validPrefixLength(bytes)
        let byte = hex(UInt32(bytes[min(place, bytes.count - 1)]))
        return result(
            isUTF16 ? "the file is UTF-16" : "the byte 0x\(byte) is not valid UTF-8",
            at: place,
            SourceText(file: file, repairing: bytes),
            hint: "save the file as UTF-8",
            code: "yaml.encoding"
        )
    }

    /// The length of the longest prefix that is whole, valid UTF-8.
    private static func validPrefixLength(_ bytes: [UInt8]) -> Int {
        let repaired = String(decoding: bytes, as: UTF8.self).utf8
        var length = zip(bytes, repaired).prefix { $0 == $1 }.count
        // The first bytes of a broken character may look like those of the replacement character.
        while length > 0, String(validating: bytes[..<length], as: UTF8.self) == nil { length -= 1 }
        return length
    }

    /// Whether YAML's `c-printable` leaves the scalar out.
    private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xFFFD, 0x10000...0x10FFFF: false
        default: true
        }
    }

    private static func hex(_ value: UInt32) -> String { String(value, radix: 16, uppercase: true) }

    private static func result(
        _ message: String,
        at offset: Int,
        _ source: SourceText,
        hint: String? = nil,
        code: String
    ) -> YAMLParser.Result {
        let range = source.range(ofOffsets: offset..<offset)
        let diagnostic = Diagnostic(.error, message, file: source.file, range: range, hint: hint, code: code)
        return YAMLParser.Result(documents: [], diagnostics: [diagnostic], source: source)
    }
}
