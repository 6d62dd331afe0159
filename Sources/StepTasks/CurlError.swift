/// Why a request got no answer.
package struct CurlError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong, for a switch; the words are in `message`.
    package enum Code: Sendable, Equatable {
        /// No connection came about: the name is unknown, nobody listens, TLS failed. The request was not sent.
        case connection
        /// A limit on time passed.
        case timeout
        /// The connection broke after it stood; the request may have been carried out.
        case broken
        case responseTooLarge
        /// The request is nothing that can be sent.
        case invalidRequest
        /// More requests wait than are allowed to.
        case tooManyRequests
        /// The `CurlMulti` was shut down.
        case closed
    }

    package var code: Code
    package var message: String
    /// Whether any of the request may have reached the server.
    package var mayHaveBeenSent: Bool

    init(_ code: Code, _ message: String, mayHaveBeenSent: Bool = false) {
        self.code = code
        self.message = message
        self.mayHaveBeenSent = mayHaveBeenSent
    }

    package var description: String { message }
}
