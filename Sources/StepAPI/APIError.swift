/// Why the API cannot listen: what was asked for, what stands against it, what to do.
package struct APIError: Error, Sendable, Equatable, CustomStringConvertible {
    package enum Code: Sendable, Equatable {
        /// The text names no address.
        case invalidAddress
        /// The address may not be listened on as configured.
        case refusedAddress
        /// Another process answers there.
        case addressInUse
        /// The system said no.
        case system
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
