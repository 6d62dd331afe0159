import StepAWS
import StepJSON

/// The credentials of an IAM role, from STS: AssumeRole, or AssumeRoleWithWebIdentity with a token from a file.
///
/// Source: "AssumeRole" and "AssumeRoleWithWebIdentity", AWS Security Token Service API Reference.
struct AssumedRole: CredentialsProvider {
    /// What shows who asks.
    enum Proof: Sendable {
        case credentials(any CredentialsProvider)
        /// The path of a token of an identity provider's; it is read each time, as it is replaced from time to time.
        case webIdentity(path: String)
    }

    let roleARN: String
    var sessionName = "stepd"
    var externalID: String?
    var durationSeconds: Int?
    let proof: Proof
    let surroundings: CredentialsSurroundings

    private static let timeoutSeconds = 30.0

    var place: String { "role \(roleARN)" }

    func find(_ completion: @escaping @Sendable (CredentialsFinding) -> Void) {
        var parameters: JSONObject = ["RoleArn": .string(roleARN), "RoleSessionName": .string(sessionName)]
        parameters["DurationSeconds"] = durationSeconds.map { .number(JSONNumber($0)) }
        let client: AWSClient
        let action: String
        switch proof {
        case .credentials(let source):
            parameters["ExternalId"] = externalID.map { .string($0) }
            (client, action) = (surroundings.client(source), "assumeRole")
        case .webIdentity(let path):
            guard let token = TokenFile.text(at: path) else {
                return completion(.broken("the web identity token \(path) cannot be read"))
            }
            parameters["WebIdentityToken"] = .string(token)
            (client, action) = (surroundings.client(NoCredentials()), "assumeRoleWithWebIdentity")
        }
        let call = AWSCall(
            service: "sts",
            action: action,
            parameters: .object(parameters),
            timeoutSeconds: Self.timeoutSeconds,
            idempotencyToken: ""
        )
        client.start(call, client.nextID()) { result in
            // The client lives until it has answered.
            withExtendedLifetime(client) { completion(finding(result)) }
        }
    }

    private func finding(_ result: Result<AWSAnswer, AWSCallError>) -> CredentialsFinding {
        switch result {
        case .success(let answer):
            AWSCredentials(
                document: answer.value["Credentials"] ?? .null,
                secret: "SecretAccessKey",
                token: "SessionToken"
            )
            .map { .found($0) } ?? .broken("the answer of STS for \(roleARN) holds no credentials")
        case .failure(.fault(let fault, _)):
            .broken("role \(roleARN) cannot be assumed: \(fault.message.isEmpty ? fault.code : fault.message)")
        case .failure(.client(let message, _)), .failure(.invalid(let message)), .failure(.role(let message)):
            .broken("role \(roleARN) cannot be assumed: \(message)")
        }
    }
}
