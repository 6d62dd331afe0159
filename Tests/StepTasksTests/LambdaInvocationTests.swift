import NIOHTTP1
import StepAWS
import StepEngine
import StepJSON
import StepLanguage
import StepMachine
import StepTasks
import Testing

/// Lambda functions, by `lambda:invoke` and by their ARN, over a real HTTP server.
@Suite struct LambdaInvocationTests {
    private static let function = "arn:aws:lambda:eu-central-1:123456789012:function:f"

    private static let model = """
        {"metadata": {"apiVersion": "2015-03-31", "endpointPrefix": "lambda", "protocol": "rest-json",
          "serviceId": "Lambda"},
         "operations": {"Invoke": {"name": "Invoke",
          "http": {"method": "POST", "requestUri": "/2015-03-31/functions/{FunctionName}/invocations"},
          "input": {"shape": "In"}, "output": {"shape": "Out"},
          "errors": [{"shape": "ResourceNotFoundException"}]}},
         "shapes": {
          "In": {"type": "structure", "required": ["FunctionName"], "payload": "Payload", "members": {
           "FunctionName": {"shape": "S", "location": "uri", "locationName": "FunctionName"},
           "InvocationType": {"shape": "S", "location": "header", "locationName": "X-Amz-Invocation-Type"},
           "Payload": {"shape": "B"},
           "Qualifier": {"shape": "S", "location": "querystring", "locationName": "Qualifier"}}},
          "Out": {"type": "structure", "payload": "Payload", "members": {
           "StatusCode": {"shape": "I", "location": "statusCode"},
           "FunctionError": {"shape": "S", "location": "header", "locationName": "X-Amz-Function-Error"},
           "Payload": {"shape": "B"},
           "ExecutedVersion": {"shape": "S", "location": "header", "locationName": "X-Amz-Executed-Version"}}},
          "ResourceNotFoundException": {"type": "structure", "members": {},
           "error": {"httpStatusCode": 404}, "exception": true},
          "S": {"type": "string"}, "B": {"type": "blob"}, "I": {"type": "integer"}}}
        """

    private func outcome(
        _ resource: String,
        _ parameters: JSONValue,
        answer: @escaping @Sendable (HTTPTestServer.Request, Int) -> HTTPTestServer.Answer,
        check: (HTTPTestServer) -> Void = { _ in }
    ) async throws -> TaskOutcome {
        var result = TaskOutcome.failed(error: nil, cause: nil)
        try await TestModels.with { models in
            try models.addModel(Self.model, service: "lambda", version: "2015-03-31")
            try await HTTPTestServer.with(answer: answer) { server in
                let transport = try CurlMulti()
                defer { transport.shutdown() }
                let client = models.client(of: server.url, transport)
                let request = TaskRequest(
                    token: TaskToken(execution: 1, frame: 0, event: 3),
                    resource: try TaskResource(resource),
                    parameters: JSONDocument(parameters),
                    timeoutSeconds: 10,
                    heartbeatSeconds: nil,
                    credentials: nil,
                    stateName: "Call"
                )
                let integration = AWSIntegration(client: client, tokenSeed: "seed")
                #expect(integration.interruption(of: request) == .fail, "a function may have been run")
                result = await withCheckedContinuation { continuation in
                    integration.start(request) { continuation.resume(returning: $0) }
                }
                check(server)
            }
        }
        return result
    }

    @Test func functionGetsTheInputAndItsPayloadIsTheResult() async throws {
        let outcome = try await outcome(
            Self.function,
            ["a": 1],
            answer: { _, _ in .init(200, #"{"b":2}"#) },
            check: { server in
                #expect(server.requests.first?.body == #"{"a":1}"#)
                #expect(
                    server.requests.first?.target
                        == "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-central-1%3A123456789012%3Afunction%3Af"
                        + "/invocations"
                )
            }
        )
        #expect(outcome == .succeeded(JSONDocument(["b": 2])))
    }

    @Test func invokeShowsTheAnswerWithItsMetadata() async throws {
        let outcome = try await outcome(
            "arn:aws:states:::lambda:invoke",
            ["FunctionName": "f", "Payload": ["a": 1], "Qualifier": "7", "InvocationType": "RequestResponse"],
            answer: { _, _ in
                .init(200, "[1]", headers: ["X-Amz-Executed-Version": "7", "x-amzn-RequestId": "r"])
            },
            check: { server in
                #expect(server.requests.first?.target == "/2015-03-31/functions/f/invocations?Qualifier=7")
                #expect(server.requests.first?.headers.first(name: "X-Amz-Invocation-Type") == "RequestResponse")
            }
        )
        guard case .succeeded(let result) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(result.value["Payload"] == [1])
        #expect(result.value["ExecutedVersion"] == "7")
        #expect(result.value["StatusCode"] == 200)
        #expect(result.value["SdkResponseMetadata"] == ["RequestId": "r"])
        #expect(result.value["SdkHttpMetadata"]?["HttpStatusCode"] == 200)
    }

    /// Text is the payload itself, and null is as if there were none.
    @Test(arguments: [(JSONValue.string("0.0"), "0.0"), (.null, "{}"), (.object(["x": .null]), #"{"x":null}"#)])
    func payloadIsSentAsJSON(payload: JSONValue, body: String) async throws {
        _ = try await outcome(
            "arn:aws:states:::lambda:invoke",
            .object(["FunctionName": "f", "Payload": payload]),
            answer: { _, _ in .init(200, "1") },
            check: { #expect($0.requests.first?.body == body) }
        )
    }

    @Test func errorOfTheFunctionHasItsTypeAndItsWords() async throws {
        let body = #"{"errorMessage":"no","errorType":"Oops"}"#
        let outcome = try await outcome(
            "arn:aws:states:::lambda:invoke",
            ["FunctionName": "f"],
            answer: { _, _ in .init(200, body, headers: ["X-Amz-Function-Error": "Unhandled"]) }
        )
        #expect(outcome == .failed(error: "Oops", cause: body))
    }

    @Test func faultOfTheServiceIsNamedAsAWSDoes() async throws {
        let outcome = try await outcome(
            "arn:aws:states:::lambda:invoke",
            ["FunctionName": "f"],
            answer: { _, _ in
                .init(
                    404,
                    #"{"Message":"Function not found: f"}"#,
                    headers: ["x-amzn-ErrorType": "ResourceNotFoundException", "x-amzn-RequestId": "r"]
                )
            }
        )
        #expect(
            outcome
                == .failed(
                    error: "Lambda.ResourceNotFoundException",
                    cause: "Function not found: f (Service: AWSLambda; Status Code: 404; "
                        + "Error Code: ResourceNotFoundException; Request ID: r; Proxy: null)"
                )
        )
    }

    @Test func resultThatIsTooLargeIsRefused() async throws {
        let outcome = try await outcome(
            Self.function,
            [:],
            answer: { _, _ in .init(200, String(repeating: "a", count: 262_145)) }
        )
        guard case .failed(let error, let cause) = outcome else { return #expect(Bool(false), "\(outcome)") }
        #expect(error == "States.DataLimitExceeded" && cause?.contains("'\(Self.function)'") == true)
    }
}
