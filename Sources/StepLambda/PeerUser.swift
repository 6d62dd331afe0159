import Glibc
import NIOCore

/// Whose process is at the other end of a loopback connection.
///
/// A Runtime API answers whoever connects, and there is no secret in the protocol. So only processes of the daemon's own
/// user are let in: the kernel tells the owner of each socket (proc(5), `/proc/PID/net/tcp`). The process's own file is
/// read, since `ProcSubset=pid` of a unit leaves no `/proc/net`.
enum PeerUser {
    /// The table of the TCP sockets.
    static let tablePath = "/proc/self/net/tcp"

    /// Whether owners can be told at all: if not, nobody is let in.
    static var isKnown: Bool { access(tablePath, R_OK) == 0 }

    /// Whether the socket at `remote`, connected to `local`, belongs to this process's user.
    static func isOwn(remote: SocketAddress?, local: SocketAddress?) -> Bool {
        guard let remote = remote?.port, let local = local?.port, let table = table() else { return false }
        let ends = (hexPort(remote), hexPort(local))
        for line in table.split(separator: "\n").dropFirst() {
            let words = line.split(separator: " ")
            guard words.count > 7, words[1].hasSuffix(ends.0), words[2].hasSuffix(ends.1) else { continue }
            return words[7] == String(geteuid())
        }
        return false
    }

    private static func hexPort(_ port: Int) -> String {
        let digits = String(port, radix: 16, uppercase: true)
        return ":" + String(repeating: "0", count: 4 - digits.count) + digits
    }

    private static func table() -> String? {
        let descriptor = open(tablePath, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        while bytes.count < 8 << 20 {
            let part = [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
                count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
            }
            if part.isEmpty { break }
            bytes += part
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
