import NIOCore
import NIOHTTP1

/// A request to the Lambda Runtime API, whole.
struct RuntimeRequest {
    var method: HTTPMethod
    var path: String
    var headers: HTTPHeaders
    var body: [UInt8]
}

/// The answer to a request of the Lambda Runtime API.
struct RuntimeAnswer {
    var status: HTTPResponseStatus
    var headers: [(String, String)] = []
    var body: [UInt8] = []

    static let accepted = RuntimeAnswer(
        status: .accepted,
        headers: [("Content-Type", "application/json")],
        body: Array(#"{"status":"OK"}"#.utf8)
    )

    static func refused(_ status: HTTPResponseStatus, _ type: String, _ message: String) -> RuntimeAnswer {
        let error = FunctionError(type: type, message: message)
        return RuntimeAnswer(status: status, headers: [("Content-Type", "application/json")], body: error.payload)
    }
}
