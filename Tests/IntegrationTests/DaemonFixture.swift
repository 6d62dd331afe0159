import Glibc
import StepJSON
import Synchronization
import Testing

/// A real `stepd` with directories of its own, started, killed and started again as a test likes.
final class DaemonFixture: Sendable {
    let scratch: ScratchDirectory
    let client: StepAPIClient
    private let environment: [String: String]
    private let arguments: [String]
    private let process = Mutex<BackgroundProgram?>(nil)

    static let readySeconds = 20.0

    private init(scratch: ScratchDirectory, environment: [String: String], arguments: [String]) {
        self.scratch = scratch
        client = StepAPIClient(socket: scratch.path("api.sock"))
        self.environment = environment
        self.arguments = arguments
    }

    /// Runs `body` with a daemon that is ready. What was made last is undone first: the daemon, then its directories.
    ///
    /// `jobs` are job files by name. AWS is at `endpointPort` of the loopback address; by default nothing is there.
    /// `notifySocket` is where systemd would listen.
    static func with(
        jobs: [String: String],
        endpointPort: Int = 9,
        keyID: String = "AKIAIOSFODNN7EXAMPLE",
        secret: String = "example",
        arguments: [String] = [],
        notifySocket: String? = nil,
        _ body: (DaemonFixture) async throws -> Void
    ) async throws {
        try await ScratchDirectory.with { scratch in
            try scratch.makeDirectory("jobs.d")
            try scratch.makeDirectory("state")
            for (name, text) in jobs { try scratch.write(text, to: "jobs.d/\(name)") }
            var environment = [
                "HOME": scratch.path, "AWS_ENDPOINT_URL": "http://127.0.0.1:\(endpointPort)", "AWS_REGION": "us-east-1",
                "AWS_ACCESS_KEY_ID": keyID, "AWS_SECRET_ACCESS_KEY": secret,
                "STEPD_BOTOCORE_DATA": Programs.models ?? "",
            ]
            environment["NOTIFY_SOCKET"] = notifySocket
            let fixture = DaemonFixture(scratch: scratch, environment: environment, arguments: arguments)
            try await DaemonSlots.withSlot { try await fixture.run(body) }
        }
    }

    private func run(_ body: (DaemonFixture) async throws -> Void) async throws {
        do {
            try await start()
            try await body(self)
        } catch {
            await kill()
            Issue.record("the daemon's log ends with:\n\(logEnd)")
            throw error
        }
        await kill()
    }

    /// The daemon's log, of all its lives.
    var log: String { scratch.text(of: "stepd.log") }

    var logEnd: String { log.split(separator: "\n").suffix(30).joined(separator: "\n") }

    var databasePath: String { scratch.path("state/stepd.sqlite") }

    /// Starts the daemon and waits until its API answers.
    func start() async throws {
        let started = try await BackgroundProgram.start(
            Programs.stepd,
            [
                "--jobs", scratch.path("jobs.d"), "--state", scratch.path("state"), "--listen",
                "unix:\(client.socket)", "--log-level", "debug",
            ] + arguments,
            environment: environment,
            log: scratch.path("stepd.log")
        )
        process.withLock { $0 = started }
        let isReady = try await eventually(seconds: Self.readySeconds) {
            if await client.isHealthy() { return true }
            // Gone already: there is nothing to wait for.
            guard Glibc.kill(started.processID, 0) == 0 else { throw TestFault("stepd ended at once") }
            return false
        }
        guard isReady else { throw TestFault("stepd does not answer after \(Self.readySeconds) s") }
    }

    /// Nil while no daemon runs.
    var processID: pid_t? { process.withLock { $0?.processID } }

    /// `kill -9`, from any thread, without waiting.
    func crash() { process.withLock { $0?.send(SIGKILL) } }

    /// `kill -9`, and waits until the process is gone.
    func kill() async {
        let running = process.withLock { process in
            defer { process = nil }
            return process
        }
        await running?.killAndWait()
    }

    /// `kill -9`, some time without a daemon, and a new one.
    func restart(downSeconds: Double = 0) async throws {
        await kill()
        try await Task.sleep(for: .seconds(downSeconds))
        try await start()
    }

    /// SIGTERM; returns the exit status.
    func terminate() async throws -> Int32? {
        let running = process.withLock { process in
            defer { process = nil }
            return process
        }
        guard let running else { throw TestFault("stepd is not running") }
        running.send(SIGTERM)
        return try await running.waitForEnd().exitStatus
    }

    /// Runs `stepctl` against this daemon.
    func stepctl(_ arguments: String...) async throws -> ProgramRun {
        try await ProgramRun.run(Programs.stepctl, arguments + ["--socket", client.socket], environment: environment)
    }

    /// Waits until a job file that was just written is taken.
    func expectJob(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
        let isTaken = try await eventually(seconds: 10) { try await stepctl("next", name).exitStatus == 0 }
        #expect(isTaken, "\(name) is not taken", sourceLocation: sourceLocation)
    }

    /// What SQLite's own check says of the database of a daemon that is dead: `ok`.
    func databaseCheck() async throws -> String { try await query("PRAGMA integrity_check") }

    /// What SQLite's own program answers, as text.
    func query(_ statement: String) async throws -> String {
        let run = try await ProgramRun.run(Programs.sqlite, [databasePath, statement])
        return (run.output + run.errorOutput).trimmed
    }
}

extension String {
    /// Without white space around it.
    var trimmed: String {
        let start = firstIndex { !$0.isWhitespace } ?? endIndex
        let end = lastIndex { !$0.isWhitespace }.map(index(after:)) ?? start
        return String(self[start..<end])
    }
}
