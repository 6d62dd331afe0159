/// Writes values as JSON text: compact as the wire wants it, or indented for people.
package struct JSONWriter {
    private var bytes: [UInt8] = []
    private let indentWidth: Int?

    private init(indentWidth: Int?) { self.indentWidth = indentWidth }

    /// `value` without any white space.
    package static func text(of value: JSONValue) -> String {
        String(decoding: self.bytes(of: value), as: UTF8.self)
    }

    /// `value` without any white space, as UTF-8.
    package static func bytes(of value: JSONValue) -> [UInt8] {
        var writer = JSONWriter(indentWidth: nil)
        writer.write(value, level: 0)
        return writer.bytes
    }

    /// `value` on several lines, each level indented by two spaces; no line end after the last line.
    package static func prettyText(of value: JSONValue, indentWidth: Int = 2) -> String {
        var writer = JSONWriter(indentWidth: indentWidth)
        writer.write(value, level: 0)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Appends `text` as a JSON string, quotes included, to `bytes`.
    package static func append(string text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { unsafe appendEscaped($0, to: &bytes) }
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func write(_ value: JSONValue, level: Int) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .number(let number): bytes.append(contentsOf: number.text.utf8)
        case .string(let text): Self.append(string: text, to: &bytes)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (index, value) in values.enumerated() {
                separate(index, level)
                write(value, level: level + 1)
            }
            close(values.isEmpty, level)
            bytes.append(UInt8(ascii: "]"))
        case .object(let object):
            bytes.append(UInt8(ascii: "{"))
            for (index, member) in object.enumerated() {
                separate(index, level)
                Self.append(string: member.key, to: &bytes)
                append(indentWidth == nil ? ":" : ": ")
                write(member.value, level: level + 1)
            }
            close(object.isEmpty, level)
            bytes.append(UInt8(ascii: "}"))
        }
    }

    private mutating func separate(_ index: Int, _ level: Int) {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        newLine(level + 1)
    }

    private mutating func close(_ isEmpty: Bool, _ level: Int) {
        if !isEmpty { newLine(level) }
    }

    private mutating func newLine(_ level: Int) {
        guard let indentWidth else { return }
        bytes.append(0x0A)
        bytes.append(contentsOf: repeatElement(0x20, count: level * indentWidth))
    }

    private mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: "\(text)".utf8)
    }

    private static func appendEscaped(_ utf8: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        var start = 0
        for index in 0..<utf8.count {
            let byte = unsafe utf8[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
                continue
            }
            unsafe bytes.append(contentsOf: utf8[start..<index])
            start = index + 1
            appendEscape(of: byte, to: &bytes)
        }
        unsafe bytes.append(contentsOf: utf8[start..<utf8.count])
    }

    private static func appendEscape(of byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        default:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        }
    }
}
