import CCurl
import Glibc
import StepAWS
import StepProtocol
import StepTime

/// Calls operations of the daemon: AWS JSON 1.0 over its socket or an HTTP endpoint.
struct APIClient {
    let endpoint: Endpoint
    private let http: HTTPClient

    init(_ endpoint: Endpoint) throws {
        self.endpoint = endpoint
        http = try HTTPClient(endpoint)
    }

    func call<Response: WireShape>(
        _ operation: AWSOperation,
        _ request: some WireShape,
        _ response: Response.Type = Response.self
    ) throws -> Response {
        try call(target: operation.target, request)
    }

    func call<Response: WireShape>(
        _ operation: StepdOperation,
        _ request: some WireShape,
        _ response: Response.Type = Response.self
    ) throws -> Response {
        try call(target: operation.target, request)
    }

    /// - Throws: `AWSError` as the daemon answered it, or ``CommandError`` when there is no usable answer.
    private func call<Response: WireShape>(target: String, _ request: some WireShape) throws -> Response {
        let body = WireWriter.bytes(of: request)
        let answer: (status: Int, body: [UInt8])
        do {
            answer = try http.post(body, fields: fields(target: target, body: body))
        } catch let error as HTTPClient.TransportError {
            throw Self.explained(error, endpoint: endpoint)
        }
        guard answer.status == 200 else { throw AWSError(httpStatus: answer.status, body: answer.body) }
        do {
            return try WireReader.read(Response.self, body: answer.body)
        } catch {
            throw CommandError(
                "the answer of \(endpoint.name) to \(target) cannot be read: \(error.message)",
                hint: "Is it stepd, and of the same version as stepctl?"
            )
        }
    }

    /// The header of a request, signed where it goes over TCP and the environment has keys.
    private func fields(target: String, body: [UInt8]) -> [(name: String, value: String)] {
        var request = HTTPRequest(
            method: "POST",
            fields: [HTTPField("Content-Type", "application/x-amz-json-1.0"), HTTPField("X-Amz-Target", target)],
            body: body
        )
        if case .url = endpoint, let key = Environment["AWS_ACCESS_KEY_ID"],
            let secret = Environment["AWS_SECRET_ACCESS_KEY"]
        {
            let signer = SignatureV4(
                credentials: AWSCredentials(
                    accessKeyID: key,
                    secretAccessKey: secret,
                    sessionToken: Environment["AWS_SESSION_TOKEN"]
                ),
                region: Environment["AWS_REGION"] ?? Environment["AWS_DEFAULT_REGION"] ?? "us-east-1",
                service: "states"
            )
            request = signer.signed(request, host: endpoint.host, at: SystemClock.now.epochSeconds)
        }
        return request.fields.map { ($0.name, $0.value) }
    }
}

// MARK: - No answer

extension APIClient {
    /// Why there is no answer, and what to do.
    static func explained(_ error: HTTPClient.TransportError, endpoint: Endpoint) -> CommandError {
        switch (error.code, error.systemError) {
        case (CURLE_WRITE_ERROR, _):
            return CommandError(
                "the answer of \(endpoint.name) is larger than \(HTTPClient.answerBytesMax) bytes",
                hint: "Ask for less, as with -n."
            )
        case (CURLE_URL_MALFORMAT, _), (CURLE_UNSUPPORTED_PROTOCOL, _):
            return CommandError(
                "\(endpoint.name) is not an endpoint",
                hint: "Write it as http://127.0.0.1:8083.",
                status: .usage
            )
        case (CURLE_COULDNT_CONNECT, EACCES), (CURLE_COULDNT_CONNECT, EPERM):
            return CommandError(
                "no permission to use \(endpoint.name)",
                hint: "Be root or a member of the socket's group: ls -l \(endpoint.name)",
                status: .unreachable
            )
        case (CURLE_OPERATION_TIMEDOUT, _):
            return unreachable(endpoint, "it does not answer in time")
        case (CURLE_COULDNT_CONNECT, let number) where number != 0:
            return unreachable(endpoint, String(cString: strerror(number)))
        default:
            return unreachable(endpoint, error.message)
        }
    }

    private static func unreachable(_ endpoint: Endpoint, _ reason: String) -> CommandError {
        CommandError(
            "cannot reach stepd at \(endpoint.name): \(reason)",
            hint: "Is it running? See: systemctl status stepd",
            status: .unreachable
        )
    }
}
