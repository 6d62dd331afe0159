package import StepAWS

/// A service of AWS's that this machine answers for, for some of its requests.
package protocol LocalService: Sendable {
    /// Whether a request to the service with that id is answered here, and so never sent.
    func answers(_ request: HTTPRequest, serviceID: String) -> Bool

    /// Answers it. `completion` is called once, from any thread.
    func answer(_ request: HTTPRequest, completion: @escaping @Sendable (HTTPResponse) -> Void)
}
