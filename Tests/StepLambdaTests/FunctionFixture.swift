import Glibc
import StepAWS
import StepJSON
import StepLambda
import Synchronization
import Testing

/// A host of functions with a directory of its own, and what they logged.
final class FunctionFixture: Sendable {
    let host: FunctionHost
    let service: LambdaService
    let directory: String
    private let lines = Mutex<[FunctionLogLine]>([])

    /// A Python that has awslambdaric: packaging/test installs it.
    static let python: String? = {
        let own = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        let tools = getenv("STEPD_TEST_TOOLS").map { String(cString: $0) } ?? "\(own)/.build/venv/bin"
        return access("\(tools)/python", X_OK) == 0 ? "\(tools)/python" : nil
    }()

    private init(directory: String, workersMax: Int, idleSeconds: Int64) throws {
        self.directory = directory
        let configuration = FunctionHostConfiguration(
            directory: "\(directory)/functions",
            region: "eu-central-1",
            account: "123456789012",
            python: Self.python ?? "python3",
            environment: [
                "PATH": "/usr/local/bin:/usr/bin:/bin", "AWS_ACCESS_KEY_ID": "AKID", "OTHER": "not handed on",
            ],
            workersMax: workersMax,
            idleSeconds: idleSeconds
        )
        let sink = LogSink()
        host = try FunctionHost(configuration, epochMilliseconds: Self.now) { sink.write($0) }
        service = LambdaService(host: host, configuration: configuration)
        sink.target.withLock { $0 = self }
    }

    /// Where lines go: the host wants it before the fixture is there.
    private final class LogSink: Sendable {
        let target = Mutex<FunctionFixture?>(nil)

        func write(_ line: FunctionLogLine) { target.withLock { $0 }?.lines.withLock { $0.append(line) } }
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }

    static func with(
        workersMax: Int = 8,
        idleSeconds: Int64 = 300,
        _ body: (FunctionFixture) async throws -> Void
    ) async throws {
        var template = Array("/tmp/stepd-functions-XXXXXX".utf8CString)
        try #require(mkdtemp(&template) != nil)
        let directory = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let fixture = try FunctionFixture(directory: directory, workersMax: workersMax, idleSeconds: idleSeconds)
        do {
            try await body(fixture)
        } catch {
            Issue.record("the functions logged:\n\(fixture.log.joined(separator: "\n"))")
            await fixture.end()
            throw error
        }
        await fixture.end()
    }

    private func end() async {
        host.replace([], of: "test.yaml")
        await host.shutDown()
        rmdir("\(directory)/functions")
        rmdir(directory)
    }

    var log: [String] { lines.withLock { $0.map(\.text) } }

    func lines(of requestID: String) -> [String] {
        lines.withLock { $0.filter { $0.requestID == requestID }.map(\.text) }
    }

    /// Declares a function with this code.
    func declare(
        _ code: String,
        name: String = "f",
        handler: String = "index.handler",
        timeoutSeconds: Int = 10,
        memoryMegabytes: Int = 256,
        environment: [String: String] = [:],
        concurrencyMax: Int? = nil
    ) {
        host.replace(
            [
                LambdaFunction(
                    name: name,
                    runtime: "python3.11",
                    handler: handler,
                    code: .inline(code),
                    timeoutSeconds: timeoutSeconds,
                    memoryMegabytes: memoryMegabytes,
                    environment: environment,
                    concurrencyMax: concurrencyMax
                )
            ],
            of: "test.yaml"
        )
    }

    /// What Invoke answers.
    struct Answer: Sendable {
        var response: HTTPResponse
        var payload: JSONValue

        var functionError: String? { response.fields["X-Amz-Function-Error"] }
        var requestID: String { response.fields["x-amzn-RequestId"] ?? "" }
    }

    func invoke(
        _ event: String = "{}",
        name: String = "f",
        query: String = "",
        fields: [HTTPField] = []
    ) async -> Answer {
        let request = HTTPRequest(
            method: "POST",
            path: "/2015-03-31/functions/\(PercentEncoding.encode(name))/invocations",
            query: query,
            fields: fields,
            body: Array(event.utf8)
        )
        let response = await withCheckedContinuation { continuation in
            service.answer(request) { continuation.resume(returning: $0) }
        }
        return Answer(response: response, payload: (try? JSONParser.parse(bytes: response.body)) ?? .null)
    }
}
