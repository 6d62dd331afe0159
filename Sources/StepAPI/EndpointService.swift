package import StepAWS

/// A service besides Step Functions that the daemon's endpoint answers for, by paths of its own.
package protocol EndpointService: Sendable {
    /// Whether a request's path, without its query, is one of the service's.
    func answers(path: String) -> Bool

    /// The answer, whatever is wrong with the request.
    func answer(_ request: HTTPRequest) async -> HTTPResponse
}
