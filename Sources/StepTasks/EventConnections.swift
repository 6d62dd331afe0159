import StepAWS
import StepJSON
import Synchronization

/// Finds what connections of EventBridge add to requests: the connection by its ARN, its secret in Secrets Manager, and
/// for OAuth a token.
///
/// Safe to use from any thread. Secrets and tokens are kept in memory for a while, and are in no error.
final class EventConnections: Sendable {
    /// Why a connection cannot be used, as a state's error.
    struct Failure: Error {
        var error: String
        var cause: String
    }

    typealias Completion = @Sendable (Result<RequestAdditions, Failure>) -> Void

    private let client: AWSClient
    private let transport: CurlMulti
    private let kept = Mutex<[Key: Entry]>([:])

    private struct Key: Hashable {
        var arn: String
        var roleARN: String?
    }

    private struct Entry {
        var connection: EventConnection
        /// Until when it is taken as it is, of the clock that never jumps.
        var untilSeconds: Double
        var token: String?
        var tokenUntilSeconds = 0.0
    }

    private static let keptMax = 256
    private static let keptSeconds = 60.0
    /// A token is asked for anew so long before it ends.
    private static let spareSeconds = 30.0
    private static let callSeconds = 30.0

    init(client: AWSClient, transport: CurlMulti) {
        self.client = client
        self.transport = transport
    }

    /// Finds the connection's additions; `completion` is called once, from any thread.
    func find(_ arn: String, roleARN: String?, completion: @escaping Completion) {
        let key = Key(arn: arn, roleARN: roleARN)
        if let entry = kept.withLock({ $0[key] }), entry.untilSeconds > CurlLoop.nowSeconds() {
            return authorize(entry.connection, key, completion)
        }
        read(key) { [self] result in
            switch result {
            case .failure(let failure): completion(.failure(failure))
            case .success(let connection):
                kept.withLock { kept in
                    if kept.count >= Self.keptMax { kept.removeAll() }
                    let old = kept[key]
                    let until = CurlLoop.nowSeconds() + Self.keptSeconds
                    kept[key] = Entry(connection: connection, untilSeconds: until)
                    kept[key]?.token = old?.token
                    kept[key]?.tokenUntilSeconds = old?.tokenUntilSeconds ?? 0
                }
                authorize(connection, key, completion)
            }
        }
    }

    /// Forgets the token and the secret of a connection: a request with them was not authorized.
    func forget(_ arn: String, roleARN: String?) {
        kept.withLock { $0[Key(arn: arn, roleARN: roleARN)] = nil }
    }
}

// MARK: - Reading

extension EventConnections {
    private func read(_ key: Key, _ completion: @escaping @Sendable (Result<EventConnection, Failure>) -> Void) {
        // arn:aws:events:<region>:<account>:connection/<name>/<id>
        let parts = key.arn.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let path = parts.last?.split(separator: "/").map(String.init) ?? []
        guard parts.count == 6, parts[2] == "events", path.count >= 2, path[0] == "connection" else {
            let cause = "`\(key.arn)` is not the ARN of a connection of EventBridge"
            return completion(.failure(Failure(error: "States.Runtime", cause: cause)))
        }
        let region = parts[3]
        call("eventbridge", "describeConnection", ["Name": .string(path[1])], region, key) { [self] result in
            switch result {
            case .failure(let failure): completion(.failure(failure))
            case .success(let description): readSecret(description, region, key, completion)
            }
        }
    }

    private func readSecret(
        _ description: JSONValue,
        _ region: String,
        _ key: Key,
        _ completion: @escaping @Sendable (Result<EventConnection, Failure>) -> Void
    ) {
        guard description["ConnectionState"] == "AUTHORIZED", let secretARN = description["SecretArn"] else {
            let state = description["ConnectionState"]?.stringValue ?? "unknown"
            let cause = "The connection \(key.arn) is not authorized: its state is \(state)"
            return completion(
                .failure(Failure(error: "Events.ConnectionResource.InvalidConnectionState", cause: cause))
            )
        }
        call("secretsmanager", "getSecretValue", ["SecretId": secretARN], region, key) { result in
            switch result {
            case .failure(let failure): completion(.failure(failure))
            case .success(let answer):
                let secret = answer["SecretString"]?.stringValue.flatMap { try? JSONParser.parse($0) }
                guard let secret, let connection = EventConnection(description: description, secret: secret) else {
                    let cause = "The secret of the connection \(key.arn) is not one that EventBridge makes"
                    return completion(.failure(Failure(error: "States.Runtime", cause: cause)))
                }
                completion(.success(connection))
            }
        }
    }

    private func call(
        _ service: String,
        _ action: String,
        _ parameters: JSONValue,
        _ region: String,
        _ key: Key,
        _ completion: @escaping @Sendable (Result<JSONValue, Failure>) -> Void
    ) {
        let call = AWSCall(
            service: service,
            action: action,
            parameters: parameters,
            timeoutSeconds: Self.callSeconds,
            idempotencyToken: "",
            region: region,
            roleARN: key.roleARN
        )
        client.start(call, client.nextID()) { result in
            completion(
                result.map(\.value).mapError { error in
                    // As a task that made the call itself would fail.
                    Failure(error: error.errorName, cause: "the connection \(key.arn) cannot be read: \(error)")
                }
            )
        }
    }
}

// MARK: - Authorizing

extension EventConnections {
    private func authorize(_ connection: EventConnection, _ key: Key, _ completion: @escaping Completion) {
        switch connection.authorization {
        case .header(let field): completion(.success(Self.additions(connection, field)))
        case .token(let request):
            let entry = kept.withLock { $0[key] }
            if let token = entry?.token, let until = entry?.tokenUntilSeconds, until > CurlLoop.nowSeconds() {
                return completion(.success(Self.additions(connection, Self.bearer(token))))
            }
            var curlRequest = request.request
            curlRequest.totalTimeoutSeconds = Self.callSeconds
            transport.send(curlRequest) { [self] result in
                guard case .success(let response) = result, let token = EventConnection.TokenRequest.token(response)
                else { return completion(.failure(Self.failure(result, key))) }
                kept.withLock { kept in
                    kept[key]?.token = token.text
                    kept[key]?.tokenUntilSeconds = CurlLoop.nowSeconds() + token.seconds - Self.spareSeconds
                }
                completion(.success(Self.additions(connection, Self.bearer(token.text))))
            }
        }
    }

    private static func additions(_ connection: EventConnection, _ field: HTTPField) -> RequestAdditions {
        var additions = connection.additions
        additions.headers[field.name] = field.value
        return additions
    }

    /// RFC 6750, 2.1.
    private static func bearer(_ token: String) -> HTTPField { HTTPField("Authorization", "Bearer \(token)") }

    /// Without the answer's body, which may repeat what was sent.
    private static func failure(_ result: Result<HTTPResponse, CurlError>, _ key: Key) -> Failure {
        let reason =
            switch result {
            case .success(let response): "the answer with status \(response.statusCode) has no access_token"
            case .failure(let error): error.message
            }
        let cause = "No token for the connection \(key.arn): \(reason)"
        return Failure(error: "Events.ConnectionResource.AuthorizationFailed", cause: cause)
    }
}
