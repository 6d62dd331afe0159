/// Reads one CBOR data item (RFC 8949); bounded in depth, and by the bytes that are there.
package struct CBORReader {
    /// Why bytes are no CBOR, and where.
    package struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
        package var message: String
        /// The byte it was found at, from 0.
        package var offset: Int

        package var description: String { "\(message) at byte \(offset)" }
    }

    private static let depthMax = 128

    private let bytes: [UInt8]
    private var position = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The one item that `bytes` are.
    package static func read(_ bytes: [UInt8]) throws(Failure) -> CBORValue {
        var reader = CBORReader(bytes)
        let value = try reader.item(depth: 1)
        guard reader.position == bytes.count else { throw reader.failure("there is more after the item") }
        return value
    }

    private func failure(_ message: String) -> Failure { Failure(message: message, offset: position) }

    private mutating func byte() throws(Failure) -> UInt8 {
        guard position < bytes.count else { throw failure("the document ends too early") }
        defer { position += 1 }
        return bytes[position]
    }

    /// A number of `count` bytes, the most significant first.
    private mutating func number(bytes count: Int) throws(Failure) -> UInt64 {
        var value: UInt64 = 0
        for _ in 0..<count { value = value << 8 | UInt64(try byte()) }
        return value
    }

    /// The argument of an item's head; nil for an indefinite length.
    private mutating func argument(_ information: UInt8) throws(Failure) -> UInt64? {
        switch information {
        case 0..<24: return UInt64(information)
        case 24...27: return try number(bytes: 1 << Int(information - 24))
        case 31: return nil
        default: throw failure("the head of an item is malformed")
        }
    }

    private mutating func item(depth: Int) throws(Failure) -> CBORValue {
        guard depth <= Self.depthMax else { throw failure("items are nested more than \(Self.depthMax) deep") }
        let head = try byte()
        let information = head & 0x1F
        switch head >> 5 {
        case 0: return Self.unsigned(try definite(information))
        case 1: return try negative(try definite(information))
        case 2: return .bytes(try string(information, major: 2))
        case 3:
            guard let text = String(validating: try string(information, major: 3), as: UTF8.self) else {
                throw failure("a text is not UTF-8")
            }
            return .text(text)
        case 4: return .array(try array(information, depth))
        case 5: return .map(try map(information, depth))
        case 6: return .tagged(try definite(information), try item(depth: depth + 1))
        default: return try simple(information)
        }
    }

    private mutating func definite(_ information: UInt8) throws(Failure) -> UInt64 {
        guard let value = try argument(information) else { throw failure("a number has no length") }
        return value
    }

    private static func unsigned(_ value: UInt64) -> CBORValue {
        Int64(exactly: value).map { .integer($0) } ?? .unsigned(value)
    }

    private func negative(_ value: UInt64) throws(Failure) -> CBORValue {
        guard let magnitude = Int64(exactly: value) else { throw failure("a number is below the range of 64 bits") }
        return .integer(-1 - magnitude)
    }

    /// The bytes of a string, whose parts have the same major type if its length is not given.
    private mutating func string(_ information: UInt8, major: UInt8) throws(Failure) -> [UInt8] {
        if let length = try argument(information) { return try take(length) }
        var whole: [UInt8] = []
        while try !takeBreak() {
            let head = try byte()
            guard head >> 5 == major, let length = try argument(head & 0x1F) else {
                throw failure("a part of a string is of another type")
            }
            whole += try take(length)
        }
        return whole
    }

    private mutating func take(_ length: UInt64) throws(Failure) -> [UInt8] {
        guard length <= UInt64(bytes.count - position) else { throw failure("a string is longer than the document") }
        defer { position += Int(length) }
        return Array(bytes[position..<position + Int(length)])
    }

    /// Whether the item that ends an indefinite length is here; takes it.
    private mutating func takeBreak() throws(Failure) -> Bool {
        guard position < bytes.count else { throw failure("the document ends too early") }
        guard bytes[position] == 0xFF else { return false }
        position += 1
        return true
    }

    private mutating func array(_ information: UInt8, _ depth: Int) throws(Failure) -> [CBORValue] {
        var values: [CBORValue] = []
        guard let count = try argument(information) else {
            while try !takeBreak() { values.append(try item(depth: depth + 1)) }
            return values
        }
        // An item has a byte at least: so a count cannot ask for more than there is.
        guard count <= UInt64(bytes.count - position) else { throw failure("a list is longer than the document") }
        for _ in 0..<count { values.append(try item(depth: depth + 1)) }
        return values
    }

    private mutating func map(_ information: UInt8, _ depth: Int) throws(Failure) -> [(key: String, value: CBORValue)] {
        var entries: [(key: String, value: CBORValue)] = []
        guard let count = try argument(information) else {
            while try !takeBreak() { entries.append(try entry(depth)) }
            return entries
        }
        guard count <= UInt64(bytes.count - position) else { throw failure("a map is longer than the document") }
        for _ in 0..<count { entries.append(try entry(depth)) }
        return entries
    }

    private mutating func entry(_ depth: Int) throws(Failure) -> (key: String, value: CBORValue) {
        guard case .text(let key) = try item(depth: depth + 1) else { throw failure("a key is no text") }
        return (key, try item(depth: depth + 1))
    }

    private mutating func simple(_ information: UInt8) throws(Failure) -> CBORValue {
        switch information {
        case 20: return .bool(false)
        case 21: return .bool(true)
        case 22, 23: return .null
        case 25: return .float(Self.half(UInt16(try number(bytes: 2))))
        case 26: return .float(Double(Float(bitPattern: UInt32(try number(bytes: 4)))))
        case 27: return .float(Double(bitPattern: try number(bytes: 8)))
        default: throw failure("an unknown simple value")
        }
    }

    /// IEEE 754's binary16. (`Float16` is not there on every platform.)
    private static func half(_ bits: UInt16) -> Double {
        let sign: Double = bits & 0x8000 == 0 ? 1 : -1
        let fraction = Double(bits & 0x3FF)
        switch bits >> 10 & 0x1F {
        case 0: return sign * fraction * 0x1p-24
        case 31: return fraction == 0 ? sign * .infinity : .nan
        case let exponent:
            return Double(
                sign: bits & 0x8000 == 0 ? .plus : .minus,
                exponent: Int(exponent) - 15,
                significand: 1 + fraction * 0x1p-10
            )
        }
    }
}
