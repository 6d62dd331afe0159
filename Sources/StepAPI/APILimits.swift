/// The bounds of the API server. Every one of them has a clear answer when it is passed.
package struct APILimits: Sendable {
    /// The body of a request. AWS answers 413 past 1,049,600 bytes.
    package var bodyBytesMax: Int
    /// The bodies of all requests at hand; past it requests get ServiceUnavailable.
    package var bodyBytesInFlightMax: Int
    /// Connections of all listeners; another one gets ServiceUnavailable and is closed.
    package var connectionsMax: Int
    /// One header's name and value.
    package var headerBytesMax: Int
    /// All headers of a request.
    package var headersBytesMax: Int
    package var headersMax: Int
    /// From an answer, or the start of the connection, to the whole head of the next request.
    package var idleMilliseconds: Int64
    /// From a request's head to its end.
    package var readMilliseconds: Int64
    /// How long a client may take to read its answer before the next one.
    package var writeMilliseconds: Int64
    /// How long a connection that is to be closed is read on, so that the client gets the answer.
    package var lingerMilliseconds: Int64
    /// The bytes of events after which a page of history ends early.
    package var historyPageBytes: Int

    package init(
        bodyBytesMax: Int = 1_049_600,
        bodyBytesInFlightMax: Int = 64 << 20,
        connectionsMax: Int = 1_024,
        headerBytesMax: Int = 16 << 10,
        headersBytesMax: Int = 32 << 10,
        headersMax: Int = 100,
        idleMilliseconds: Int64 = 75_000,
        readMilliseconds: Int64 = 30_000,
        writeMilliseconds: Int64 = 30_000,
        lingerMilliseconds: Int64 = 2_000,
        historyPageBytes: Int = 4 << 20
    ) {
        self.bodyBytesMax = bodyBytesMax
        self.bodyBytesInFlightMax = bodyBytesInFlightMax
        self.connectionsMax = connectionsMax
        self.headerBytesMax = headerBytesMax
        self.headersBytesMax = headersBytesMax
        self.headersMax = headersMax
        self.idleMilliseconds = idleMilliseconds
        self.readMilliseconds = readMilliseconds
        self.writeMilliseconds = writeMilliseconds
        self.lingerMilliseconds = lingerMilliseconds
        self.historyPageBytes = historyPageBytes
    }
}
