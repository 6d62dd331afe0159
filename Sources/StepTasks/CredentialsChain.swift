/// Providers in order: the first place that has credentials, or has broken ones, decides.
package struct CredentialsChain: CredentialsProvider {
    private let providers: [any CredentialsProvider]

    package init(_ providers: [any CredentialsProvider]) { self.providers = providers }

    /// The places in which every tool of AWS's looks, in their order: the environment, a web identity, the profile, the
    /// container's endpoint, the instance's metadata. Temporary ones are kept, and asked for anew before they end.
    package static func standard(_ surroundings: CredentialsSurroundings) -> RefreshedCredentials {
        let chain = CredentialsChain([
            EnvironmentCredentials(surroundings.configuration), WebIdentityCredentials(surroundings: surroundings),
            ProfileCredentials(surroundings: surroundings), ContainerCredentials(surroundings: surroundings),
            InstanceCredentials(surroundings: surroundings),
        ])
        return RefreshedCredentials(chain, epochSeconds: surroundings.epochSeconds)
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
