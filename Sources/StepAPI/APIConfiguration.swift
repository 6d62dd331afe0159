/// What an API server is given once, at its start.
package struct APIConfiguration: Sendable {
    package var addresses: [ListenAddress]
    /// `--no-auth`: TCP on a loopback address is listened on, and nobody's signature is checked.
    package var allowsUnauthenticatedLoopback: Bool
    package var limits: APILimits
    /// What `Stepd.DescribeService` answers.
    package var version: String

    package init(
        addresses: [ListenAddress],
        allowsUnauthenticatedLoopback: Bool = false,
        limits: APILimits = APILimits(),
        version: String
    ) {
        self.addresses = addresses
        self.allowsUnauthenticatedLoopback = allowsUnauthenticatedLoopback
        self.limits = limits
        self.version = version
    }
}
