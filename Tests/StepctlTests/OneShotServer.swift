import Glibc
import Testing

/// A unix socket that takes one request and gives one answer, and keeps what it was sent.
///
/// It has a thread of its own: the client under test blocks the one that a task would run on.
final class OneShotServer {
    let path: String
    private let exchange: Exchange
    private var thread = pthread_t()

    init(answer: String) throws {
        let path = "/tmp/stepctl-tests-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).sock"
        let listener = try #require(Self.listener(at: path))
        self.path = path
        exchange = Exchange(listener: listener, answer: answer)
        let code = pthread_create(
            &thread,
            nil,
            { context in
                guard let context else { return nil }
                let exchange = Unmanaged<Exchange>.fromOpaque(context).takeRetainedValue()
                exchange.received = OneShotServer.serve(exchange.listener, exchange.answer)
                return nil
            },
            Unmanaged.passRetained(exchange).toOpaque()
        )
        try #require(code == 0)
    }

    deinit { unlink(path) }

    /// What was sent, once the answer was given. To be called once.
    func received() -> String {
        pthread_join(thread, nil)
        return exchange.received
    }

    /// What the thread is handed; it is read only after the thread has ended.
    private final class Exchange {
        let listener: Int32
        let answer: String
        var received = ""

        init(listener: Int32, answer: String) {
            self.listener = listener
            self.answer = answer
        }
    }

    private static func listener(at path: String) -> Int32? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        let isBound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
        return isBound && listen(descriptor, 1) == 0 ? descriptor : nil
    }

    private static func serve(_ listener: Int32, _ answer: String) -> String {
        defer { close(listener) }
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return "" }
        defer { close(connection) }
        var received: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        repeat {
            let count = read(connection, &chunk, chunk.count)
            guard count > 0 else { break }
            received += chunk[..<count]
        } while !isComplete(received)
        let bytes = Array(answer.utf8)
        _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
        return String(decoding: received, as: UTF8.self)
    }

    /// Whether the header and as much of a body as it announces are there.
    private static func isComplete(_ bytes: [UInt8]) -> Bool {
        let text = String(decoding: bytes, as: UTF8.self)
        let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2,
            let field = parts[0].split(separator: "\r\n").first(where: { $0.hasPrefix("Content-Length: ") }),
            let length = Int(field.dropFirst("Content-Length: ".count))
        else { return false }
        return parts[1].utf8.count >= length
    }
}
