package import StepAWS

/// A request with all libcurl needs to send it.
package struct CurlRequest: Sendable {
    /// Names a request that was handed to a `CurlMulti`, so that it can be cancelled.
    package struct ID: Sendable, Hashable {
        let number: UInt64
    }

    package var method: String
    /// Absolute, `http` or `https`, percent-encoded.
    package var url: String
    /// All fields; `Host` too, if it is to differ from the URL's.
    package var fields: [HTTPField]
    package var body: [UInt8]
    /// For name resolution, TCP and TLS.
    package var connectTimeoutSeconds: Double
    /// How long nothing may arrive.
    package var idleTimeoutSeconds: Int
    /// For the whole exchange; nil for no limit but the idle one.
    package var totalTimeoutSeconds: Double?
    package var responseBytesMax: Int

    package init(
        method: String,
        url: String,
        fields: [HTTPField] = [],
        body: [UInt8] = [],
        connectTimeoutSeconds: Double = 10,
        idleTimeoutSeconds: Int = 60,
        totalTimeoutSeconds: Double? = nil,
        responseBytesMax: Int = 8 << 20
    ) {
        self.method = method
        self.url = url
        self.fields = fields
        self.body = body
        self.connectTimeoutSeconds = connectTimeoutSeconds
        self.idleTimeoutSeconds = idleTimeoutSeconds
        self.totalTimeoutSeconds = totalTimeoutSeconds
        self.responseBytesMax = responseBytesMax
    }
}
