/// Why a request cannot be written, or an answer cannot be read.
package struct WireError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, for a switch; the words are in `message`.
    package enum Code: Sendable, Equatable {
        /// The service speaks only protocols that are not known here.
        case unsupportedProtocol
        /// A parameter is unknown, missing or of the wrong type.
        case invalidParameter
        /// The answer is not what the model says.
        case malformedResponse
        /// The model itself is broken.
        case malformedModel
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    init(_ error: ModelError) { self.init(.malformedModel, error.description) }

    package var description: String { message }

    /// Runs `body`, its errors being those of a broken model.
    static func model<Result>(_ body: () throws(ModelError) -> Result) throws(WireError) -> Result {
        do { return try body() } catch { throw WireError(error) }
    }
}
