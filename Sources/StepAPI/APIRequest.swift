import NIOCore
import NIOHTTP1

/// A whole request, as the router sees it.
struct APIRequest: Sendable {
    var method: HTTPMethod
    /// The target of the request line: `/`.
    var path: String
    var headers: HTTPHeaders
    var body: ByteBuffer
}
