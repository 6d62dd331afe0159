import NIOHTTP1
import StepAWS
import StepEngine
import StepJSON
import StepLanguage
import StepMachine
import StepTasks
import Testing

@Suite struct HTTPIntegrationTests {
    private func request(_ parameters: JSONValue, of integration: String = "http") throws -> TaskRequest {
        TaskRequest(
            token: TaskToken(execution: 1, frame: 0, event: 3),
            resource: try TaskResource("arn:aws:states:::\(integration):invoke"),
            parameters: JSONDocument(parameters),
            timeoutSeconds: nil,
            heartbeatSeconds: nil,
            credentials: nil,
            stateName: "Call"
        )
    }

    private func withIntegration(
        _ answer: @escaping @Sendable (HTTPTestServer.Request, Int) -> HTTPTestServer.Answer,
        _ body: (HTTPIntegration, HTTPTestServer) async throws -> Void
    ) async throws {
        try await TestModels.with { models in
            for (service, model) in ConnectionModels.all {
                try models.addModel(model, service: service, version: "2015-10-07")
            }
            try await HTTPTestServer.with(answer: answer) { server in
                let transport = try CurlMulti()
                defer { transport.shutdown() }
                let client = models.client(of: server.url, transport)
                try await body(
                    HTTPIntegration(transport: transport, client: client, region: "eu-central-1"),
                    server
                )
            }
        }
    }

    private func outcome(of request: TaskRequest, _ integration: HTTPIntegration) async -> TaskOutcome {
        await withCheckedContinuation { continuation in
            integration.start(request) { continuation.resume(returning: $0) }
        }
    }

    private func outcome(
        _ parameters: (String) -> JSONValue,
        answer: HTTPTestServer.Answer
    ) async throws -> (outcome: TaskOutcome, request: HTTPTestServer.Request?) {
        var result = TaskOutcome.failed(error: nil, cause: nil)
        var seen: HTTPTestServer.Request?
        try await withIntegration({ _, _ in answer }) { integration, server in
            let request = try request(parameters(server.url))
            #expect(integration.handles(request.resource))
            result = await self.outcome(of: request, integration)
            seen = server.requests.first
        }
        return (result, seen)
    }

    @Test func requestIsWrittenAndItsAnswerRead() async throws {
        let (outcome, request) = try await outcome(
            { url in
                [
                    "ApiEndpoint": .string("\(url)/orders?fixed=1"), "Method": "POST",
                    "Headers": ["X-Own": "yes", "X-Many": ["a", "b"]],
                    "QueryParameters": ["q": "a b", "n": 2, "list": ["x", "y"]], "RequestBody": ["order": 1],
                ]
            },
            answer: .init(201, #"{"id": 7}"#, headers: ["Content-Type": "application/json", "X-Answer": "1"])
        )
        #expect(request?.method == "POST")
        #expect(request?.target == "/orders?fixed=1&q=a%20b&n=2&list=x&list=y")
        #expect(request?.body == #"{"order":1}"#)
        #expect(request?.headers["Content-Type"] == ["application/json"])
        #expect(request?.headers["X-Many"] == ["a", "b"])
        #expect(request?.headers["User-Agent"] == ["Amazon|StepFunctions|HttpInvoke|eu-central-1"])
        #expect(request?.headers["Range"] == ["bytes=0-262144"])
        guard case .succeeded(let document) = outcome else { throw Failed(outcome: outcome) }
        #expect(document.value["StatusCode"] == 201)
        #expect(document.value["StatusText"] == "Created")
        #expect(document.value["ResponseBody"] == ["id": 7])
        #expect(document.value["Headers"]?["x-answer"] == ["1"])
    }

    @Test(arguments: [
        ("INDICES", "a=1&list%5B0%5D=x&list%5B1%5D=y&in%5Bb%5D=c%20d"), ("REPEAT", "a=1&list=x&list=y&in%5Bb%5D=c%20d"),
        ("COMMAS", "a=1&list=x%2Cy&in%5Bb%5D=c%20d"), ("BRACKETS", "a=1&list%5B%5D=x&list%5B%5D=y&in%5Bb%5D=c%20d"),
    ]) func bodyCanBeAForm(_ format: String, _ body: String) async throws {
        let (_, request) = try await outcome(
            { url in
                [
                    "ApiEndpoint": .string(url), "Method": "PUT",
                    "RequestBody": ["a": 1, "list": ["x", "y"], "in": ["b": "c d"]],
                    "Transform": [
                        "RequestBodyEncoding": "URL_ENCODED",
                        "RequestEncodingOptions": ["ArrayFormat": .string(format)],
                    ],
                ]
            },
            answer: .init(200)
        )
        #expect(request?.body == body)
        #expect(request?.headers["Content-Type"] == ["application/x-www-form-urlencoded"])
    }

    @Test func statusIsTheError() async throws {
        let (outcome, _) = try await outcome(
            { ["ApiEndpoint": .string($0), "Method": "GET"] },
            answer: .init(404, "gone", headers: ["Content-Type": "text/plain"])
        )
        guard case .failed(let error, let cause) = outcome else { throw Failed(outcome: outcome) }
        #expect(error == "States.Http.StatusCode.404")
        #expect(try JSONParser.parse(cause ?? "")["ResponseBody"] == "gone")
    }

    @Test func brokenConnectionIsASocketError() async throws {
        let (outcome, _) = try await outcome(
            { ["ApiEndpoint": .string($0), "Method": "GET"] },
            answer: .init(200, breaksOff: true)
        )
        guard case .failed("States.Http.Socket", _) = outcome else { throw Failed(outcome: outcome) }
    }

    @Test(
        arguments: [
            ["Method": "GET"], ["ApiEndpoint": "ftp://x", "Method": "GET"],
            ["ApiEndpoint": "http://x", "Method": "TRACE"],
            ["ApiEndpoint": "http://x", "Method": "GET", "Authentication": ["ConnectionArn": "arn:c"]],
        ] as [JSONValue]
    ) func whatIsNoRequestIsRefused(_ parameters: JSONValue) async throws {
        let (outcome, request) = try await outcome({ _ in parameters }, answer: .init(200))
        guard case .failed("States.Runtime", _) = outcome else { throw Failed(outcome: outcome) }
        #expect(request == nil)
    }

    @Test func onlyMethodsThatMayBeRepeatedAre() async throws {
        let (put, post) = (try request(["Method": "PUT"]), try request(["Method": "POST"]))
        try await withIntegration({ _, _ in .init(200) }) { integration, _ in
            #expect(integration.interruption(of: put) == .sendAgain)
            #expect(integration.interruption(of: post) == .fail)
        }
    }

    struct Failed: Error {
        var outcome: TaskOutcome
    }
}

// MARK: - Connections of EventBridge

extension HTTPIntegrationTests {
    private static let arn = "arn:aws:events:eu-central-1:123456789012:connection/partner/0001"

    /// What EventBridge and Secrets Manager answer, and whoever gives tokens; nil for the API itself.
    @Sendable private static func connection(
        _ request: HTTPTestServer.Request,
        type: String,
        secret: JSONValue,
        state: String = "AUTHORIZED"
    ) -> HTTPTestServer.Answer? {
        switch request.headers["X-Amz-Target"].first {
        case "AWSEvents.DescribeConnection":
            let answer: JSONValue = [
                "AuthorizationType": .string(type), "ConnectionState": .string(state), "SecretArn": "arn:secret",
            ]
            return .init(200, JSONWriter.text(of: answer))
        case "secretsmanager.GetSecretValue":
            let answer: JSONValue = ["SecretString": .string(JSONWriter.text(of: secret))]
            return .init(200, JSONWriter.text(of: answer))
        default: return nil
        }
    }

    private func parameters(_ url: String, _ more: JSONObject = JSONObject()) -> JSONValue {
        var parameters: JSONObject = [
            "ApiEndpoint": .string("\(url)/api"), "Method": "POST",
            "Authentication": ["ConnectionArn": .string(Self.arn)],
        ]
        for (name, value) in more { parameters[name] = value }
        return .object(parameters)
    }

    @Test(
        arguments: [
            ("BASIC", ["username": "me", "password": "it"], "Authorization", "Basic bWU6aXQ="),
            ("API_KEY", ["api_key_name": "X-Key", "api_key_value": "k1"], "X-Key", "k1"),
        ] as [(String, JSONValue, String, String)]
    ) func connectionAuthorizesTheRequest(
        _ type: String,
        _ secret: JSONValue,
        _ header: String,
        _ value: String
    ) async throws {
        try await withIntegration({ request, _ in
            Self.connection(request, type: type, secret: secret) ?? .init(200, "ok")
        }) { integration, server in
            // The secret is read once for both.
            for _ in 0..<2 {
                let request = try request(parameters(server.url, ["Headers": [header: "own"]]))
                guard case .succeeded = await outcome(of: request, integration) else {
                    Issue.record("\(type)")
                    return
                }
            }
            #expect(server.requests.map(\.target) == ["/", "/", "/api", "/api"])
            #expect(server.requests.last?.headers[header] == [value])
        }
    }

    private static let additions: JSONValue = [
        "username": "me", "password": "it",
        "invocation_http_parameters": [
            "header_parameters": [["key": "X-Team", "value": "ops", "is_value_secret": false]],
            "query_string_parameters": [["key": "q", "value": "theirs"]],
            "body_parameters": [["key": "tenant", "value": "7"]],
        ],
    ]

    @Test func valuesOfTheConnectionWin() async throws {
        try await withIntegration({ request, _ in
            Self.connection(request, type: "BASIC", secret: Self.additions) ?? .init(200, "ok")
        }) { integration, server in
            let given: JSONObject = [
                "Headers": ["x-team": "mine", "X-Own": "1"], "QueryParameters": ["q": "mine", "Q": "stays"],
                "RequestBody": ["tenant": "mine", "order": 1],
            ]
            _ = await outcome(of: try request(parameters(server.url, given)), integration)
            let sent = try #require(server.requests.last)
            #expect(sent.target == "/api?Q=stays&q=theirs")
            #expect(sent.headers["X-Team"] == ["ops"])
            #expect(sent.headers["X-Own"] == ["1"])
            #expect(try JSONParser.parse(sent.body) == ["tenant": "7", "order": 1])
            let text = try request(parameters(server.url, ["RequestBody": "text"]))
            guard case .failed("States.Runtime", let cause) = await outcome(of: text, integration) else {
                Issue.record("a text cannot have members")
                return
            }
            #expect(cause?.contains("RequestBody must be an object") == true)
        }
    }

    /// The first token has been revoked: another is asked for, once.
    @Test func tokenIsKeptAndAskedForAnewWhenItIsRefused() async throws {
        let secret: JSONValue = [
            "client_parameters": ["client_id": "id", "client_secret": "s:1"], "http_method": "POST",
            "o_auth_http_parameters": ["body_parameters": [["key": "scope", "value": "orders"]]],
        ]
        try await withIntegration({ request, count in
            var secret = secret.objectValue ?? JSONObject()
            let host = request.headers["Host"].first ?? ""
            secret["authorization_endpoint"] = .string("http://\(host)/token")
            if let answer = Self.connection(request, type: "OAUTH_CLIENT_CREDENTIALS", secret: .object(secret)) {
                return answer
            }
            if request.target == "/token" {
                return .init(200, #"{"access_token": "t\#(count)", "token_type": "Bearer", "expires_in": 3600}"#)
            }
            return .init(request.headers["Authorization"] == ["Bearer t2"] ? 401 : 200, "{}")
        }) { integration, server in
            for _ in 0..<2 {
                guard case .succeeded = await outcome(of: try request(parameters(server.url)), integration) else {
                    Issue.record("the second token is good")
                    return
                }
            }
            #expect(server.requests.map(\.target) == ["/", "/", "/token", "/api", "/", "/", "/token", "/api", "/api"])
            let token = server.requests[2]
            #expect(token.headers["Authorization"] == ["Basic aWQ6cyUzQTE="])
            #expect(token.headers["Content-Type"] == ["application/x-www-form-urlencoded"])
            #expect(token.body == "scope=orders&grant_type=client_credentials")
        }
    }

    @Test func connectionThatCannotBeUsedIsAnErrorWithoutItsSecrets() async throws {
        let secret: JSONValue = [
            "client_id": "id", "client_secret": "hidden", "authorization_endpoint": "http://127.0.0.1:9/token",
        ]
        let type = "OAUTH_CLIENT_CREDENTIALS"
        try await withIntegration({ request, _ in
            Self.connection(request, type: type, secret: secret) ?? .init(200)
        }) { integration, server in
            let outcome = await outcome(of: try request(parameters(server.url)), integration)
            guard case .failed("Events.ConnectionResource.AuthorizationFailed", let cause) = outcome else {
                throw Failed(outcome: outcome)
            }
            #expect(cause?.contains("hidden") == false)
        }
        try await withIntegration({ request, _ in
            Self.connection(request, type: type, secret: secret, state: "DEAUTHORIZED") ?? .init(200)
        }) { integration, server in
            let outcome = await outcome(of: try request(parameters(server.url)), integration)
            guard case .failed("Events.ConnectionResource.InvalidConnectionState", _) = outcome else {
                throw Failed(outcome: outcome)
            }
        }
        try await withIntegration({ _, _ in .init(400, #"{"__type": "ResourceNotFoundException"}"#) }) {
            integration,
            server in
            let outcome = await outcome(of: try request(parameters(server.url)), integration)
            guard case .failed("EventBridge.ResourceNotFoundException", _) = outcome else {
                throw Failed(outcome: outcome)
            }
        }
    }
}

// MARK: - API Gateway

extension HTTPIntegrationTests {
    @Test func gatewayIsCalledAndItsAnswerRead() async throws {
        try await withIntegration({ _, _ in .init(200, #"{"id": 7}"#, headers: ["Content-Type": "application/json"]) })
        {
            integration,
            server in
            let parameters: JSONValue = [
                "ApiEndpoint": .string(server.url), "Method": "PUT", "Stage": "prod", "Path": "/orders/a b%2Fc/",
                "QueryParameters": ["q": ["1", "2"]], "Headers": ["X-Own": ["yes"]],
                "RequestBody": ["a": nil, "b": ["c": nil, "d": [["e": nil]]]],
            ]
            let request = try request(parameters, of: "apigateway")
            #expect(integration.handles(request.resource))
            guard case .succeeded(let document) = await outcome(of: request, integration) else {
                Issue.record("the gateway has answered")
                return
            }
            #expect(document.value["ResponseBody"] == ["id": 7])
            let sent = try #require(server.requests.first)
            #expect(sent.target == "/prod/orders/a%20b%2Fc/?q=1&q=2")
            #expect(sent.headers["X-Own"] == ["yes"])
            #expect(sent.headers["Authorization"] == [])
            #expect(sent.body == #"{"b":{"d":[{}]}}"#)
        }
    }

    @Test(arguments: ["IAM_ROLE", "RESOURCE_POLICY"]) func gatewayGetsASignedRequest(_ authType: String) async throws {
        try await withIntegration({ _, _ in .init(403, #"{"message": "no"}"#) }) { integration, server in
            let parameters: JSONValue = [
                "ApiEndpoint": .string(server.url), "Method": "GET", "AuthType": .string(authType),
                "AllowNullValues": true, "RequestBody": ["a": nil],
            ]
            let request = try request(parameters, of: "apigateway")
            guard case .failed("ApiGateway.403", let cause) = await outcome(of: request, integration) else {
                Issue.record("the gateway refuses")
                return
            }
            #expect(cause == #"{"message": "no"}"#)
            let sent = try #require(server.requests.first)
            let signature = SignatureV4.Authorization(sent.headers["Authorization"].first ?? "")
            #expect(signature?.service == "execute-api")
            #expect(signature?.region == "eu-central-1")
            #expect(sent.body == #"{"a":null}"#)
        }
    }

    @Test(
        arguments: [
            ["Method": "GET"], ["ApiEndpoint": "x", "Method": "TRACE"],
            ["ApiEndpoint": "x", "Method": "GET", "AuthType": "COGNITO"],
            ["ApiEndpoint": "x", "Method": "GET", "Headers": ["Host": ["y"]]],
            ["ApiEndpoint": "x", "Method": "GET", "Headers": ["X-Amz-Date": ["y"]]],
        ] as [JSONValue]
    ) func whatNoGatewayTakesIsRefused(_ parameters: JSONValue) async throws {
        try await withIntegration({ _, _ in .init(200) }) { integration, server in
            let outcome = await outcome(of: try request(parameters, of: "apigateway"), integration)
            guard case .failed("States.Runtime", _) = outcome else { throw Failed(outcome: outcome) }
            #expect(server.requests.isEmpty)
        }
    }
}
