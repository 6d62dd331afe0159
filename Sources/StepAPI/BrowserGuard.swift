import NIOHTTP1
import StepProtocol

/// Keeps web pages away from a listener that checks no signatures.
///
/// A page that the user's browser shows can send requests to loopback addresses. Cross-site requests carry `Origin`
/// (Fetch Standard, "`Origin` header"), and a page that rebinds its own name to 127.0.0.1 sends that name as `Host`; no
/// AWS client sends either.
enum BrowserGuard {
    /// Why a request must not be answered; nil when it may be.
    static func refusal(of headers: HTTPHeaders) -> AWSError? {
        guard !headers.contains(name: "Origin") else {
            return AWSError(
                "AccessDeniedException",
                "Requests of web pages (with an Origin header) are refused without authentication",
                httpStatus: 403
            )
        }
        let hosts = headers["Host"]
        guard hosts.count == 1, let host = hosts.first, isLoopback(host: host) else {
            return AWSError(
                "AccessDeniedException",
                "Without authentication the Host of a request must be localhost or a loopback address",
                httpStatus: 403
            )
        }
        return nil
    }

    /// Whether a `Host` header (RFC 9110 §7.2), with or without port, names this machine by a name that nobody else can
    /// point elsewhere: `localhost`, 127.0.0.0/8, `[::1]`.
    static func isLoopback(host: String) -> Bool {
        var name = host[...]
        if name.hasPrefix("[") {
            guard let bracket = name.firstIndex(of: "]") else { return false }
            let rest = name[name.index(after: bracket)...]
            guard rest.isEmpty || rest.hasPrefix(":") && isPort(rest.dropFirst()) else { return false }
            return name[...bracket] == "[::1]"
        }
        if let colon = name.firstIndex(of: ":") {
            guard isPort(name[name.index(after: colon)...]) else { return false }
            name = name[..<colon]
        }
        if name.lowercased() == "localhost" { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.first == "127"
            && parts.allSatisfy { part in
                part.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } && UInt8(part) != nil
            }
    }

    private static func isPort(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.count <= 5 && text.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
    }
}
