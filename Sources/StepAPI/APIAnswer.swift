import NIOHTTP1
import StepProtocol

/// What a request is answered with.
struct APIAnswer: Sendable {
    var status: HTTPResponseStatus
    var contentType: String
    var body: [UInt8]

    /// Smithy, "AWS JSON 1.0 protocol".
    static let jsonContentType = "application/x-amz-json-1.0"

    init(status: HTTPResponseStatus = .ok, contentType: String = jsonContentType, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    init(_ error: AWSError) {
        self.init(status: HTTPResponseStatus(statusCode: error.httpStatus), body: error.body)
    }
}
