import StepAWS
import StepJSON

/// Credentials that a container's or an instance's own endpoint gives.
///
/// Sources: "Container credential provider" and "IMDS credential provider", AWS SDKs and Tools Reference Guide.
struct ContainerCredentials: CredentialsProvider {
    let surroundings: CredentialsSurroundings

    private static let ecsAddress = "http://169.254.170.2"
    /// The hosts that may be asked without TLS besides loopback addresses: those of ECS and EKS.
    private static let plainHosts: Set<String> = [
        "169.254.170.2", "169.254.170.23", "[fd00:ec2::23]", "localhost", "[::1]",
    ]

    var place: String { "the container's endpoint (AWS_CONTAINER_CREDENTIALS_RELATIVE_URI, …_FULL_URI)" }

    func find(_ completion: @escaping @Sendable (CredentialsFinding) -> Void) {
        let configuration = surroundings.configuration
        let url: String
        if let path = configuration.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            url = Self.ecsAddress + path
        } else if let full = configuration.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI") {
            guard let endpoint = ServiceEndpoint(url: full, signingRegion: ""), Self.isAllowed(endpoint) else {
                return completion(
                    .broken("AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or http to this machine, ECS or EKS")
                )
            }
            url = full
        } else {
            return completion(.absent)
        }
        var fields: [HTTPField] = []
        if let path = configuration.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            guard let token = TokenFile.text(at: path) else {
                return completion(.broken("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE cannot be read"))
            }
            fields.append(HTTPField("Authorization", token))
        } else if let token = configuration.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN") {
            fields.append(HTTPField("Authorization", token))
        }
        let request = CurlRequest(
            method: "GET",
            url: url,
            fields: fields,
            connectTimeoutSeconds: 2,
            totalTimeoutSeconds: 10
        )
        surroundings.transport.send(request) { completion(HTTPCredentials.finding($0, "the container's endpoint")) }
    }

    private static func isAllowed(_ endpoint: ServiceEndpoint) -> Bool {
        if endpoint.scheme == "https" { return true }
        let authority = endpoint.authority
        let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } + "]" : authority.prefix { $0 != ":" }
        return plainHosts.contains(String(host)) || host.hasPrefix("127.")
    }
}

/// The role of the EC2 instance, from its metadata service, version 2.
struct InstanceCredentials: CredentialsProvider {
    let surroundings: CredentialsSurroundings

    private static let path = "/latest/meta-data/iam/security-credentials/"

    var place: String { "the instance's metadata service" }

    private var address: String {
        let configuration = surroundings.configuration
        let own =
            configuration.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT")
            ?? configuration.setting("ec2_metadata_service_endpoint")
        if let own { return own.hasSuffix("/") ? String(own.dropLast()) : own }
        let mode =
            configuration.variable("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")
            ?? configuration.setting("ec2_metadata_service_endpoint_mode")
        return mode?.lowercased() == "ipv6" ? "http://[fd00:ec2::254]" : "http://169.254.169.254"
    }

    func find(_ completion: @escaping @Sendable (CredentialsFinding) -> Void) {
        guard surroundings.configuration.variable("AWS_EC2_METADATA_DISABLED")?.lowercased() != "true" else {
            return completion(.absent)
        }
        let lifetime = HTTPField("x-aws-ec2-metadata-token-ttl-seconds", "21600")
        ask("PUT", "/latest/api/token", [lifetime]) { result in
            // Where nobody answers there is no such service: this machine is not in EC2.
            guard case .success(let response) = result, response.statusCode == 200 else { return completion(.absent) }
            let token = HTTPField("x-aws-ec2-metadata-token", String(decoding: response.body, as: UTF8.self))
            role(token, completion)
        }
    }

    private func role(_ token: HTTPField, _ completion: @escaping @Sendable (CredentialsFinding) -> Void) {
        ask("GET", Self.path, [token]) { result in
            guard case .success(let response) = result, response.statusCode == 200,
                let name = String(decoding: response.body, as: UTF8.self).split(whereSeparator: \.isNewline).first
            else { return completion(.absent) }
            ask("GET", Self.path + PercentEncoding.encode(name), [token]) { result in
                completion(HTTPCredentials.finding(result, place))
            }
        }
    }

    private func ask(
        _ method: String,
        _ path: String,
        _ fields: [HTTPField],
        _ completion: @escaping @Sendable (Result<HTTPResponse, CurlError>) -> Void
    ) {
        // Where there is no instance, nothing answers: that must not hold up anybody for long.
        let request = CurlRequest(
            method: method,
            url: address + path,
            fields: fields,
            connectTimeoutSeconds: 1,
            totalTimeoutSeconds: 5
        )
        surroundings.transport.send(request, completion: completion)
    }
}

/// The document in which both give their credentials.
enum HTTPCredentials {
    static func finding(_ result: Result<HTTPResponse, CurlError>, _ place: String) -> CredentialsFinding {
        switch result {
        case .failure(let error): return .broken("\(place) does not answer: \(error.message)")
        case .success(let response):
            guard response.statusCode == 200 else {
                return .broken("\(place) answers with status \(response.statusCode)")
            }
            let document = (try? JSONParser.parse(bytes: response.body)) ?? .null
            return AWSCredentials(document: document, secret: "SecretAccessKey", token: "Token").map { .found($0) }
                ?? .broken("\(place) answers without credentials")
        }
    }
}
