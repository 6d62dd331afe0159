/// How a timestamp is written on the wire, in the model's words.
package enum TimestampFormat: String, Sendable {
    /// `2026-01-01T00:00:00Z` (Smithy's `date-time`).
    case iso8601
    /// `Thu, 01 Jan 2026 00:00:00 GMT` (Smithy's `http-date`).
    case rfc822
    /// Seconds since 1970, with a fraction where there is one.
    case unixTimestamp
}
