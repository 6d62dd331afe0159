/// Where a service is called, and in which region's name its requests are signed.
package struct ServiceEndpoint: Sendable, Equatable {
    /// `http` or `https`.
    package var scheme: String
    /// Host, and port where it is not the scheme's own.
    package var authority: String
    /// What comes before every request's path, without a slash at the end.
    package var basePath: String
    package var signingRegion: String
    /// Whether it is not AWS's own.
    package var isConfigured = false

    /// The endpoint at an absolute URL; nil if that is none.
    package init?(url: String, signingRegion: String) {
        let parts = url.split(separator: "://", maxSplits: 1)
        guard parts.count == 2, ["http", "https"].contains(parts[0].lowercased()) else { return nil }
        let authority = parts[1].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let path = parts[1].dropFirst(authority.count).prefix { $0 != "?" && $0 != "#" }
        guard !authority.isEmpty, !authority.contains("@"), authority.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        scheme = parts[0].lowercased()
        let defaultPort = scheme == "http" ? ":80" : ":443"
        self.authority =
            authority.hasSuffix(defaultPort)
            ? String(authority.dropLast(defaultPort.count)) : String(authority)
        basePath = String(path.reversed().drop { $0 == "/" }.reversed())
        self.signingRegion = signingRegion
    }

    /// The host a request goes to, with what its operation puts before it.
    ///
    /// A name cannot be put before an address or before `localhost`, where emulators are.
    package func authority(prefix: String) -> String {
        let host = authority.prefix { $0 != ":" }
        let isAddress = authority.hasPrefix("[") || host.allSatisfy { $0.isNumber || $0 == "." }
        return isAddress || host == "localhost" ? authority : prefix + authority
    }

    /// The request's absolute URL.
    package func url(_ request: HTTPRequest) -> String {
        "\(scheme)://\(authority(prefix: request.hostPrefix))\(basePath)\(request.target)"
    }
}
