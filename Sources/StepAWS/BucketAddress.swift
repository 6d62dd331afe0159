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
        // With a point in the name, no certificate would fit.
        let isHosted = EndpointScope.isHostedBucket(bucket, mayHavePoints: false)
        guard !byPath, !endpoint.isConfigured, isHosted, request.path.hasPrefix(segment) else { return }
        let rest = request.path.dropFirst(segment.count)
        guard rest.isEmpty || rest.hasPrefix("/") else { return }
        request.hostPrefix = "\(bucket)."
        request.path = rest.isEmpty ? "/" : String(rest)
    }
}
