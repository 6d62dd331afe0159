import NIOHTTP1

/// A request as the server got it.
struct RDSRequest: Sendable {
    let fields: [String: String]
    /// Why nobody should have sent it.
    let fault: String?

    init(head: HTTPRequestHead, body: [UInt8]) {
        var fields: [String: String] = [:]
        for pair in String(decoding: body, as: UTF8.self).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            fields[Self.decoded(parts[0])] = parts.count > 1 ? Self.decoded(parts[1]) : ""
        }
        self.fields = fields
        let authorization = head.headers.first(name: "Authorization") ?? ""
        let type = head.headers.first(name: "Content-Type") ?? ""
        if head.method != .POST || head.uri != "/" {
            fault = "\(head.method) \(head.uri) is not how the query protocol asks"
        } else if !type.hasPrefix("application/x-www-form-urlencoded") {
            fault = "the Content-Type is '\(type)'"
        } else if !authorization.hasPrefix("AWS4-HMAC-SHA256 Credential=")
            || !authorization.contains("/us-east-1/rds/aws4_request")
        {
            fault = "the request is not signed for rds in us-east-1: '\(authorization)'"
        } else if fields["Version"] != "2014-10-31" {
            fault = "the Version is '\(fields["Version"] ?? "")'"
        } else {
            fault = nil
        }
    }

    subscript(name: String) -> String? { fields[name] }

    var action: RDSServer.Action? { fields["Action"].flatMap(RDSServer.Action.init) }

    /// `application/x-www-form-urlencoded` text as it was before.
    private static func decoded(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Substring(text).utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
