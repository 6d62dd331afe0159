/// A process's output, cut into lines; bounded in the length of a line and in what is kept of an invocation.
struct FunctionLog {
    private static let lineBytesMax = 256 << 10
    private static let tailBytesMax = 4 << 10

    private var line: [UInt8] = []
    /// The end of what the invocation at hand has written.
    private(set) var tail: [UInt8] = []

    /// The whole lines that `bytes` complete.
    mutating func append(_ bytes: [UInt8]) -> [String] {
        keep(bytes)
        var lines: [String] = []
        for byte in bytes {
            if byte == 0x0A || line.count == Self.lineBytesMax { lines.append(takeLine()) }
            if byte != 0x0A { line.append(byte) }
        }
        return lines
    }

    /// What stands there without a line end.
    mutating func end() -> String? { line.isEmpty ? nil : takeLine() }

    /// A line that the platform adds.
    mutating func note(_ text: String) { keep(Array("\(text)\n".utf8)) }

    /// An invocation begins.
    mutating func begin() { tail = [] }

    private mutating func takeLine() -> String {
        defer { line.removeAll(keepingCapacity: true) }
        if line.last == 0x0D { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
    }

    private mutating func keep(_ bytes: [UInt8]) {
        tail.append(contentsOf: bytes.suffix(Self.tailBytesMax))
        if tail.count > Self.tailBytesMax { tail.removeFirst(tail.count - Self.tailBytesMax) }
    }
}
