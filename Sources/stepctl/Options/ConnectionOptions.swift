import ArgumentParser

/// Where the daemon is, for every command that asks it.
struct ConnectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The daemon's socket (default: $STEPD_SOCKET, else \(Endpoint.defaultSocketPath)).",
            valueName: "path"
        )
    )
    var socket: String?

    @Option(
        help: ArgumentHelp(
            "The daemon's HTTP endpoint, as http://127.0.0.1:8083 (default: $STEPD_ENDPOINT). Requests are signed "
                + "where AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are set.",
            valueName: "url"
        )
    )
    var endpoint: String?

    @Flag(help: "Ask your own service (systemctl --user) instead of the system's.")
    var user = false

    func validate() throws {
        guard !user || socket == nil && endpoint == nil else {
            throw ValidationError("--user excludes --socket and --endpoint")
        }
        guard socket == nil || endpoint == nil else {
            throw ValidationError("--socket and --endpoint exclude each other")
        }
        guard endpoint.map({ $0.hasPrefix("http://") || $0.hasPrefix("https://") }) ?? true else {
            throw ValidationError("--endpoint is a URL such as http://127.0.0.1:8083")
        }
    }

    /// A client for the endpoint that was named; it connects with the first call.
    func client() throws -> APIClient {
        try APIClient(Endpoint.resolve(socket: socket, endpoint: endpoint, isUser: user))
    }
}
