import Glibc
package import StepJobs

/// Fetches the values of secrets when a command starts. They are kept nowhere.
package struct SecretStore: Sendable {
    /// The folder of the daemon's credentials (systemd.exec(5), `$CREDENTIALS_DIRECTORY`).
    private let credentialsDirectory: String?
    private let environment: [String: String]
    /// Asks AWS for a secret of Secrets Manager or a parameter of Systems Manager.
    private let fetch: @Sendable (JobSecret.Source) async throws -> String

    private static let bytesMax = 64 << 10

    /// Why a secret cannot be had; its value is never part of it.
    package struct Failure: Error, CustomStringConvertible {
        package var description: String

        package init(_ description: String) { self.description = description }
    }

    package init(
        environment: [String: String],
        fetch: @escaping @Sendable (JobSecret.Source) async throws -> String
    ) {
        credentialsDirectory = environment["CREDENTIALS_DIRECTORY"]
        self.environment = environment
        self.fetch = fetch
    }

    /// The value of a secret. A file's last line feed is no part of it.
    package func value(of source: JobSecret.Source) async throws -> String {
        switch source {
        case .credential(let name):
            guard let directory = credentialsDirectory else {
                throw Failure(
                    "stepd has no credentials: give it `\(name)` by LoadCredential= in stepd.service, "
                        + "or start it with CREDENTIALS_DIRECTORY"
                )
            }
            return try Self.content(of: "\(directory)/\(name)")
        case .file(let path): return try Self.content(of: path)
        case .environment(let name):
            guard let value = environment[name] else {
                throw Failure("the variable `\(name)` is not in stepd's environment")
            }
            return value
        case .secretsManager, .parameterStore: return try await fetch(source)
        }
    }

    /// Whether the daemon itself was given the credential.
    func hasCredential(_ name: String) -> Bool {
        credentialsDirectory.map { access("\($0)/\(name)", F_OK) == 0 } ?? false
    }

    private static func content(of path: String) throws -> String {
        do {
            let bytes = try RegularFile.bytes(at: path, bytesMax: bytesMax)
            guard !bytes.contains(0) else { throw Failure("\(path) holds a NUL byte") }
            var text = String(decoding: bytes, as: UTF8.self)
            if text.hasSuffix("\n") { text.removeLast() }
            return text
        } catch {
            throw Failure("\(error)")
        }
    }
}
