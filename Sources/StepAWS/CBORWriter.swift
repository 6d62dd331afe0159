/// Writes CBOR data items (RFC 8949), all of definite length.
package struct CBORWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func write(_ value: CBORValue) {
        switch value {
        case .integer(let value) where value >= 0: head(0, UInt64(value))
        case .integer(let value): head(1, UInt64(-1 - value))
        case .unsigned(let value): head(0, value)
        case .float(let value): write(float: value)
        case .bytes(let value):
            head(2, UInt64(value.count))
            bytes += value
        case .text(let text):
            head(3, UInt64(text.utf8.count))
            bytes += text.utf8
        case .bool(let value): bytes.append(value ? 0xF5 : 0xF4)
        case .null: bytes.append(0xF6)
        case .array(let values):
            head(4, UInt64(values.count))
            for value in values { write(value) }
        case .map(let entries):
            head(5, UInt64(entries.count))
            for entry in entries {
                write(.text(entry.key))
                write(entry.value)
            }
        case .tagged(let tag, let value):
            head(6, tag)
            write(value)
        }
    }

    /// In four bytes where those hold it exactly, else in eight.
    private mutating func write(float value: Double) {
        let single = Float(value)
        if Double(single) == value || value.isNaN {
            bytes.append(0xFA)
            append(UInt64(single.bitPattern), bytes: 4)
        } else {
            bytes.append(0xFB)
            append(value.bitPattern, bytes: 8)
        }
    }

    private mutating func head(_ major: UInt8, _ argument: UInt64) {
        switch argument {
        case 0..<24: bytes.append(major << 5 | UInt8(argument))
        case 0...0xFF:
            bytes.append(major << 5 | 24)
            append(argument, bytes: 1)
        case 0...0xFFFF:
            bytes.append(major << 5 | 25)
            append(argument, bytes: 2)
        case 0...0xFFFF_FFFF:
            bytes.append(major << 5 | 26)
            append(argument, bytes: 4)
        default:
            bytes.append(major << 5 | 27)
            append(argument, bytes: 8)
        }
    }

    private mutating func append(_ value: UInt64, bytes count: Int) {
        for place in (0..<count).reversed() { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(place * 8))) }
    }
}
