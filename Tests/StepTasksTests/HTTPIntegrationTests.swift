import NIOHTTP1
import StepEngine
import StepJSON
import StepLanguage
import StepMachine
import StepTasks
import Testing

@Suite struct HTTPIntegrationTests {
    private func request(_ parameters: JSONValue) throws -> TaskRequest {
        TaskRequest(
            token: TaskToken(execution: 1, frame: 0, event: 3),
            resource: try TaskResource("arn:aws:states:::http:invoke"),
            parameters: JSONDocument(parameters),
            timeoutSeconds: nil,
            heartbeatSeconds: nil,
            credentials: nil,
            stateName: "Call"
        )
    }

    private func outcome(
        _ parameters: (String) -> JSONValue,
        answer: HTTPTestServer.Answer
    ) async throws -> (outcome: TaskOutcome, request: HTTPTestServer.Request?) {
        var result = TaskOutcome.failed(error: nil, cause: nil)
        var seen: HTTPTestServer.Request?
        try await HTTPTestServer.with(answer: { _, _ in answer }) { server in
            let transport = try CurlMulti()
            defer { transport.shutdown() }
            let integration = HTTPIntegration(transport: transport, region: "eu-central-1")
            let request = try request(parameters(server.url))
            #expect(integration.handles(request.resource))
            result = await withCheckedContinuation { continuation in
                integration.start(request) { continuation.resume(returning: $0) }
            }
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

    @Test func onlyMethodsThatMayBeRepeatedAre() throws {
        let transport = try CurlMulti()
        defer { transport.shutdown() }
        let integration = HTTPIntegration(transport: transport, region: "r")
        #expect(integration.interruption(of: try request(["Method": "PUT"])) == .sendAgain)
        #expect(integration.interruption(of: try request(["Method": "POST"])) == .fail)
    }

    struct Failed: Error {
        var outcome: TaskOutcome
    }
}
