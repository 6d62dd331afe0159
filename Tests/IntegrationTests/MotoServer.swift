import Testing

/// moto's server, which answers as AWS and, told so, checks signatures and permissions as AWS does.
struct MotoServer: Sendable {
    let port: Int
    private let environment: [String: String]

    /// An access key of a user of this server's.
    struct AccessKey: Sendable {
        var id: String
        var secret: String
    }

    static let readySeconds = 30.0

    /// Runs `body` with a server on a loopback port.
    ///
    /// After `freeActions` requests, signatures and permissions are checked; without it they never are.
    static func with(freeActions: Int?, _ body: (MotoServer) async throws -> Void) async throws {
        try await ScratchDirectory.with { scratch in
            let port = try await freePort()
            var environment = ["HOME": scratch.path]
            if let freeActions { environment["INITIAL_NO_AUTH_ACTION_COUNT"] = String(freeActions) }
            let log = scratch.path("moto.log")
            let server = try await BackgroundProgram.start(
                Programs.motoServer,
                ["-H", "127.0.0.1", "-p", String(port)],
                environment: environment,
                log: log
            )
            do {
                let isReady = try await eventually(seconds: readySeconds) {
                    (FileText.read(log) ?? "").contains("Running on")
                }
                try #require(isReady, "\(FileText.read(log) ?? "")")
                try await body(MotoServer(port: port, environment: environment))
            } catch {
                await server.killAndWait()
                throw error
            }
            await server.killAndWait()
        }
    }

    /// Calls AWS's command line against this server.
    func aws(_ arguments: [String], key: AccessKey = AccessKey(id: "test", secret: "test")) async throws -> ProgramRun {
        let variables = [
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": key.id,
            "AWS_SECRET_ACCESS_KEY": key.secret, "AWS_PAGER": "",
        ]
        let run = try await ProgramRun.run(
            Programs.aws,
            ["--endpoint-url", "http://127.0.0.1:\(port)"] + arguments,
            environment: environment.merging(variables) { $1 }
        )
        try #require(run.exitStatus == 0, "aws \(arguments.joined(separator: " ")): \(run.errorOutput)")
        return run
    }

    private static func freePort() async throws -> Int {
        let run = try await ProgramRun.run(
            "python3",
            ["-c", "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])"]
        )
        return try #require(Int(run.output.trimmed), "\(run.errorOutput)")
    }
}
