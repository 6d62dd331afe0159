/// The last bytes of some output.
struct OutputTail {
    private var bytes: [UInt8] = []
    private let bytesMax: Int
    private(set) var cutBytes = 0

    init(bytesMax: Int) { self.bytesMax = bytesMax }

    mutating func append(_ more: [UInt8]) {
        bytes += more
        // Cut in large pieces: what is kept is moved once for as much as is dropped.
        if bytes.count > 2 * bytesMax { cut() }
    }

    private mutating func cut() {
        guard bytes.count > bytesMax else { return }
        cutBytes += bytes.count - bytesMax
        bytes.removeFirst(bytes.count - bytesMax)
    }

    /// As text; bytes that are no UTF-8 become U+FFFD. Of a line that is cut nothing is left.
    mutating func takeText() -> String {
        cut()
        if cutBytes > 0, let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
            cutBytes += end + 1
            bytes.removeFirst(end + 1)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
