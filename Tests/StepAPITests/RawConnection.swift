import Glibc
import StepEngine

@testable import StepAPI

/// An answer as it came over a socket.
struct RawAnswer: Sendable {
    var status: Int
    /// Names in lower case.
    var headers: [String: String]
    var body: String
}

/// What a test's socket cannot do.
struct SocketFailure: Error, CustomStringConvertible {
    var description: String
}

/// A blocking socket, for tests that must say exactly which bytes go out and when. For use in ``onThread(_:)``.
final class RawConnection {
    private let descriptor: CInt
    private var received: [UInt8] = []

    /// Connects; a read that waits longer than 10 s fails.
    init(to address: ListenAddress) throws {
        switch address {
        case .unix(let path):
            descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
            var name = sockaddr_un()
            name.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: path.utf8) }
            try Self.connect(descriptor, &name)
        case .tcp(_, let port):
            descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
            var name = sockaddr_in()
            name.sin_family = sa_family_t(AF_INET)
            name.sin_port = in_port_t(port).bigEndian
            name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            try Self.connect(descriptor, &name)
        case .descriptor:
            throw SocketFailure(description: "a descriptor is no address to connect to")
        }
        var timeout = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(descriptor) }

    private static func connect<Name>(_ descriptor: CInt, _ name: inout Name) throws {
        let status = withUnsafePointer(to: &name) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Name>.size))
            }
        }
        guard status == 0 else { throw SocketFailure(description: "connect: \(String(cString: strerror(errno)))") }
    }

    /// Sends text; false when the other side no longer takes it.
    @discardableResult func send(_ text: String) -> Bool {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// Closes the sending side only.
    func endSending() { shutdown(descriptor, CInt(SHUT_WR)) }

    /// The next answer; nil at the end of the connection.
    func readAnswer(toHead: Bool = false) throws -> RawAnswer? {
        let separator = Array("\r\n\r\n".utf8)
        while true {
            if let end = received.firstRange(of: separator) {
                var lines = String(decoding: received[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
                let status = Int(lines.removeFirst().split(separator: " ")[1]) ?? 0
                var headers: [String: String] = [:]
                for line in lines {
                    let parts = line.split(separator: ":", maxSplits: 1)
                    headers[parts[0].lowercased()] = parts[1].drop { $0 == " " }.description
                }
                let length = toHead ? 0 : Int(headers["content-length"] ?? "0") ?? 0
                while received.count < end.upperBound + length {
                    guard try fill() else { throw SocketFailure(description: "the answer ended in its body") }
                }
                let body = received[end.upperBound..<end.upperBound + length]
                let answer = RawAnswer(status: status, headers: headers, body: String(decoding: body, as: UTF8.self))
                received.removeFirst(end.upperBound + length)
                return answer
            }
            guard try fill() else { return nil }
        }
    }

    /// Whether the connection ends now, with nothing more to read.
    func isAtEnd() throws -> Bool { try received.isEmpty && !fill() }

    private func fill() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count < 0, errno == EAGAIN { throw SocketFailure(description: "no bytes for 10 s") }
        if count <= 0 { return false }
        received.append(contentsOf: buffer[..<count])
        return true
    }
}

extension [UInt8] {
    fileprivate func firstRange(of part: [UInt8]) -> Range<Int>? {
        guard count >= part.count else { return nil }
        for start in 0...(count - part.count) where self[start] == part[0] {
            if self[start..<start + part.count].elementsEqual(part) { return start..<start + part.count }
        }
        return nil
    }
}

/// Runs blocking work on a thread of its own: on the cooperative pool it could keep the server's tasks from running.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        let thread = SystemThread(name: "test-client") { continuation.resume(with: Result(catching: body)) }
        _ = thread
    }
}
