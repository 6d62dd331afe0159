package import StepAWS

/// What providers need that ask somebody for credentials.
package struct CredentialsSurroundings: Sendable {
    package var configuration: AWSConfiguration
    package var catalog: ServiceCatalog
    package var transport: CurlMulti
    package var epochSeconds: @Sendable () -> Double

    package init(
        configuration: AWSConfiguration,
        catalog: ServiceCatalog,
        transport: CurlMulti,
        epochSeconds: @escaping @Sendable () -> Double
    ) {
        self.configuration = configuration
        self.catalog = catalog
        self.transport = transport
        self.epochSeconds = epochSeconds
    }

    /// A client whose calls are signed with the credentials of `source`.
    func client(_ source: any CredentialsProvider) -> AWSClient {
        AWSClient(
            catalog: catalog,
            configuration: configuration,
            credentials: source,
            transport: transport,
            epochSeconds: epochSeconds
        )
    }
}

/// No credentials, for calls that are not signed.
struct NoCredentials: CredentialsProvider {
    var place: String { "" }

    func find(_ completion: @escaping @Sendable (CredentialsFinding) -> Void) { completion(.absent) }
}
