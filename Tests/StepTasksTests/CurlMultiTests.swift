import NIOHTTP1
import StepAWS
import StepTasks
import Synchronization
import Testing

@Suite struct CurlMultiTests {
    private func withMulti(
        limits: CurlMulti.Limits = CurlMulti.Limits(),
        answer: @escaping @Sendable (HTTPTestServer.Request, Int) -> HTTPTestServer.Answer,
        _ body: (CurlMulti, HTTPTestServer) async throws -> Void
    ) async throws {
        try await HTTPTestServer.with(answer: answer) { server in
            let multi = try CurlMulti(limits: limits)
            defer { multi.shutdown() }
            try await body(multi, server)
        }
    }

    private func send(
        _ multi: CurlMulti,
        _ request: CurlRequest,
        afterSeconds delaySeconds: Double = 0
    ) async -> Result<HTTPResponse, CurlError> {
        await withCheckedContinuation { continuation in
            multi.send(request, afterSeconds: delaySeconds) { continuation.resume(returning: $0) }
        }
    }

    private func error(_ result: Result<HTTPResponse, CurlError>) -> CurlError? {
        guard case .failure(let error) = result else { return nil }
        return error
    }

    @Test func sendsWhatItIsGivenAndReturnsWhatComes() async throws {
        try await withMulti(answer: { _, _ in .init(201, "bödy", headers: ["X-A": " b "]) }) { multi, server in
            let request = CurlRequest(
                method: "PUT",
                url: "\(server.url)/a//b/../c%20d?x=1",
                fields: [HTTPField("X-Mine", "1"), HTTPField("X-Empty", "")],
                body: Array("né".utf8)
            )
            let response = try await send(multi, request).get()
            #expect(response.statusCode == 201)
            #expect(response.fields["x-a"] == "b")
            #expect(response.body == Array("bödy".utf8))
            let seen = try #require(server.requests.first)
            #expect(seen.method == "PUT")
            #expect(seen.target == "/a//b/../c%20d?x=1")
            #expect(seen.body == "né")
            #expect(seen.headers["X-Mine"] == ["1"])
            #expect(seen.headers["X-Empty"] == [""])
            #expect(seen.headers["Content-Type"].isEmpty)
            #expect(seen.headers["Expect"].isEmpty)
        }
    }

    @Test(arguments: ["GET", "DELETE", "HEAD", "POST"])
    func sendsMethodsWithoutABody(method: String) async throws {
        try await withMulti(answer: { _, _ in .init(200) }) { multi, server in
            let response = try await send(multi, CurlRequest(method: method, url: server.url)).get()
            #expect(response.statusCode == 200)
            #expect(server.requests.map(\.method) == [method])
        }
    }

    @Test func usesAConnectionAgain() async throws {
        try await withMulti(answer: { _, _ in .init(200) }) { multi, server in
            for _ in 0..<5 { _ = try await send(multi, CurlRequest(method: "GET", url: server.url)).get() }
            #expect(server.requests.count == 5)
            #expect(server.connectionCount == 1)
        }
    }

    @Test func keepsToItsConnectionsPerHost() async throws {
        var limits = CurlMulti.Limits()
        limits.connectionsPerHostMax = 2
        try await withMulti(limits: limits, answer: { _, _ in .init(200, delayMilliseconds: 30) }) { multi, server in
            await withTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask { _ = await send(multi, CurlRequest(method: "GET", url: server.url)) }
                }
            }
            #expect(server.requests.count == 8)
            #expect(server.connectionCount == 2)
        }
    }

    @Test func givesUpAfterTheTotalTimeout() async throws {
        // Without the timeout the answer would come, and be no error.
        try await withMulti(answer: { _, _ in .init(200, delayMilliseconds: 10_000) }) { multi, server in
            let request = CurlRequest(method: "GET", url: server.url, totalTimeoutSeconds: 0.2)
            let error = error(await send(multi, request))
            #expect(error?.code == .timeout)
            #expect(error?.mayHaveBeenSent == true)
        }
    }

    @Test func givesUpWhenNothingArrives() async throws {
        try await withMulti(answer: { _, _ in .init(200, delayMilliseconds: 60_000) }) { multi, server in
            let request = CurlRequest(method: "GET", url: server.url, idleTimeoutSeconds: 1)
            #expect(error(await send(multi, request))?.code == .timeout)
        }
    }

    @Test func saysThatNobodyListens() async throws {
        let multi = try CurlMulti()
        defer { multi.shutdown() }
        let error = error(await send(multi, CurlRequest(method: "GET", url: "http://127.0.0.1:1/")))
        #expect(error?.code == .connection)
        #expect(error?.mayHaveBeenSent == false)
    }

    @Test func saysThatTheConnectionBroke() async throws {
        try await withMulti(answer: { _, _ in .init(200, breaksOff: true) }) { multi, server in
            let error = error(await send(multi, CurlRequest(method: "POST", url: server.url, body: [1])))
            #expect(error?.code == .broken)
            #expect(error?.mayHaveBeenSent == true)
        }
    }

    @Test func refusesAnAnswerThatIsTooLarge() async throws {
        let body = String(repeating: "x", count: 100_000)
        try await withMulti(answer: { _, _ in .init(200, body) }) { multi, server in
            let small = CurlRequest(method: "GET", url: server.url, responseBytesMax: 99_999)
            #expect(error(await send(multi, small))?.code == .responseTooLarge)
            let enough = CurlRequest(method: "GET", url: server.url, responseBytesMax: 100_000)
            let response = try await send(multi, enough).get()
            #expect(response.body.count == 100_000)
        }
    }

    @Test func sendsAfterADelay() async throws {
        try await withMulti(answer: { _, _ in .init(200) }) { multi, server in
            let clock = ContinuousClock()
            let start = clock.now
            _ = try await send(multi, CurlRequest(method: "GET", url: server.url), afterSeconds: 0.2).get()
            #expect(clock.now - start >= .milliseconds(200))
        }
    }

    @Test func cancelsWhatIsUnderWayAndWhatWaits() async throws {
        try await withMulti(answer: { _, _ in .init(200, delayMilliseconds: 120_000) }) { multi, server in
            let answeredCount = Atomic(0)
            let slow = multi.send(CurlRequest(method: "GET", url: server.url)) { _ in
                answeredCount.add(1, ordering: .relaxed)
            }
            let later = multi.send(CurlRequest(method: "GET", url: server.url), afterSeconds: 120) { _ in
                answeredCount.add(1, ordering: .relaxed)
            }
            while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            multi.cancel(slow)
            multi.cancel(later)
            // What is not cancelled is answered here.
            multi.shutdown()
            #expect(answeredCount.load(ordering: .relaxed) == 0)
            #expect(server.requests.count == 1)
        }
    }

    @Test func refusesMoreThanItMayHold() async throws {
        var limits = CurlMulti.Limits()
        limits.requestsMax = 1
        try await withMulti(
            limits: limits,
            answer: { _, count in .init(200, delayMilliseconds: count == 0 ? 120_000 : 0) }
        ) { multi, server in
            let request = CurlRequest(method: "GET", url: server.url)
            let first = multi.send(request) { _ in }
            while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            #expect(error(await send(multi, request))?.code == .tooManyRequests)
            multi.cancel(first)
            // The place is free again, soon after.
            var last = await send(multi, request)
            while error(last)?.code == .tooManyRequests { last = await send(multi, request) }
            #expect(try last.get().statusCode == 200)
        }
    }

    @Test(arguments: [
        CurlRequest(method: "GET", url: "file:///etc/hosts"),
        CurlRequest(method: "GET", url: "http://127.0.0.1:1/", fields: [HTTPField("X", "a\r\nY: b")]),
        CurlRequest(method: "GET / HTTP/1.1\r\nX: y", url: "http://127.0.0.1:1/"),
    ])
    func refusesWhatCannotBeSent(request: CurlRequest) async throws {
        let multi = try CurlMulti()
        defer { multi.shutdown() }
        #expect(error(await send(multi, request))?.code == .invalidRequest)
    }

    @Test func answersEverythingAtShutdown() async throws {
        try await HTTPTestServer.with(answer: { _, _ in .init(200, delayMilliseconds: 60_000) }) { server in
            let multi = try CurlMulti()
            async let running = send(multi, CurlRequest(method: "GET", url: server.url))
            async let waiting = send(multi, CurlRequest(method: "GET", url: server.url), afterSeconds: 60)
            while server.requests.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
            multi.shutdown()
            multi.shutdown()
            #expect(error(await running)?.code == .closed)
            #expect(error(await waiting)?.code == .closed)
            #expect(error(await send(multi, CurlRequest(method: "GET", url: server.url)))?.code == .closed)
            #expect(!multi.run {})
        }
    }
}
