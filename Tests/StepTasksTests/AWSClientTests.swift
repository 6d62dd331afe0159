import NIOHTTP1
import StepAWS
import StepJSON
import StepTasks
import Synchronization
import Testing

@Suite struct AWSClientTests {
    static let keys = ["AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret"]
    static let answer = """
        <R><DescribeDBSnapshotsResult><DBSnapshotStatus>available</DBSnapshotStatus></DescribeDBSnapshotsResult></R>
        """

    func withClient(
        environment: [String: String] = AWSClientTests.keys,
        retry: RetryPolicy = RetryPolicy(baseSeconds: 0.01),
        answer: @escaping @Sendable (HTTPTestServer.Request, Int) -> HTTPTestServer.Answer,
        _ body: (AWSClient, HTTPTestServer) async throws -> Void
    ) async throws {
        try await TestModels.with { models in
            try await HTTPTestServer.with(answer: answer) { server in
                let transport = try CurlMulti()
                defer { transport.shutdown() }
                let client = models.client(of: server.url, transport, environment: environment, retry: retry)
                try await body(client, server)
            }
        }
    }

    func call(
        _ client: AWSClient,
        _ action: String,
        _ parameters: JSONValue = [:],
        timeoutSeconds: Double? = 10
    ) async -> Result<JSONValue, AWSCallError> {
        let call = AWSCall(
            service: "rds",
            action: action,
            parameters: parameters,
            timeoutSeconds: timeoutSeconds,
            idempotencyToken: "token-1"
        )
        return await withCheckedContinuation { continuation in
            client.start(call, client.nextID()) { continuation.resume(returning: $0.map(\.value)) }
        }
    }

    @Test func sendsASignedRequestAndReadsTheResult() async throws {
        try await withClient(answer: { _, _ in .init(200, Self.answer) }) { client, server in
            let result = try await call(client, "describeDBSnapshots", ["DbSnapshotIdentifier": "s"]).get()
            #expect(result == ["DbSnapshotStatus": "available"])
            let request = try #require(server.requests.first)
            #expect(request.method == "POST")
            #expect(request.body == "Action=DescribeDBSnapshots&Version=2014-10-31&DBSnapshotIdentifier=s")
            #expect(request.headers["X-Amz-Date"] == ["20150830T123600Z"])
            #expect(request.headers["Host"].first == server.url.dropFirst("http://".count).description)
            let signature = SignatureV4.Authorization(request.headers["Authorization"].first ?? "")
            #expect(signature?.accessKeyID == "AKIDEXAMPLE")
            #expect(signature?.region == "eu-central-1")
            #expect(signature?.service == "rds")
            #expect(signature?.signedHeaders == ["content-type", "host", "x-amz-date"])
        }
    }

    @Test func retriesThrottlingUntilItIsOver() async throws {
        try await withClient(
            answer: { _, count in
                let error = "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>"
                return count < 2 ? .init(400, error) : .init(200, Self.answer)
            }
        ) { client, server in
            let result = try await call(client, "describeDBSnapshots").get()
            #expect(result == ["DbSnapshotStatus": "available"])
            #expect(server.requests.count == 3)
            #expect(server.connectionCount == 1)
        }
    }

    @Test func givesUpAfterThreeAttempts() async throws {
        try await withClient(answer: { _, _ in .init(503, "busy") }) { client, server in
            guard case .failure(.fault(let fault, "RDS")) = await call(client, "createDBSnapshot") else {
                Issue.record("the call did not end with the service's fault")
                return
            }
            #expect(fault.statusCode == 503)
            #expect(server.requests.count == 3)
        }
    }

    @Test func doesNotRetryWhatTheServiceRefuses() async throws {
        let body = """
            <ErrorResponse><Error><Code>DBSnapshotAlreadyExists</Code><Message>there is one</Message></Error>
            <RequestId>r-1</RequestId></ErrorResponse>
            """
        try await withClient(answer: { _, _ in .init(400, body) }) { client, server in
            guard case .failure(.fault(let fault, "RDS")) = await call(client, "createDBSnapshot") else {
                Issue.record("the call did not end with the service's fault")
                return
            }
            #expect(fault.shapeName == "DBSnapshotAlreadyExistsFault")
            #expect(fault.requestID == "r-1")
            #expect(server.requests.count == 1)
        }
    }

    @Test(arguments: [("describeDBSnapshots", 3), ("createDBSnapshot", 1), ("startThing", 3)])
    func sendsAgainAfterABrokenConnectionOnlyWhatIsSafe(action: String, requestCount: Int) async throws {
        try await withClient(answer: { _, _ in .init(200, breaksOff: true) }) { client, server in
            guard case .failure(.client(let message, "RDS")) = await call(client, action) else {
                Issue.record("the call did not end with a client's error")
                return
            }
            #expect(message.hasPrefix("Unable to execute HTTP request: "))
            #expect(server.requests.count == requestCount)
            if action == "startThing" {
                #expect(server.requests.allSatisfy { $0.body.hasSuffix("&ClientToken=token-1") })
            }
        }
    }

    @Test func keepsToTheTasksTimeout() async throws {
        try await withClient(
            retry: RetryPolicy(attemptsMax: 10, baseSeconds: 60, delaySecondsMax: 60),
            answer: { _, _ in .init(200, Self.answer, delayMilliseconds: 10_000) }
        ) { client, server in
            let clock = ContinuousClock()
            let start = clock.now
            guard case .failure(.client) = await call(client, "describeDBSnapshots", timeoutSeconds: 0.3) else {
                Issue.record("the call did not end with a client's error")
                return
            }
            #expect(clock.now - start < .seconds(5))
            #expect(server.requests.count == 1)
        }
    }

    @Test func saysWhereItLookedForCredentials() async throws {
        try await withClient(environment: ["HOME": "/nowhere"], answer: { _, _ in .init(200) }) { client, server in
            guard case .failure(.client(let message, "RDS")) = await call(client, "describeDBSnapshots") else {
                Issue.record("the call did not end with a client's error")
                return
            }
            #expect(message.contains("AWS_ACCESS_KEY_ID"))
            #expect(message.contains("/nowhere/.aws/credentials"))
            #expect(server.requests.isEmpty)
        }
    }

    @Test(arguments: ["describeDBSnapshot", "describeDBSnapshots"])
    func sendsNothingThatTheModelDoesNotHave(action: String) async throws {
        try await withClient(answer: { _, _ in .init(200) }) { client, server in
            guard case .failure(.invalid(let message)) = await call(client, action, ["Foo": 1]) else {
                Issue.record("the call was not refused")
                return
            }
            #expect(message.contains(action == "describeDBSnapshot" ? "describeDBSnapshots" : "'Foo'"))
            #expect(server.requests.isEmpty)
        }
    }

    @Test func refusesAnAnswerThatIsNotTheModels() async throws {
        try await withClient(answer: { _, _ in .init(200, "{}") }) { client, _ in
            guard case .failure(.client(let message, _)) = await call(client, "describeDBSnapshots") else {
                Issue.record("the answer was taken")
                return
            }
            #expect(message.hasPrefix("Unable to read the answer: "))
        }
    }

    @Test func cancelsACall() async throws {
        let answeredCount = Atomic(0)
        try await withClient(answer: { _, _ in .init(200, Self.answer, delayMilliseconds: 120_000) }) {
            client,
            server in
            let id = client.nextID()
            let call = AWSCall(service: "rds", action: "describeDBSnapshots", parameters: [:], idempotencyToken: "t")
            client.start(call, id) { _ in answeredCount.add(1, ordering: .relaxed) }
            while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            client.cancel(id)
        }
        // At its end the transport has answered what was not cancelled.
        #expect(answeredCount.load(ordering: .relaxed) == 0)
    }
}
