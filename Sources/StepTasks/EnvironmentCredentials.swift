import StepAWS

/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_SESSION_TOKEN`.
package struct EnvironmentCredentials: CredentialsProvider {
    private let configuration: AWSConfiguration

    package init(_ configuration: AWSConfiguration) { self.configuration = configuration }

    package var place: String { "the environment (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)" }

    package func find(_ completion: @escaping @Sendable (CredentialsFinding) -> Void) {
        let values = (
            configuration.variable("AWS_ACCESS_KEY_ID"), configuration.variable("AWS_SECRET_ACCESS_KEY")
        )
        switch values {
        case (let id?, let secret?):
            let token = configuration.variable("AWS_SESSION_TOKEN")
            completion(.found(AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token)))
        case (nil, nil): completion(.absent)
        case (_, nil): completion(.broken("AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not"))
        case (nil, _): completion(.broken("AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not"))
        }
    }
}
