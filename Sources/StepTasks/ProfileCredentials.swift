import StepAWS

/// The keys of a profile in the shared files; the credentials file holds over the config file.
package struct ProfileCredentials: CredentialsProvider {
    private let configuration: AWSConfiguration

    package init(_ configuration: AWSConfiguration) { self.configuration = configuration }

    package var place: String {
        let paths = [configuration.credentialsPath, configuration.configPath].compactMap { $0 }
        return "profile `\(configuration.profileName)` in \(paths.joined(separator: " and "))"
    }

    package func find(_ completion: @escaping @Sendable (CredentialsFinding) -> Void) {
        let name = configuration.profileName
        let profiles = [
            configuration.credentialsFile.credentialsProfile(name), configuration.configFile.configProfile(name),
        ]
        for profile in profiles.compactMap({ $0?.values }) {
            guard let id = profile["aws_access_key_id"] else { continue }
            guard let secret = profile["aws_secret_access_key"] else {
                completion(.broken("profile `\(name)` has aws_access_key_id, but no aws_secret_access_key"))
                return
            }
            let token = profile["aws_session_token"]
            completion(.found(AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token)))
            return
        }
        completion(.absent)
    }
}
