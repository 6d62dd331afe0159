import StepAWS
import Synchronization

/// Whose credentials sign a call: the daemon's own, or those of a role that it assumes with them.
///
/// Safe to use from any thread. A role that was assumed is kept for all calls in its name.
final class CallerCredentials: Sendable {
    private let own: any CredentialsProvider
    private let surroundings: CredentialsSurroundings
    /// By the role's ARN.
    private let roles = Mutex<[String: RefreshedCredentials]>([:])

    private static let rolesMax = 256

    init(own: any CredentialsProvider, surroundings: CredentialsSurroundings) {
        self.own = own
        self.surroundings = surroundings
    }

    /// Finds the credentials for a call of the service `serviceID`; `completion` is called once, from any thread.
    func find(
        roleARN: String?,
        serviceID: String,
        completion: @escaping @Sendable (Result<AWSCredentials, AWSCallError>) -> Void
    ) {
        provider(roleARN).find { finding in
            switch finding {
            case .found(let credentials): completion(.success(credentials))
            case .absent:
                let message =
                    "Unable to load credentials from any of the places they are looked for: "
                    + self.own.place
                completion(.failure(.client(message, serviceID: serviceID)))
            case .broken(let reason) where roleARN != nil: completion(.failure(.role(reason)))
            case .broken(let reason):
                completion(.failure(.client("Unable to load credentials: \(reason)", serviceID: serviceID)))
            }
        }
    }

    private func provider(_ roleARN: String?) -> any CredentialsProvider {
        guard let roleARN else { return own }
        return roles.withLock { roles in
            if let known = roles[roleARN] { return known }
            if roles.count >= Self.rolesMax { roles.removeAll() }
            let role = AssumedRole(roleARN: roleARN, proof: .credentials(own), surroundings: surroundings)
            let provider = RefreshedCredentials(role, epochSeconds: surroundings.epochSeconds)
            roles[roleARN] = provider
            return provider
        }
    }
}
