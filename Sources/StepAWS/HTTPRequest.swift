/// A request to an AWS service, before it is known at which endpoint.
package struct HTTPRequest: Sendable, Equatable {
    package var method: String
    /// What stands before the endpoint's host, with its dot: `data.`; mostly empty.
    package var hostPrefix: String
    /// Percent-encoded, from `/`.
    package var path: String
    /// Percent-encoded, without `?`; empty if there is none.
    package var query: String
    package var fields: [HTTPField]
    package var body: [UInt8]

    package init(
        method: String,
        hostPrefix: String = "",
        path: String = "/",
        query: String = "",
        fields: [HTTPField] = [],
        body: [UInt8] = []
    ) {
        self.method = method
        self.hostPrefix = hostPrefix
        self.path = path
        self.query = query
        self.fields = fields
        self.body = body
    }

    /// Path and query.
    package var target: String { query.isEmpty ? path : "\(path)?\(query)" }
}
