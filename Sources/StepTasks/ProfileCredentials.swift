import StepAWS

/// What a profile in the shared files says of credentials: a role to assume, a sign-in, keys, or a program to ask.
///
/// Source: "Shared config and credentials files" and the pages of each provider, AWS SDKs and Tools Reference Guide.
struct ProfileCredentials: CredentialsProvider {
    let surroundings: CredentialsSurroundings
    /// Nil for the profile that the environment names.
    var name: String?
    /// The profiles whose `source_profile` led here.
    var visited: [String] = []

    private static let chainMax = 8

    private var configuration: AWSConfiguration { surroundings.configuration }
    private var profileName: String { name ?? configuration.profileName }

    var place: String {
        let paths = [configuration.credentialsPath, configuration.configPath].compactMap { $0 }
        return "profile `\(profileName)` in \(paths.joined(separator: " and "))"
    }

    func find(_ completion: @escaping @Sendable (CredentialsFinding) -> Void) {
        switch provider() {
        case .found(let provider): provider.find(completion)
        case .absent where name != nil: completion(.broken("profile `\(profileName)` has no credentials"))
        case .absent: completion(.absent)
        case .broken(let reason): completion(.broken(reason))
        }
    }

    private enum Choice {
        case found(any CredentialsProvider)
        case absent
        case broken(String)
    }

    private func provider() -> Choice {
        // The credentials file holds over the config file, key by key.
        var values = configuration.configFile.configProfile(profileName)?.values ?? [:]
        values.merge(configuration.credentialsFile.credentialsProfile(profileName)?.values ?? [:]) { $1 }
        if let role = values["role_arn"] { return assumed(role, values) }
        if let account = values["sso_account_id"], let role = values["sso_role_name"] {
            return signedIn(account, role, values)
        }
        if let id = values["aws_access_key_id"] {
            guard let secret = values["aws_secret_access_key"] else {
                return .broken("profile `\(profileName)` has aws_access_key_id, but no aws_secret_access_key")
            }
            let credentials = AWSCredentials(
                accessKeyID: id,
                secretAccessKey: secret,
                sessionToken: values["aws_session_token"]
            )
            return .found(StaticCredentials(credentials: credentials, place: place))
        }
        if let command = values["credential_process"] {
            return .found(ProcessCredentials(command: command, profile: profileName))
        }
        return .absent
    }

    // MARK: - Roles

    private func assumed(_ role: String, _ values: [String: String]) -> Choice {
        guard values["mfa_serial"] == nil else {
            return .broken(
                "profile `\(profileName)` asks for an MFA code (mfa_serial), which nobody can type into a daemon: use a role "
                    + "that does not need one"
            )
        }
        guard visited.count < Self.chainMax, !visited.contains(profileName) || values["aws_access_key_id"] != nil else {
            return .broken("the source_profile of `\(profileName)` leads back to it")
        }
        let proof: AssumedRole.Proof
        if let path = values["web_identity_token_file"] {
            proof = .webIdentity(path: path)
        } else if let source = values["source_profile"] {
            guard let found = source == profileName ? ownKeys(values) : chained(source) else {
                return .broken("profile `\(profileName)` is its own source_profile, and has no keys")
            }
            proof = .credentials(found)
        } else if let source = values["credential_source"] {
            guard let found = named(source) else {
                return .broken("profile `\(profileName)`: credential_source cannot be `\(source)`")
            }
            proof = .credentials(found)
        } else {
            return .broken("profile `\(profileName)` has role_arn, but neither source_profile nor credential_source")
        }
        return .found(
            AssumedRole(
                roleARN: role,
                sessionName: values["role_session_name"] ?? "stepd",
                externalID: values["external_id"],
                durationSeconds: values["duration_seconds"].flatMap { Int($0) },
                proof: proof,
                surroundings: surroundings
            )
        )
    }

    private func chained(_ source: String) -> any CredentialsProvider {
        ProfileCredentials(surroundings: surroundings, name: source, visited: visited + [profileName])
    }

    /// The keys that stand in the profile itself.
    private func ownKeys(_ values: [String: String]) -> (any CredentialsProvider)? {
        guard let id = values["aws_access_key_id"], let secret = values["aws_secret_access_key"] else { return nil }
        let credentials = AWSCredentials(
            accessKeyID: id,
            secretAccessKey: secret,
            sessionToken: values["aws_session_token"]
        )
        return StaticCredentials(credentials: credentials, place: place)
    }

    private func named(_ source: String) -> (any CredentialsProvider)? {
        switch source {
        case "Environment": EnvironmentCredentials(configuration)
        case "Ec2InstanceMetadata": InstanceCredentials(surroundings: surroundings)
        case "EcsContainer": ContainerCredentials(surroundings: surroundings)
        default: nil
        }
    }

    // MARK: - Sign-in

    private func signedIn(_ account: String, _ role: String, _ values: [String: String]) -> Choice {
        var (key, region) = (values["sso_start_url"], values["sso_region"])
        if let session = values["sso_session"] {
            let section = configuration.configFile.sections["sso-session \(session)"]?.values ?? [:]
            (key, region) = (session, section["sso_region"])
        }
        guard let key, let region else {
            return .broken("profile `\(profileName)` needs sso_session, or sso_start_url and sso_region")
        }
        return .found(
            SSOCredentials(
                profile: profileName,
                cacheKey: key,
                region: region,
                account: account,
                role: role,
                surroundings: surroundings
            )
        )
    }
}

/// Credentials that are known.
struct StaticCredentials: CredentialsProvider {
    let credentials: AWSCredentials
    let place: String

    func find(_ completion: @escaping @Sendable (CredentialsFinding) -> Void) { completion(.found(credentials)) }
}

/// A role for whoever has the token of an identity provider's, as the environment names them.
struct WebIdentityCredentials: CredentialsProvider {
    let surroundings: CredentialsSurroundings

    var place: String { "a web identity (AWS_WEB_IDENTITY_TOKEN_FILE, AWS_ROLE_ARN)" }

    func find(_ completion: @escaping @Sendable (CredentialsFinding) -> Void) {
        let configuration = surroundings.configuration
        guard let path = configuration.variable("AWS_WEB_IDENTITY_TOKEN_FILE") else { return completion(.absent) }
        guard let role = configuration.variable("AWS_ROLE_ARN") else {
            return completion(.broken("AWS_WEB_IDENTITY_TOKEN_FILE is set, but AWS_ROLE_ARN is not"))
        }
        AssumedRole(
            roleARN: role,
            sessionName: configuration.variable("AWS_ROLE_SESSION_NAME") ?? "stepd",
            proof: .webIdentity(path: path),
            surroundings: surroundings
        ).find(completion)
    }
}
