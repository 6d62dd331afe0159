/// Appends values in the form that ``ByteReader`` reads: variable-length integers (LEB128, zigzag for signed ones) and
/// texts with their length in front.
package struct ByteWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func reserveCapacity(_ count: Int) { bytes.reserveCapacity(count) }

    package mutating func write(byte: UInt8) { bytes.append(byte) }

    package mutating func write(unsigned value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(truncatingIfNeeded: rest))
    }

    package mutating func write(_ value: Int64) {
        write(unsigned: UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    package mutating func write(_ value: Bool) { bytes.append(value ? 1 : 0) }

    package mutating func write(_ text: String) {
        write(unsigned: UInt64(text.utf8.count))
        bytes.append(contentsOf: text.utf8)
    }

    /// 0 for nil, else 1 and the value.
    package mutating func write(_ text: String?) {
        write(text != nil)
        if let text { write(text) }
    }

    package mutating func write(_ value: Int64?) {
        write(value != nil)
        if let value { write(value) }
    }
}
