/// One call of a function.
package struct FunctionInvocation: Sendable {
    /// A UUID: what the function's log and its context object show.
    package var requestID: String
    /// The event: JSON text.
    package var payload: [UInt8]
    /// Base64 of JSON, as the caller sent it.
    package var clientContext: String?
    /// X-Ray's header, passed on as it is.
    package var traceID: String?

    package init(requestID: String, payload: [UInt8], clientContext: String? = nil, traceID: String? = nil) {
        self.requestID = requestID
        self.payload = payload
        self.clientContext = clientContext
        self.traceID = traceID
    }
}

/// How an invocation ended.
package struct FunctionResult: Sendable, Equatable {
    /// What the function returned, or Lambda's description of its error; JSON text.
    package var payload: [UInt8]
    /// Whether the function failed (`X-Amz-Function-Error: Unhandled`).
    package var isError: Bool
    /// The last 4 KiB of what it logged.
    package var logTail: [UInt8]
}

/// Why a function was not run at all.
package enum FunctionRefusal: Error, Sendable, Equatable {
    /// There is no function of that name on this machine.
    case unknown(String)
    /// As many invocations as are allowed are under way.
    case tooManyRequests
    /// The daemon ends.
    case shuttingDown
}

/// One line of a function's output, or of what Lambda itself logs about an invocation (`START`, `END`, `REPORT`).
package struct FunctionLogLine: Sendable, Equatable {
    package var function: String
    /// Of the invocation it was written in; nil between invocations.
    package var requestID: String?
    package var text: String
}
