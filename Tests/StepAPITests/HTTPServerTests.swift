import StepProtocol
import Testing

@testable import StepAPI

/// The server as seen from a socket.
@Suite struct HTTPServerTests {
    private static let describe = ServerFixture.request("Stepd.DescribeService", "{}")

    /// A request whose answer carries `job` back.
    private static func tagged(_ job: String) -> String {
        ServerFixture.request("Stepd.ListExecutions", #"{"job":"\#(job)"}"#)
    }

    @Test func bothListenersAnswer() async throws {
        try await ServerFixture.with { fixture in
            for address in [fixture.unix, fixture.tcp] {
                let answer = try await fixture.send(Self.describe, to: address)
                #expect(answer.status == 200)
                #expect(answer.headers["content-type"] == "application/x-amz-json-1.0")
                #expect(answer.headers["x-amzn-requestid"]?.count == 36)
                #expect(answer.headers["date"]?.hasSuffix(" GMT") == true)
                let service = try WireReader.read(DescribeServiceResponse.self, body: Array(answer.body.utf8))
                #expect(service.version == "1.2.3")
                #expect(service.pid > 0)
            }
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        try await ServerFixture.with { fixture in
            let address = fixture.unix
            let answers = try await onThread {
                let connection = try RawConnection(to: address)
                connection.send((0..<200).map { Self.tagged("job-\($0)") }.joined())
                return try (0..<200).map { _ in try connection.readAnswer() }
            }
            for (index, answer) in answers.enumerated() {
                #expect(answer?.body.contains("stateMachine:job-\(index)'") == true)
            }
            #expect(Set(answers.map { $0?.headers["x-amzn-requestid"] }).count == 200)
        }
    }

    @Test func aRequestMayComeByteByByte() async throws {
        try await ServerFixture.with { fixture in
            let address = fixture.unix
            let answer = try await onThread {
                let connection = try RawConnection(to: address)
                for character in Self.describe { connection.send(String(character)) }
                return try connection.readAnswer()
            }
            #expect(answer?.status == 200)
        }
    }

    @Test func aChunkedBodyIsRead() async throws {
        try await ServerFixture.with { fixture in
            let answer = try await fixture.send(
                "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0; charset=utf-8\r\n"
                    + "X-Amz-Target: Stepd.ListExecutions\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "7\r\n{\"job\":\r\n5\r\n\"abc\"\r\n1\r\n}\r\n0\r\n\r\n"
            )
            #expect(answer.status == 400)
            #expect(answer.body.contains("stateMachine:abc'"))
        }
    }

    @Test func badJSONIsRefusedAndTheConnectionGoesOn() async throws {
        try await ServerFixture.with { fixture in
            let address = fixture.unix
            let answers = try await onThread {
                let connection = try RawConnection(to: address)
                connection.send(ServerFixture.request("AWSStepFunctions.StartExecution", "{\"stateMachineArn\":"))
                let first = try connection.readAnswer()
                connection.send(Self.describe)
                return [first, try connection.readAnswer()]
            }
            #expect(answers[0]?.status == 400)
            #expect(answers[0]?.body.contains("#SerializationException") == true)
            #expect(answers[1]?.status == 200)
        }
    }

    @Test(arguments: [
        ("AWSStepFunctions.MakeCoffee", 400, "#UnknownOperationException"),
        ("Stepd.MakeCoffee", 400, "#UnknownOperationException"),
        ("DynamoDB_20120810.ListTables", 400, "#UnknownOperationException"),
        ("AWSStepFunctions.RedriveExecution", 400, "does not support the operation RedriveExecution"),
    ])
    func anOperationThatIsNotThereIsNamed(target: String, status: Int, text: String) async throws {
        try await ServerFixture.with { fixture in
            let answer = try await fixture.send(ServerFixture.request(target, "{}"))
            #expect(answer.status == status)
            #expect(answer.body.contains(text))
            #expect(answer.headers["x-amzn-requestid"]?.count == 36)
        }
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405),
        ("GET /other HTTP/1.1\r\nHost: localhost\r\n\r\n", 404),
        ("POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n", 405),
        ("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 200),
        (ServerFixture.request("Stepd.ListJobs", "{}", contentType: "text/plain"), 415),
        (
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: 0\r\n\r\n",
            400
        ),
        ("NONSENSE\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: localhost\r\nX: \(String(repeating: "x", count: 20_000))\r\n\r\n", 431),
        ("GET / HTTP/1.1\r\nHost: localhost\r\n\(String(repeating: "X: y\r\n", count: 200))\r\n", 431),
    ])
    func otherRequestsHaveTheirStatus(bytes: String, status: Int) async throws {
        try await ServerFixture.with { fixture in
            let answer = try await fixture.send(bytes)
            #expect(answer.status == status)
            #expect(answer.headers["x-amzn-requestid"]?.count == 36)
        }
    }

    @Test func theAnswerToHEADHasNoBody() async throws {
        try await ServerFixture.with { fixture in
            let address = fixture.unix
            let answers = try await onThread {
                let connection = try RawConnection(to: address)
                connection.send("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
                let head = try connection.readAnswer(toHead: true)
                connection.send(Self.describe)
                return [head, try connection.readAnswer()]
            }
            #expect(answers.map { $0?.status } == [200, 200])
        }
    }
}
