import Glibc
import StepJSON

/// One JSON value a line on standard input, one JSON value a line on standard output, in order, each flushed.
struct LineProtocol {
    /// Bytes of a request at most.
    static let lineBytesMax = 64 << 20

    private var buffer: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    /// Answers every request with `answer` until the end of input, and a line that is not JSON with `fault`, which is
    /// handed the reason.
    static func serve(_ console: Console, fault: (String) -> JSONValue, answer: (JSONValue) -> JSONValue) throws {
        var lines = LineProtocol()
        while let line = try lines.next() {
            guard line.contains(where: { $0 > UInt8(ascii: " ") }) else { continue }
            let reply: JSONValue
            do {
                reply = answer(try JSONParser.parse(bytes: line, limits: JSONLimits(bytesMax: lineBytesMax)))
            } catch {
                reply = fault("the request is not JSON: \(error)")
            }
            console.write(JSONWriter.text(of: reply) + "\n")
        }
    }

    /// The next line without its end; nil at the end of input.
    private mutating func next() throws(CommandError) -> [UInt8]? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                defer { start = end + 1 }
                return Array(buffer[start..<end])
            }
            if isAtEnd {
                guard start < buffer.count else { return nil }
                defer { start = buffer.count }
                return Array(buffer[start...])
            }
            buffer.removeFirst(start)
            start = 0
            searched = buffer.count
            try fill()
        }
    }

    private mutating func fill() throws(CommandError) {
        guard buffer.count <= Self.lineBytesMax else {
            throw CommandError("a request is longer than \(Self.lineBytesMax) bytes")
        }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = read(STDIN_FILENO, &chunk, chunk.count)
        if count < 0, errno == EINTR { return }
        guard count >= 0 else { throw CommandError("cannot read standard input: \(String(cString: strerror(errno)))") }
        isAtEnd = count == 0
        buffer += chunk[..<count]
    }
}
