import Glibc
import Subprocess

/// A program that runs beside a test until it is ended.
final class BackgroundProgram: Sendable {
    let processID: pid_t
    private let end: Task<TerminationStatus, any Error>

    private init(processID: pid_t, end: Task<TerminationStatus, any Error>) {
        self.processID = processID
        self.end = end
    }

    /// Starts a program whose output is appended to the file `log`.
    static func start(
        _ program: String,
        _ arguments: [String],
        environment: [String: String],
        log: String
    ) async throws -> BackgroundProgram {
        var environment = environment
        environment["LOG"] = log
        let custom = ProgramEnvironment.custom(environment)
        let (started, continuation) = AsyncThrowingStream.makeStream(of: pid_t.self)
        let end = Task {
            do {
                let result = try await Subprocess.run(
                    .name("sh"),
                    arguments: Arguments(["-c", "exec \"$@\" >>\"$LOG\" 2>&1", "sh", program] + arguments),
                    environment: custom,
                    input: .none,
                    output: .discarded,
                    error: .discarded
                ) { execution in
                    continuation.yield(execution.processIdentifier.value)
                }
                continuation.finish()
                return result.terminationStatus
            } catch {
                continuation.finish(throwing: error)
                throw error
            }
        }
        for try await processID in started { return BackgroundProgram(processID: processID, end: end) }
        throw TestFault("\(program) did not start")
    }

    /// Sends a signal. The process is not reaped before ``waitForEnd()``, so that the id is still its own.
    func send(_ signal: Int32) { kill(processID, signal) }

    func waitForEnd() async throws -> TerminationStatus { try await end.value }

    /// Ends it at once and waits until it is gone.
    func killAndWait() async {
        send(SIGKILL)
        _ = try? await end.value
    }
}
