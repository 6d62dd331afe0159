import Glibc

/// Where the daemon answers.
enum Endpoint: Sendable, Equatable {
    /// The path of a unix socket.
    case socket(String)
    /// `http://127.0.0.1:8083`.
    case url(String)

    static let defaultSocketPath = "/run/stepd/api.sock"

    /// The socket of the service manager's user `stepd.service`: `%t/stepd/api.sock` (systemd.unit(5)).
    static func userSocketPath(_ environment: (String) -> String?) -> String {
        "\(environment("XDG_RUNTIME_DIR") ?? "/run/user/\(getuid())")/stepd/api.sock"
    }

    /// The endpoint that the command line names, else the environment, else the default socket. `isUser` stands for the
    /// socket of the user's own service.
    ///
    /// What is said later wins: a `--socket` overrides `STEPD_ENDPOINT`.
    static func resolve(
        socket: String?,
        endpoint: String?,
        isUser: Bool = false,
        environment: (String) -> String? = { Environment[$0] }
    ) -> Endpoint {
        if let endpoint { return .url(endpoint) }
        if let socket { return .socket(socket) }
        if isUser { return .socket(userSocketPath(environment)) }
        if let endpoint = environment("STEPD_ENDPOINT"), !endpoint.isEmpty { return .url(endpoint) }
        if let socket = environment("STEPD_SOCKET"), !socket.isEmpty { return .socket(socket) }
        return .socket(defaultSocketPath)
    }

    /// The URL that requests go to.
    var url: String {
        switch self {
        case .socket: "http://localhost/"
        case .url(let url): url.hasSuffix("/") ? url : url + "/"
        }
    }

    /// The value of the `Host` header: host, and port where the URL has one.
    var host: String {
        let afterScheme = url.split(separator: "/").dropFirst().first ?? "localhost"
        return String(afterScheme.split(separator: "@").last ?? afterScheme)
    }

    /// For messages.
    var name: String {
        switch self {
        case .socket(let path): path
        case .url(let url): url
        }
    }
}
