/// A request in the one form that both ends sign (Signature Version 4, "Create a canonical request").
package struct CanonicalRequest: Sendable, Equatable {
    /// Names of the signed fields in small letters, sorted.
    package let signedHeaders: [String]
    package let text: String

    /// - Parameters:
    ///   - request: with all fields that are to be signed, `Host` among them.
    ///   - signedHeaders: the fields to sign; all but `Authorization` if nil, as the sender does.
    ///   - payloadHash: SHA-256 of the body in hexadecimal digits, or `UNSIGNED-PAYLOAD`.
    ///   - normalizesPath: false for S3, whose object names may hold `//` and `..`.
    package init(
        _ request: HTTPRequest,
        signedHeaders: [String]? = nil,
        payloadHash: String,
        normalizesPath: Bool = true
    ) {
        var values: [String: [String]] = [:]
        for field in request.fields {
            let name = field.name.lowercased()
            guard signedHeaders?.contains(name) ?? (name != "authorization") else { continue }
            values[name, default: []].append(Self.trimmed(field.value))
        }
        let names = values.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        let headers = names.map { "\($0):\(values[$0, default: []].joined(separator: ","))\n" }.joined()
        let path = normalizesPath ? PercentEncoding.encode(Self.normalized(request.path), keeping: "/") : request.path
        self.signedHeaders = names
        text = """
            \(request.method)
            \(path)
            \(Self.sortedQuery(request.query))
            \(headers)
            \(names.joined(separator: ";"))
            \(payloadHash)
            """
    }

    /// SHA-256 in hexadecimal digits.
    package static func hexHash(_ bytes: [UInt8]) -> String { hex(HashFunctions.sha256(bytes)) }

    /// Bytes in hexadecimal digits, two for each.
    package static func hex(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }

    /// Without white space around, and one space for any white space within.
    private static func trimmed(_ value: String) -> String {
        value.split { $0.isWhitespace }.joined(separator: " ")
    }

    /// Without empty, `.` and `..` segments (RFC 3986, 5.2.4); a slash at the end stays.
    private static func normalized(_ path: String) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") {
            switch segment {
            case ".": continue
            case "..": _ = segments.popLast()
            default: segments.append(segment)
            }
        }
        let isDirectory = path.hasSuffix("/") || path.hasSuffix("/.") || path.hasSuffix("/..")
        return "/" + segments.joined(separator: "/") + (isDirectory && !segments.isEmpty ? "/" : "")
    }

    /// Names and values encoded alike however they came, sorted by name, then by value, byte by byte.
    private static func sortedQuery(_ query: String) -> String {
        query.split(separator: "&")
            .map { parameter in
                let pair = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                let name = PercentEncoding.encode(PercentEncoding.decode(pair[0]))
                return (name, pair.count == 2 ? PercentEncoding.encode(PercentEncoding.decode(pair[1])) : "")
            }
            .sorted { (left: (String, String), right: (String, String)) in
                if left.0 != right.0 { return left.0.utf8.lexicographicallyPrecedes(right.0.utf8) }
                return left.1.utf8.lexicographicallyPrecedes(right.1.utf8)
            }
            .map { "\($0.0)=\($0.1)" }
            .joined(separator: "&")
    }
}
