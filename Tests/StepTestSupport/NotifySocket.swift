import Glibc

/// A socket in the place of systemd's, for what a service tells it (sd_notify(3)); gone with this object.
package final class NotifySocket: Sendable {
    /// What `NOTIFY_SOCKET` has to be.
    package let path: String
    private let descriptor: Int32

    /// - Parameter path: where it is made; no file may be there.
    /// - Throws: `NotifySocketFault` when it cannot be made.
    package init(path: String) throws {
        self.path = path
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw NotifySocketFault(errno: errno) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0 else {
            let fault = NotifySocketFault(errno: errno)
            close(descriptor)
            throw fault
        }
    }

    deinit {
        close(descriptor)
        unlink(path)
    }

    /// The next message, of assignments in a line each; nil where none was sent.
    package func receive() -> String? {
        var buffer = [UInt8](repeating: 0, count: 4_096)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        return count >= 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }

    /// The last status in the messages not received yet; nil where none has one. They are received by this.
    package func receiveStatus() -> String? {
        var status: String?
        while let message = receive() {
            for line in message.split(separator: "\n") where line.hasPrefix("STATUS=") {
                status = String(line.dropFirst("STATUS=".count))
            }
        }
        return status
    }
}

/// Why there is no socket.
package struct NotifySocketFault: Error {
    package let errno: Int32
}
