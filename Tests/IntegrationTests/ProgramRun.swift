import Subprocess

/// A program that was run to its end.
struct ProgramRun: Sendable {
    /// nil when a signal ended it.
    var exitStatus: Int32?
    var output: String
    var errorOutput: String

    static let outputBytesMax = 4 << 20

    /// Runs a program and waits for its end. `environment` is all of it: nothing is inherited but `PATH`.
    static func run(
        _ program: String,
        _ arguments: [String],
        environment: [String: String] = [:]
    ) async throws -> ProgramRun {
        let result = try await Subprocess.run(
            .name("sh"),
            arguments: Arguments(["-c", "exec \"$@\"", "sh", program] + arguments),
            environment: ProgramEnvironment.custom(environment),
            output: .string(limit: outputBytesMax),
            error: .string(limit: outputBytesMax)
        )
        return ProgramRun(
            exitStatus: result.terminationStatus.exitStatus,
            output: result.standardOutput,
            errorOutput: result.standardError
        )
    }
}

/// The environments of the programs that tests run.
enum ProgramEnvironment {
    static let path = Programs.environment("PATH") ?? "/usr/bin:/bin"

    static func custom(_ variables: [String: String]) -> Environment {
        var all: [Environment.Key: String] = ["PATH": path, "LC_ALL": "C.UTF-8"]
        for (name, value) in variables {
            guard let key = Environment.Key(rawValue: name) else { continue }
            all[key] = value
        }
        return .custom(all)
    }
}

extension TerminationStatus {
    /// nil when a signal ended the program.
    var exitStatus: Int32? {
        guard case .exited(let code) = self else { return nil }
        return code
    }
}
