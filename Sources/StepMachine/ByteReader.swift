package import StepJSON

/// Reads what ``ByteWriter`` wrote. Every read is checked against the end: damaged bytes are an error, never a trap.
package struct ByteReader {
    private let bytes: [UInt8]
    private var position = 0

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var isAtEnd: Bool { position == bytes.count }

    package mutating func readByte() throws(CodecError) -> UInt8 {
        guard position < bytes.count else { throw CodecError("the stored bytes end too early, at \(position)") }
        position += 1
        return bytes[position - 1]
    }

    package mutating func readUnsigned() throws(CodecError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let byte = try readByte()
            guard shift < 64 else { throw CodecError("a stored integer is too long, at \(position)") }
            value |= UInt64(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
            shift += 7
        }
    }

    package mutating func readInteger() throws(CodecError) -> Int64 {
        let raw = try readUnsigned()
        return Int64(bitPattern: raw >> 1) ^ -Int64(bitPattern: raw & 1)
    }

    package mutating func readBool() throws(CodecError) -> Bool { try readByte() != 0 }

    package mutating func readText() throws(CodecError) -> String {
        let count = try readUnsigned()
        guard count <= UInt64(bytes.count - position) else {
            throw CodecError("a stored text of \(count) bytes ends too early, at \(position)")
        }
        let end = position + Int(count)
        defer { position = end }
        return String(decoding: bytes[position..<end], as: UTF8.self)
    }

    package mutating func readOptionalText() throws(CodecError) -> String? { try readBool() ? try readText() : nil }

    package mutating func readOptionalInteger() throws(CodecError) -> Int64? {
        try readBool() ? try readInteger() : nil
    }

    /// A JSON value that was written as an optional text.
    package mutating func readOptionalValue() throws(CodecError) -> JSONValue? {
        guard try readBool() else { return Optional.none }
        return try readDocument().value
    }

    /// A JSON text, parsed.
    package mutating func readDocument() throws(CodecError) -> JSONDocument {
        let text = try readText()
        do throws(JSONError) {
            return try JSONDocument(parsing: text)
        } catch {
            throw CodecError("a stored document is not JSON: \(error)")
        }
    }
}
