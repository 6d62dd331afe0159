package import StepJSON

/// Where an S3 bucket stands in a request: in the host name, as AWS wants it, or in the path, as stand-ins for AWS and
/// names with points do.
///
/// Source: "Virtual hosting of general purpose buckets", Amazon S3 User Guide.
package enum BucketAddress {
    /// Puts the bucket of an S3 request into its host name, where that can be.
    package static func apply(
        to request: inout HTTPRequest,
        _ parameters: JSONValue,
        _ endpoint: ServiceEndpoint,
        byPath: Bool
    ) throws(PublicEndpoint.Failure) {
        guard let bucket = parameters["Bucket"]?.stringValue else { return }
        guard !bucket.hasPrefix("arn:") else {
            throw PublicEndpoint.Failure(message: "S3 access points are not supported: give the bucket's own name")
        }
        let segment = "/\(PercentEncoding.encode(bucket))"
        guard !byPath, !endpoint.isConfigured, isHostName(bucket), request.path.hasPrefix(segment) else { return }
        let rest = request.path.dropFirst(segment.count)
        guard rest.isEmpty || rest.hasPrefix("/") else { return }
        request.hostPrefix = "\(bucket)."
        request.path = rest.isEmpty ? "/" : String(rest)
    }

    /// A name that is one label of a host name: with a point in it, no certificate would fit.
    private static func isHostName(_ bucket: String) -> Bool {
        (3...63).contains(bucket.utf8.count) && bucket.first != "-" && bucket.last != "-"
            && bucket.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}
