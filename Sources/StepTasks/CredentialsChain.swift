/// Providers in order: the first place that has credentials, or has broken ones, decides.
package struct CredentialsChain: CredentialsProvider {
    private let providers: [any CredentialsProvider]

    package init(_ providers: [any CredentialsProvider]) { self.providers = providers }

    /// The environment, then the shared files.
    package static func standard(_ configuration: AWSConfiguration) -> CredentialsChain {
        CredentialsChain([EnvironmentCredentials(configuration), ProfileCredentials(configuration)])
    }

    package var place: String { providers.map(\.place).joined(separator: "; ") }

    package func find(_ completion: @escaping @Sendable (CredentialsFinding) -> Void) { find(from: 0, completion) }

    private func find(from index: Int, _ completion: @escaping @Sendable (CredentialsFinding) -> Void) {
        guard index < providers.count else {
            completion(.absent)
            return
        }
        providers[index].find { finding in
            if case .absent = finding {
                find(from: index + 1, completion)
            } else {
                completion(finding)
            }
        }
    }
}
