import StepAWS
import StepEngine
import StepJSON
import StepLanguage
import StepMachine
import StepTasks
import Synchronization
import Testing

@Suite struct AWSIntegrationTests {
    private func withIntegration(
        environment: [String: String] = ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret"],
        answer: @escaping @Sendable (HTTPTestServer.Request, Int) -> HTTPTestServer.Answer,
        _ body: (AWSIntegration, HTTPTestServer) async throws -> Void
    ) async throws {
        try await TestModels.with { models in
            try await HTTPTestServer.with(answer: answer) { server in
                let transport = try CurlMulti()
                defer { transport.shutdown() }
                let client = models.client(of: server.url, transport, environment: environment)
                try await body(AWSIntegration(client: client, tokenSeed: "seed"), server)
            }
        }
    }

    private func request(_ action: String, _ parameters: JSONValue = [:], event: Int64 = 3) -> TaskRequest {
        TaskRequest(
            token: TaskToken(execution: 1, frame: 0, event: event),
            resource: resource("aws-sdk:rds", action),
            parameters: JSONDocument(parameters),
            timeoutSeconds: 10,
            heartbeatSeconds: nil,
            credentials: nil,
            stateName: "Create"
        )
    }

    private func resource(
        _ service: String,
        _ action: String,
        _ pattern: TaskResource.Pattern = .requestResponse
    ) -> TaskResource {
        TaskResource(
            text: "arn:aws:states:::\(service):\(action)\(pattern.rawValue)",
            kind: .integration(service: service, action: action, pattern: pattern)
        )
    }

    private func outcome(_ integration: AWSIntegration, _ request: TaskRequest) async -> TaskOutcome {
        await withCheckedContinuation { continuation in
            integration.start(request) { continuation.resume(returning: $0) }
        }
    }

    private func failure(_ outcome: TaskOutcome) -> [String?] {
        guard case .failed(let error, let cause) = outcome else { return [] }
        return [error, cause]
    }

    @Test func carriesOutCallsOfAWSAPIs() async throws {
        try await withIntegration(answer: { _, _ in .init(200) }) { integration, _ in
            #expect(integration.handles(resource("aws-sdk:rds", "createDBSnapshot")))
            #expect(integration.handles(resource("aws-sdk:rds", "createDBSnapshot", .waitForTaskToken)))
            #expect(integration.handles(resource("lambda", "invoke")))
            #expect(integration.handles(resource("sqs", "sendMessage", .waitForTaskToken)))
            #expect(!integration.handles(resource("states", "startExecution")))
            #expect(integration.handles(resource("ecs", "runTask", .sync)))
            #expect(!integration.handles(resource("sqs", "sendMessage", .sync)))
        }
    }

    @Test func handsOutTheResult() async throws {
        let body =
            "<R><CreateDBSnapshotResult><DBSnapshotStatus>creating</DBSnapshotStatus></CreateDBSnapshotResult></R>"
        try await withIntegration(answer: { _, _ in .init(200, body) }) { integration, _ in
            guard case .succeeded(let document) = await outcome(integration, request("createDBSnapshot")) else {
                Issue.record("the task failed")
                return
            }
            #expect(document.text == "{\"DbSnapshotStatus\":\"creating\"}")
        }
    }

    @Test func namesErrorsAsStepFunctionsDoes() async throws {
        let codes = ["DBSnapshotAlreadyExists", "InvalidParameterCombination"]
        try await withIntegration(
            answer: { _, count in
                let body =
                    "<ErrorResponse><Error><Code>\(codes[count])</Code><Message>No.</Message></Error>"
                    + "<RequestId>r</RequestId></ErrorResponse>"
                return .init(400, body)
            }
        ) { integration, _ in
            let cause = "No. (Service: Rds, Status Code: 400, Request ID: r)"
            let first = await outcome(integration, request("createDBSnapshot"))
            #expect(failure(first) == ["Rds.DbSnapshotAlreadyExistsException", cause])
            let second = await outcome(integration, request("createDBSnapshot", event: 4))
            #expect(failure(second) == ["Rds.RdsException", cause])
        }
    }

    @Test func namesFailuresOfItsOwn() async throws {
        try await withIntegration(
            environment: ["HOME": "/nowhere"],
            answer: { _, _ in .init(200) }
        ) { integration, _ in
            let withoutKeys = failure(await outcome(integration, request("createDBSnapshot")))
            #expect(withoutKeys.first == "Rds.SdkClientException")
            let unknown = failure(await outcome(integration, request("createDBSnapshot", ["Foo": 1])))
            #expect(unknown.first == "States.Runtime")
        }
    }

    @Test func doesNotCallWithOtherRightsThanTheStateSays() async throws {
        var environment = ["AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret"]
        // No stand-in, but AWS itself.
        environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] = "true"
        try await withIntegration(environment: environment, answer: { _, _ in .init(200) }) { integration, server in
            var request = request("createDBSnapshot")
            request.credentials = ["RoleArn": "arn:aws:iam::123456789012:role/other"]
            #expect(failure(await outcome(integration, request)).first == "States.Permissions")
            #expect(server.requests.isEmpty)
        }
    }

    @Test func refusesAResultThatIsTooLarge() async throws {
        let text = String(repeating: "x", count: 262_144)
        let body =
            "<R><CreateDBSnapshotResult><DBSnapshotStatus>\(text)</DBSnapshotStatus></CreateDBSnapshotResult></R>"
        try await withIntegration(answer: { _, _ in .init(200, body) }) { integration, _ in
            let failure = failure(await outcome(integration, request("createDBSnapshot")))
            #expect(failure.first == "States.DataLimitExceeded")
            #expect(failure.last??.contains("'Create'") == true)
        }
    }

    @Test func sendsAgainAfterACrashOnlyWhatIsSafe() async throws {
        try await withIntegration(answer: { _, _ in .init(200) }) { integration, _ in
            #expect(integration.interruption(of: request("createDBSnapshot")) == .fail)
            #expect(integration.interruption(of: request("describeDBSnapshots")) == .sendAgain)
            #expect(integration.interruption(of: request("startThing")) == .sendAgain)
            #expect(integration.interruption(of: request("noSuchThing")) == .fail)
        }
    }

    @Test func givesAnAttemptTheSameTokenAgainAndARetryAnother() async throws {
        try await withIntegration(answer: { _, _ in .init(200, "<R/>") }) { integration, server in
            for event: Int64 in [3, 3, 9] { _ = await outcome(integration, request("startThing", event: event)) }
            let tokens = server.requests.map { $0.body.split(separator: "ClientToken=").last ?? "" }
            #expect(tokens[0] == tokens[1])
            #expect(tokens[0] != tokens[2])
            #expect(tokens[0].split(separator: "-").map(\.count) == [8, 4, 4, 4, 12])
        }
    }

    @Test func doesNotAnswerWhatWasCancelled() async throws {
        let answeredCount = Atomic(0)
        try await withIntegration(answer: { _, _ in .init(200, "<R/>", delayMilliseconds: 120_000) }) {
            integration,
            server in
            let request = request("describeDBSnapshots")
            integration.start(request) { _ in answeredCount.add(1, ordering: .relaxed) }
            while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            integration.cancel(request.token)
            integration.cancel(request.token)
        }
        // At its end the transport has answered what was not cancelled.
        #expect(answeredCount.load(ordering: .relaxed) == 0)
    }
}
