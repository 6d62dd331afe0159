import Glibc
import Logging
import StepEngine
import StepMachine
import StepProtocol
import StepTime

@testable import StepAPI

/// A real engine and a real server on a temporary folder.
struct ServerFixture: Sendable {
    let folder: String
    let engine: Engine
    let server: APIServer

    var unix: ListenAddress { server.addresses[0] }
    var tcp: ListenAddress { server.addresses[1] }

    /// Runs `body` on a fresh server, and takes everything away afterwards.
    static func with(
        limits: APILimits = APILimits(),
        _ body: (ServerFixture) async throws -> Void
    ) async throws {
        let folder = try temporaryFolder()
        defer { remove(folder) }
        let engine = Engine(
            configuration: EngineConfiguration(storePath: folder + "/stepd.sqlite"),
            drivers: [],
            observer: NoObserver()
        )
        try engine.start()
        let configuration = APIConfiguration(
            addresses: [.unix(path: folder + "/api.sock"), .tcp(host: "127.0.0.1", port: 0)],
            allowsUnauthenticatedLoopback: true,
            limits: limits,
            version: "1.2.3"
        )
        let server: APIServer
        do {
            server = try await APIServer.start(engine: engine, configuration: configuration, logger: quietLogger)
        } catch {
            await stop(engine)
            throw error
        }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(ServerFixture(folder: folder, engine: engine, server: server)))
        } catch {
            result = .failure(error)
        }
        await server.shutDown(graceMilliseconds: 1_000)
        await stop(engine)
        try result.get()
    }

    /// Writes nothing.
    static let quietLogger = Logger(label: "stepd.api") { _ in SwiftLogNoOpLogHandler() }

    static func temporaryFolder() throws -> String {
        var template = Array("/tmp/stepd-api-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SocketFailure(description: "mkdtemp failed") }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Removes a folder of files.
    static func remove(_ folder: String) {
        guard let directory = opendir(folder) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            unlink(folder + "/" + name)
        }
        closedir(directory)
        rmdir(folder)
    }

    private static func stop(_ engine: Engine) async {
        // Stopping waits for threads: not on the cooperative pool.
        _ = try? await onThread { engine.stop(drainSeconds: 1) }
    }

    // MARK: - Requests

    /// The bytes of a POST.
    static func request(
        _ target: String,
        _ body: String,
        headers: String = "",
        contentType: String = "application/x-amz-json-1.0"
    ) -> String {
        "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: \(contentType)\r\nX-Amz-Target: \(target)\r\n"
            + "Content-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
    }

    /// One request on a connection of its own.
    func send(_ bytes: String, to address: ListenAddress? = nil) async throws -> RawAnswer {
        let address = address ?? unix
        return try await onThread {
            let connection = try RawConnection(to: address)
            connection.send(bytes)
            guard let answer = try connection.readAnswer() else {
                throw SocketFailure(description: "the connection ended without an answer")
            }
            return answer
        }
    }

    /// Carries out an operation as a client does.
    func call<Response: WireShape>(
        _ target: String,
        _ request: some WireShape,
        _ type: Response.Type
    ) async throws -> Response {
        let body = String(decoding: WireWriter.bytes(of: request), as: UTF8.self)
        let answer = try await send(Self.request(target, body))
        let bytes = Array(answer.body.utf8)
        guard answer.status == 200 else { throw AWSError(httpStatus: answer.status, body: bytes) }
        return try WireReader.read(type, body: bytes)
    }
}

/// Learns nothing.
struct NoObserver: EngineObserver {
    func committed(_ step: CommittedStep) {}
    func skipped(_ slot: SkippedJobSlot) {}
    func waits(_ facts: ExecutionFacts, for reason: String) {}
    func failed(_ failure: EngineFailure, _ message: String) {}
    func recovering() {}
    func turned(_ statistics: EngineStatistics) {}
}
