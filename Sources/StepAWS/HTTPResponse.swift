/// A service's whole answer.
package struct HTTPResponse: Sendable, Equatable {
    package var statusCode: Int
    package var fields: [HTTPField]
    package var body: [UInt8]

    package init(statusCode: Int, fields: [HTTPField] = [], body: [UInt8] = []) {
        self.statusCode = statusCode
        self.fields = fields
        self.body = body
    }

    /// The request's id as AWS's services say it in the header; empty if they do not.
    package var requestID: String { fields["x-amzn-RequestId"] ?? fields["x-amz-request-id"] ?? "" }
}
