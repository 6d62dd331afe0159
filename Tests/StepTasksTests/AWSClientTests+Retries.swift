import NIOHTTP1
import StepJSON
import StepTasks
import Testing

/// What the client does before it gives up: when it sends again, and when it stops doing so.
extension AWSClientTests {
    @Test func waitsAsLongAsTheServiceAsks() async throws {
        try await withClient(
            answer: { _, count in
                count == 0 ? .init(503, "busy", headers: ["Retry-After": "1"]) : .init(200, Self.answer)
            }
        ) { client, server in
            let clock = ContinuousClock()
            let start = clock.now
            let result = try await call(client, "describeDBSnapshots").get()
            #expect(result == ["DbSnapshotStatus": "available"])
            #expect(clock.now - start >= .seconds(1))
            #expect(server.requests.count == 2)
        }
    }

    /// This machine's clock is an hour late: the signature is made again with the service's time, and so are all later ones.
    @Test func correctsItsClock() async throws {
        let refusal = "<ErrorResponse><Error><Code>RequestExpired</Code></Error></ErrorResponse>"
        try await withClient(
            answer: { _, count in
                count == 0
                    ? .init(400, refusal, headers: ["Date": "Sun, 30 Aug 2015 13:36:00 GMT"]) : .init(200, Self.answer)
            }
        ) { client, server in
            _ = try await call(client, "describeDBSnapshots").get()
            _ = try await call(client, "describeDBSnapshots").get()
            let dates = server.requests.map { $0.headers["X-Amz-Date"].first }
            #expect(dates == ["20150830T123600Z", "20150830T133600Z", "20150830T133600Z"])
        }
    }

    /// Two calls are under way when the clock turns out to be late: each is signed again.
    @Test func correctsTheClockOfEveryCallUnderWay() async throws {
        let refusal = "<ErrorResponse><Error><Code>RequestExpired</Code></Error></ErrorResponse>"
        let late = "20150830T123600Z"
        try await withClient(
            answer: { request, _ in
                request.headers["X-Amz-Date"].first == late
                    ? .init(400, refusal, headers: ["Date": "Sun, 30 Aug 2015 13:36:00 GMT"], delayMilliseconds: 1000)
                    : .init(200, Self.answer)
            }
        ) { client, server in
            async let first = call(client, "describeDBSnapshots")
            async let second = call(client, "describeDBSnapshots")
            _ = try await (first.get(), second.get())
            let dates = server.requests.compactMap { $0.headers["X-Amz-Date"].first }
            #expect(dates.sorted() == [late, late, "20150830T133600Z", "20150830T133600Z"])
        }
    }

    /// 500 tokens pay for 100 retries, two for each call.
    @Test func stopsRetryingWhereEverythingFails() async throws {
        try await withClient(
            retry: RetryPolicy(baseSeconds: 0.001),
            answer: { _, _ in .init(503, "busy") }
        ) { client, server in
            for _ in 0..<50 { _ = await call(client, "describeDBSnapshots") }
            #expect(server.requests.count == 150)
            _ = await call(client, "describeDBSnapshots")
            #expect(server.requests.count == 151)
        }
    }
}
