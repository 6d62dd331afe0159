/// Finds where the members of a JSON object begin and end, without reading them.
///
/// It trusts the text between braces and quotation marks: what is wrong in there shows when the part is parsed.
struct JSONPlaces {
    struct Fault: Error {
        var offset: Int
    }

    private let bytes: [UInt8]
    private var position: Int

    init(_ bytes: [UInt8], from start: Int = 0) {
        self.bytes = bytes
        position = start
    }

    /// The members of the object that begins here, in order.
    mutating func members() throws(Fault) -> [(key: String, place: Range<Int>)] {
        var members: [(String, Range<Int>)] = []
        try expect(UInt8(ascii: "{"))
        if take(UInt8(ascii: "}")) { return members }
        repeat { members.append(try member()) } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
        return members
    }

    /// The place of the member `name` of the object that begins here; nil if the text ends or the object closes first.
    mutating func firstMember(named name: String) -> Range<Int>? {
        do {
            try expect(UInt8(ascii: "{"))
            repeat {
                let (key, place) = try member()
                if key == name { return place }
            } while take(UInt8(ascii: ","))
        } catch {
            return nil
        }
        return nil
    }

    private mutating func member() throws(Fault) -> (String, Range<Int>) {
        skipWhiteSpace()
        let start = position
        try skipString()
        let key = String(decoding: bytes[(start + 1)..<(position - 1)], as: UTF8.self)
        try expect(UInt8(ascii: ":"))
        skipWhiteSpace()
        let valueStart = position
        try skipValue()
        return (key, valueStart..<position)
    }

    private mutating func skipValue() throws(Fault) {
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                try skipString()
                if depth == 0 { return }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                if depth == 0 { return }
                depth -= 1
                if depth == 0 {
                    position += 1
                    return
                }
            case UInt8(ascii: ",") where depth == 0:
                return
            default: break
            }
            position += 1
        }
        throw Fault(offset: position)
    }

    private mutating func skipString() throws(Fault) {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw Fault(offset: position) }
        position += 1
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                position += 1
                return
            case UInt8(ascii: "\\"): position += 2
            default: position += 1
            }
        }
        throw Fault(offset: position)
    }

    private mutating func skipWhiteSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipWhiteSpace()
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(Fault) {
        guard take(byte) else { throw Fault(offset: position) }
    }
}
