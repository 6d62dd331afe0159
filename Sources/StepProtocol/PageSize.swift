/// How many items a page of a list holds (AWS API Reference, "ListExecutions": 0 means the default, at most 1,000).
package enum PageSize {
    /// What `maxResults` may be.
    package static let range: ClosedRange<Int64> = 0...1000
    package static let defaultItems = 100

    /// The items wanted: 0 and nil stand for `fallback`.
    package static func items(_ maxResults: Int64?, fallback: Int = defaultItems) -> Int {
        guard let maxResults, maxResults > 0 else { return fallback }
        return Int(maxResults)
    }
}

extension TextRule {
    /// `statusFilter`, the values in the order in which AWS names them (recorded).
    package static let executionStatus = TextRule(
        values: ["SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING"]
    )
}
