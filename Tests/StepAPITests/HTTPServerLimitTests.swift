import Glibc
import StepProtocol
import Testing

@testable import StepAPI

/// What protects the server from its clients.
@Suite struct HTTPServerLimitTests {
    private static let describe = ServerFixture.request("Stepd.DescribeService", "{}")

    @Test func aBodyThatIsTooLargeIsRefusedThoughItIsSent() async throws {
        try await ServerFixture.with { fixture in
            let body = String(repeating: "x", count: 3 << 20)
            let announced = ServerFixture.request("Stepd.ListJobs", body)
            let chunk = "10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n"
            let chunked =
                "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                + String(repeating: chunk, count: 40) + "0\r\n\r\n"
            for bytes in [announced, chunked] {
                for address in [fixture.unix, fixture.tcp] {
                    let (answer, isAtEnd) = try await onThread {
                        let connection = try RawConnection(to: address)
                        connection.send(bytes)
                        let answer = try connection.readAnswer()
                        return (answer, try connection.isAtEnd())
                    }
                    #expect(answer?.status == 413)
                    #expect(answer?.body.contains("HTTP content length exceeded 1049600 bytes.") == true)
                    #expect(answer?.headers["connection"] == "close")
                    #expect(isAtEnd)
                }
            }
        }
    }

    @Test func theLargestBodyIsTaken() async throws {
        try await ServerFixture.with { fixture in
            let body = "{" + String(repeating: " ", count: 1_049_598) + "}"
            let answer = try await fixture.send(ServerFixture.request("Stepd.ListJobs", body))
            #expect(answer.status == 200)
        }
    }

    @Test func aClientThatAsksFirstIsToldToGoOn() async throws {
        try await ServerFixture.with { fixture in
            let address = fixture.unix
            let statuses = try await onThread {
                let connection = try RawConnection(to: address)
                connection.send(
                    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.0\r\n"
                        + "X-Amz-Target: Stepd.ListJobs\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
                )
                let proceed = try connection.readAnswer()
                connection.send("{}")
                return [proceed?.status, try connection.readAnswer()?.status]
            }
            #expect(statuses == [100, 200])
        }
    }

    @Test func aSlowBodyEndsInATimeout() async throws {
        try await ServerFixture.with(limits: APILimits(readMilliseconds: 300)) { fixture in
            let address = fixture.unix
            let (answer, isAtEnd) = try await onThread {
                let connection = try RawConnection(to: address)
                connection.send(String(Self.describe.dropLast(1)))
                let answer = try connection.readAnswer()
                return (answer, try connection.isAtEnd())
            }
            #expect(answer?.status == 408)
            #expect(isAtEnd)
        }
    }

    @Test func aSlowHeadEndsTheConnectionThoughBytesKeepComing() async throws {
        try await ServerFixture.with(limits: APILimits(idleMilliseconds: 400)) { fixture in
            let address = fixture.unix
            let clock = ContinuousClock()
            let start = clock.now
            try await onThread {
                let connection = try RawConnection(to: address)
                connection.send("POST / HTTP/1.1\r\n")
                while connection.send("X") && clock.now - start < .seconds(8) { usleep(50_000) }
            }
            #expect(clock.now - start < .seconds(5))
        }
    }

    @Test func anIdleConnectionIsClosedAndABusyOneIsNot() async throws {
        try await ServerFixture.with(limits: APILimits(idleMilliseconds: 600)) { fixture in
            let address = fixture.unix
            let (answers, isAtEnd) = try await onThread {
                let connection = try RawConnection(to: address)
                var answers = 0
                for _ in 0..<8 {
                    connection.send(Self.describe)
                    if try connection.readAnswer()?.status == 200 { answers += 1 }
                    usleep(150_000)
                }
                return (answers, try connection.isAtEnd())
            }
            #expect(answers == 8)
            #expect(isAtEnd)
        }
    }

    @Test func aConnectionTooManyIsToldSo() async throws {
        try await ServerFixture.with(limits: APILimits(connectionsMax: 2)) { fixture in
            let address = fixture.unix
            let (statuses, later) = try await onThread {
                var connections = try (0..<2).map { _ in try RawConnection(to: address) }
                var statuses: [Int?] = []
                for connection in connections {
                    connection.send(Self.describe)
                    statuses.append(try connection.readAnswer()?.status)
                }
                statuses.append(try RawConnection(to: address).readAnswer()?.status)
                connections = []
                var later: Int?
                for _ in 0..<100 where later != 200 {
                    usleep(20_000)
                    let connection = try RawConnection(to: address)
                    connection.send(Self.describe)
                    later = try connection.readAnswer()?.status
                }
                return (statuses, later)
            }
            #expect(statuses == [200, 200, 503])
            #expect(later == 200)
        }
    }

    @Test func largeBodiesOfAllConnectionsTogetherAreBounded() async throws {
        try await ServerFixture.with(limits: APILimits(bodyBytesInFlightMax: 100_000)) { fixture in
            let body = "{" + String(repeating: " ", count: 150_000) + "}"
            let large = try await fixture.send(ServerFixture.request("Stepd.ListJobs", body))
            #expect(large.status == 503)
            let small = try await fixture.send(ServerFixture.request("Stepd.ListJobs", "{}"))
            #expect(small.status == 200)
        }
    }

    @Test(arguments: [
        "POST / HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\n",
        "POST / HTTP/1.1\r\nHost: evil.example\r\n",
        "POST / HTTP/1.1\r\n",
    ])
    func webPagesAreKeptOffTCPOnly(head: String) async throws {
        try await ServerFixture.with { fixture in
            let bytes =
                head + "Content-Type: application/x-amz-json-1.0\r\nX-Amz-Target: Stepd.ListJobs\r\n"
                + "Content-Length: 2\r\n\r\n{}"
            let answer = try await fixture.send(bytes, to: fixture.tcp)
            #expect(answer.status == 403)
            #expect(answer.headers["connection"] == "close")
            let trusted = try await fixture.send(bytes, to: fixture.unix)
            #expect(trusted.status == 200)
        }
    }

    @Test func aSignedRequestIsTakenWithoutAuthentication() async throws {
        try await ServerFixture.with { fixture in
            let signed = ServerFixture.request(
                "Stepd.ListJobs",
                "{}",
                headers: "Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/states/aws4_request\r\n"
            )
            let answer = try await fixture.send(signed, to: fixture.tcp)
            #expect(answer.status == 200)
        }
    }

    @Test func aClientThatClosesItsSideIsStillAnswered() async throws {
        try await ServerFixture.with { fixture in
            let address = fixture.unix
            let (statuses, isAtEnd) = try await onThread {
                let connection = try RawConnection(to: address)
                connection.send(Self.describe + Self.describe)
                connection.endSending()
                let statuses = [try connection.readAnswer()?.status, try connection.readAnswer()?.status]
                return (statuses, try connection.isAtEnd())
            }
            #expect(statuses == [200, 200])
            #expect(isAtEnd)
        }
    }

    @Test func oldAndLastRequestsEndTheConnection() async throws {
        try await ServerFixture.with { fixture in
            let address = fixture.unix
            let heads = [
                "GET /healthz HTTP/1.0\r\n\r\n", "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            ]
            for head in heads {
                let (status, isAtEnd) = try await onThread {
                    let connection = try RawConnection(to: address)
                    connection.send(head)
                    return (try connection.readAnswer()?.status, try connection.isAtEnd())
                }
                #expect(status == 200)
                #expect(isAtEnd)
            }
        }
    }
}
