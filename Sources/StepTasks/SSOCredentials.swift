import Crypto
import StepAWS
import StepJSON

/// The credentials of somebody who signed in with `aws sso login`: a token in `~/.aws/sso/cache`, for which IAM Identity
/// Center gives those of a role.
///
/// Source: "IAM Identity Center credential provider", AWS SDKs and Tools Reference Guide.
struct SSOCredentials: CredentialsProvider {
    let profile: String
    /// `sso_session`'s name, or the start URL: what the token's file is named after.
    let cacheKey: String
    let region: String
    let account: String
    let role: String
    let surroundings: CredentialsSurroundings

    var place: String { "IAM Identity Center for profile `\(profile)`" }

    func find(_ completion: @escaping @Sendable (CredentialsFinding) -> Void) {
        guard let home = surroundings.configuration.variable("HOME") else {
            return completion(.broken("there is no home directory to look for a sign-in in"))
        }
        let digest = CanonicalRequest.hex(Array(Insecure.SHA1.hash(data: Array(cacheKey.utf8))))
        let text = TokenFile.text(at: "\(home)/.aws/sso/cache/\(digest).json") ?? ""
        let login = "run `aws sso login --profile \(profile)`"
        guard let document = try? JSONParser.parse(text), let token = document["accessToken"]?.stringValue else {
            return completion(.broken("nobody is signed in for profile `\(profile)`: \(login)"))
        }
        let expiry = document["expiresAt"]?.stringValue.flatMap { WireTimestamp.parse($0) } ?? 0
        guard expiry > surroundings.epochSeconds() else {
            return completion(.broken("the sign-in of profile `\(profile)` has ended: \(login)"))
        }
        let client = surroundings.client(NoCredentials())
        let call = AWSCall(
            service: "sso",
            action: "getRoleCredentials",
            parameters: ["RoleName": .string(role), "AccountId": .string(account), "AccessToken": .string(token)],
            timeoutSeconds: 30,
            idempotencyToken: "",
            keepsModelNames: true,
            region: region
        )
        client.start(call, client.nextID()) { result in
            withExtendedLifetime(client) { completion(finding(result, login)) }
        }
    }

    private func finding(_ result: Result<AWSAnswer, AWSCallError>, _ login: String) -> CredentialsFinding {
        switch result {
        case .success(let answer):
            let document = answer.value["roleCredentials"] ?? .null
            guard
                var credentials = AWSCredentials(document: document, secret: "secretAccessKey", token: "sessionToken")
            else { return .broken("\(place) gave no credentials") }
            // Milliseconds, as nowhere else.
            credentials.expirySeconds = credentials.expirySeconds.map { $0 / 1_000 }
            return .found(credentials)
        case .failure(.fault(let fault, _)) where fault.statusCode == 401:
            return .broken("the sign-in of profile `\(profile)` is no longer valid: \(login)")
        case .failure(.fault(let fault, _)): return .broken("\(place): \(fault.message)")
        case .failure(.client(let message, _)), .failure(.invalid(let message)), .failure(.role(let message)):
            return .broken("\(place): \(message)")
        }
    }
}
