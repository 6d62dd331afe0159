import NIOHTTP1
import StepAWS
import StepProtocol

/// What a request is answered with.
struct APIAnswer: Sendable {
    var status: HTTPResponseStatus
    var contentType: String
    var body: [UInt8]
    /// Fields besides those that every answer has; an `x-amzn-RequestId` among them holds instead of a new one.
    var fields: [HTTPField] = []

    /// Smithy, "AWS JSON 1.0 protocol".
    static let jsonContentType = "application/x-amz-json-1.0"

    init(status: HTTPResponseStatus = .ok, contentType: String = jsonContentType, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// What another service answers.
    init(_ response: HTTPResponse) {
        self.init(
            status: HTTPResponseStatus(statusCode: response.statusCode),
            contentType: response.fields["Content-Type"] ?? "application/octet-stream",
            body: response.body
        )
        fields = response.fields.filter { $0.name.lowercased() != "content-type" }
    }

    init(_ error: AWSError) {
        self.init(status: HTTPResponseStatus(statusCode: error.httpStatus), body: error.body)
    }
}
