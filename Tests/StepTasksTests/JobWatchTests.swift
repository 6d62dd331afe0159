import NIOHTTP1
import StepAWS
import StepEngine
import StepJSON
import StepLanguage
import StepMachine
import StepTasks
import Testing

/// `.sync` tasks against a server that speaks Glue.
@Suite struct JobWatchTests {
    private static let model = """
        {"metadata": {"apiVersion": "2017-03-31", "endpointPrefix": "glue", "protocol": "json", "jsonVersion": "1.1",
          "targetPrefix": "AWSGlue", "serviceId": "Glue"},
         "operations": {
          "StartJobRun": {"name": "StartJobRun", "http": {"method": "POST", "requestUri": "/"},
           "input": {"shape": "In"}, "output": {"shape": "Started"}},
          "GetJobRun": {"name": "GetJobRun", "http": {"method": "POST", "requestUri": "/"},
           "input": {"shape": "Get"}, "output": {"shape": "Run"}},
          "BatchStopJobRun": {"name": "BatchStopJobRun", "http": {"method": "POST", "requestUri": "/"},
           "input": {"shape": "Stop"}}},
         "shapes": {
          "In": {"type": "structure", "members": {"JobName": {"shape": "S"}}},
          "Started": {"type": "structure", "members": {"JobRunId": {"shape": "S"}}},
          "Get": {"type": "structure", "members": {"JobName": {"shape": "S"}, "RunId": {"shape": "S"}}},
          "Stop": {"type": "structure", "members": {"JobName": {"shape": "S"}, "JobRunIds": {"shape": "L"}}},
          "Run": {"type": "structure", "members": {"JobRun": {"shape": "JobRun"}}},
          "JobRun": {"type": "structure", "members": {"Id": {"shape": "S"}, "JobRunState": {"shape": "S"}}},
          "L": {"type": "list", "member": {"shape": "S"}}, "S": {"type": "string"}}}
        """

    private static let request = TaskRequest(
        token: TaskToken(execution: 1, frame: 0, event: 3),
        resource: TaskResource(
            text: "arn:aws:states:::glue:startJobRun.sync",
            kind: .integration(service: "glue", action: "startJobRun", pattern: .sync)
        ),
        parameters: JSONDocument(["JobName": "nightly"]),
        timeoutSeconds: nil,
        heartbeatSeconds: nil,
        credentials: nil,
        stateName: "Run"
    )
    private static let job = RemoteJob(request, submitted: JSONDocument(["JobRunId": "jr_1"]))

    private func withIntegration(
        _ answer: @escaping @Sendable (String, Int) -> HTTPTestServer.Answer,
        _ body: (AWSIntegration, HTTPTestServer) async throws -> Void
    ) async throws {
        try await TestModels.with { models in
            try models.addModel(Self.model, service: "glue", version: "2017-03-31")
            try await HTTPTestServer.with(answer: { request, count in
                answer(request.headers["X-Amz-Target"].first ?? "", count)
            }) { server in
                let transport = try CurlMulti()
                defer { transport.shutdown() }
                let client = models.client(of: server.url, transport)
                try await body(AWSIntegration(client: client, tokenSeed: "seed"), server)
            }
        }
    }

    private func watch(_ integration: AWSIntegration) async -> TaskOutcome {
        await withCheckedContinuation { continuation in
            integration.watch(Self.job) {
                continuation.resume(returning: $0)
            }
        }
    }

    @Test func jobIsAskedForUntilItHasSucceeded() async throws {
        try await withIntegration({ _, count in
            .init(200, #"{"JobRun": {"Id": "jr_1", "JobRunState": "\#(count < 1 ? "RUNNING" : "SUCCEEDED")"}}"#)
        }) { integration, server in
            #expect(
                await watch(integration)
                    == .succeeded(JSONDocument(["Id": "jr_1", "JobRunState": "SUCCEEDED"]))
            )
            let body = try JSONParser.parse(server.requests.first?.body ?? "")
            #expect(body == ["JobName": "nightly", "RunId": "jr_1"])
            #expect(server.requests.count == 2)
        }
    }

    @Test func jobThatFailedFailsTheTaskWithItsDescription() async throws {
        try await withIntegration({ _, _ in .init(200, #"{"JobRun": {"JobRunState": "TIMEOUT"}}"#) }) {
            integration,
            _ in
            #expect(
                await watch(integration)
                    == .failed(error: "States.TaskFailed", cause: #"{"JobRunState":"TIMEOUT"}"#)
            )
        }
    }

    @Test func jobIsNotAskedForAnyMoreOnceItIsGivenUp() async throws {
        try await withIntegration({ _, _ in .init(200, #"{"JobRun": {"JobRunState": "RUNNING"}}"#) }) {
            integration,
            server in
            integration.watch(Self.job) { _ in Issue.record("a task that was given up is answered") }
            while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            integration.cancel(Self.request.token)
            let count = server.requests.count
            try await Task.sleep(for: .milliseconds(1_500))
            #expect(server.requests.count == count)
        }
    }

    private func stop(_ integration: AWSIntegration) async -> String? {
        await withCheckedContinuation { continuation in
            integration.stop(Self.job) { continuation.resume(returning: $0) }
        }
    }

    @Test func jobIsStoppedAndTheServiceAskedAgainUntilItAnswers() async throws {
        // The client's own three attempts, and another.
        try await withIntegration({ _, count in .init(count < 3 ? 503 : 200, "{}") }) { integration, server in
            #expect(await stop(integration) == nil)
            #expect(server.requests.count == 4)
            let stop = try #require(server.requests.last)
            #expect(stop.headers["X-Amz-Target"] == ["AWSGlue.BatchStopJobRun"])
            #expect(try JSONParser.parse(stop.body) == ["JobName": "nightly", "JobRunIds": ["jr_1"]])
        }
    }

    @Test func whatTheServiceRefusesIsTold() async throws {
        let refusal = #"{"__type": "EntityNotFoundException", "message": "no such run"}"#
        try await withIntegration({ _, _ in .init(400, refusal) }) { integration, server in
            #expect(await stop(integration) == "batchStopJobRun: EntityNotFoundException: no such run")
            #expect(server.requests.count == 1)
        }
    }
}
