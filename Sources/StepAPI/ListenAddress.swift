import Glibc

/// Where the API listens.
package enum ListenAddress: Sendable, Hashable {
    /// A unix socket at this path. Whoever may open it is trusted.
    case unix(path: String)
    /// A host name or address, and a port; 0 lets the system choose one.
    case tcp(host: String, port: Int)
    /// A socket that is bound already, handed over by the service manager (sd_listen_fds(3)).
    case descriptor(CInt)

    /// `sun_path` without the final zero byte (unix(7)).
    package static let pathBytesMax = 107

    /// Reads `unix:PATH`, `HOST:PORT` or `[IPV6]:PORT`, the forms of `--listen`.
    package init(parsing text: String) throws(APIError) {
        if text.hasPrefix("unix:") {
            let path = String(text.dropFirst(5))
            guard path.hasPrefix("/"), path.utf8.count <= Self.pathBytesMax else {
                throw APIError(
                    .invalidAddress,
                    "'\(text)': a unix socket's path must be absolute and have at most \(Self.pathBytesMax) bytes"
                )
            }
            self = .unix(path: path)
            return
        }
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            0...65_535 ~= port
        else { throw Self.invalid(text) }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            throw Self.invalid(text)
        }
        guard !host.isEmpty else { throw Self.invalid(text) }
        self = .tcp(host: String(host), port: port)
    }

    private static func invalid(_ text: String) -> APIError {
        APIError(.invalidAddress, "'\(text)' is no address: write unix:/path, HOST:PORT or [IPV6]:PORT")
    }
}

extension ListenAddress: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unix(let path): "unix:\(path)"
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .descriptor(let descriptor): "file descriptor \(descriptor)"
        }
    }
}
