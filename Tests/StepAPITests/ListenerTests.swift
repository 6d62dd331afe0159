import Glibc
import StepEngine
import StepProtocol
import Testing

@testable import StepAPI

@Suite struct ListenerTests {
    private func start(
        _ fixture: ServerFixture,
        _ address: ListenAddress,
        noAuth: Bool = false
    ) async throws -> APIServer {
        try await APIServer.start(
            engine: fixture.engine,
            configuration: APIConfiguration(
                addresses: [address],
                allowsUnauthenticatedLoopback: noAuth,
                version: "2"
            ),
            logger: ServerFixture.quietLogger
        )
    }

    private func code(_ body: () async throws -> APIServer) async -> APIError.Code? {
        do {
            try await body().shutDown()
            return nil
        } catch {
            return (error as? APIError)?.code
        }
    }

    @Test func theSocketHasItsModeAndGoesWithTheServer() async throws {
        try await ServerFixture.with { fixture in
            let path = fixture.folder + "/other.sock"
            let server = try await start(fixture, .unix(path: path))
            var status = stat()
            #expect(lstat(path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o660)
            await server.shutDown()
            #expect(lstat(path, &status) != 0)
        }
    }

    @Test func aSocketThatAnswersIsNotTakenAway() async throws {
        try await ServerFixture.with { fixture in
            #expect(await code { try await start(fixture, fixture.unix) } == .addressInUse)
            let answer = try await fixture.send(ServerFixture.request("Stepd.ListJobs", "{}"))
            #expect(answer.status == 200)
        }
    }

    @Test func aSocketThatADeadProcessLeftIsReplaced() async throws {
        try await ServerFixture.with { fixture in
            let path = fixture.folder + "/stale.sock"
            let (_, descriptor) = try UnixSocketFile.bind(path: path)
            close(descriptor)
            #expect(await code { try await start(fixture, .unix(path: path)) } == nil)
        }
    }

    @Test func aFileThatIsNoSocketStays() async throws {
        try await ServerFixture.with { fixture in
            let path = fixture.folder + "/stepd.sqlite"
            #expect(await code { try await start(fixture, .unix(path: path)) } == .refusedAddress)
            #expect(access(path, F_OK) == 0)
        }
    }

    @Test func aFolderThatEverybodyMayWriteToIsRefused() async throws {
        try await ServerFixture.with { fixture in
            let path = fixture.folder + "/open.sock"
            chmod(fixture.folder, 0o777)
            #expect(await code { try await start(fixture, .unix(path: path)) } == .refusedAddress)
            chmod(fixture.folder, 0o1777)
            #expect(await code { try await start(fixture, .unix(path: path)) } == nil)
            #expect(await code { try await start(fixture, .unix(path: "/no/such/folder/x.sock")) } == .system)
        }
    }

    @Test func tcpNeedsNoAuthAndALoopbackAddress() async throws {
        try await ServerFixture.with { fixture in
            let loopback = ListenAddress.tcp(host: "127.0.0.1", port: 0)
            #expect(await code { try await start(fixture, loopback) } == .refusedAddress)
            #expect(await code { try await start(fixture, loopback, noAuth: true) } == nil)
            let everywhere = ListenAddress.tcp(host: "0.0.0.0", port: 0)
            #expect(await code { try await start(fixture, everywhere, noAuth: true) } == .refusedAddress)
            #expect(await code { try await start(fixture, fixture.tcp, noAuth: true) } == .addressInUse)
        }
    }

    @Test func anInheritedSocketIsListenedOn() async throws {
        try await ServerFixture.with { fixture in
            let path = fixture.folder + "/inherited.sock"
            let (_, descriptor) = try UnixSocketFile.bind(path: path)
            let server = try await start(fixture, .descriptor(descriptor))
            let answer = try await fixture.send(ServerFixture.request("Stepd.ListJobs", "{}"), to: .unix(path: path))
            #expect(answer.status == 200)
            await server.shutDown()
            // It belongs to the service manager.
            #expect(access(path, F_OK) == 0)
        }
    }

    @Test func anInheritedTCPSocketNeedsNoAuthToo() async throws {
        try await ServerFixture.with { fixture in
            let descriptor = socket(AF_INET, CInt(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            #expect(await code { try await start(fixture, .descriptor(descriptor)) } == .refusedAddress)
            #expect(await code { try await start(fixture, .descriptor(-1)) } == .system)
        }
    }

    @Test func aShutdownEndsIdleConnectionsAtOnce() async throws {
        try await ServerFixture.with { fixture in
            let address = ListenAddress.unix(path: fixture.folder + "/other.sock")
            let server = try await start(fixture, address)
            async let isAtEnd = onThread {
                let connection = try RawConnection(to: address)
                connection.send(ServerFixture.request("Stepd.ListJobs", "{}"))
                guard try connection.readAnswer()?.status == 200 else { return false }
                let marker = open(fixture.folder + "/answered", O_CREAT | O_WRONLY, 0o600)
                close(marker)
                return try connection.isAtEnd()
            }
            while access(fixture.folder + "/answered", F_OK) != 0 { try await Task.sleep(for: .milliseconds(5)) }
            let clock = ContinuousClock()
            let start = clock.now
            await server.shutDown(graceMilliseconds: 9_000)
            #expect(clock.now - start < .seconds(5))
            let wasClosed = try await isAtEnd
            #expect(wasClosed)
        }
    }

    /// A client that asks one thing after the other learns with an answer that the next one is to be asked elsewhere, and
    /// one that has just connected is answered: neither loses a request by a shutdown.
    @Test func aRequestThatComesAsTheServerStopsIsAnswered() async throws {
        try await ServerFixture.with { fixture in
            let address = ListenAddress.unix(path: fixture.folder + "/other.sock")
            let server = try await start(fixture, address)
            let request = ServerFixture.request("Stepd.ListJobs", "{}")
            let kept = try RawConnection(to: address)
            let fresh = try RawConnection(to: address)
            kept.send(request)
            let first = try kept.readAnswer()
            #expect(first?.status == 200)
            #expect(first?.headers["connection"] == nil)
            // The listener is gone when it stops accepting; the connections are still there then.
            async let end: Void = server.shutDown(graceMilliseconds: 9_000)
            while access(fixture.folder + "/other.sock", F_OK) == 0 { try await Task.sleep(for: .milliseconds(1)) }
            try await Task.sleep(for: .milliseconds(20))
            for connection in [kept, fresh] {
                connection.send(request)
                let answer = try connection.readAnswer()
                #expect(answer?.status == 200)
                #expect(answer?.headers["connection"] == "close")
            }
            await end
        }
    }
}
