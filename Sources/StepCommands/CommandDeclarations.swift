package import StepJobs
import Synchronization

/// Which jobs may run commands, and where the secrets of each are.
///
/// Only the daemon's job files put something in here: a state machine that was made through the API has no declaration,
/// so that whoever may use the API cannot run commands by it.
package final class CommandDeclarations: Sendable {
    /// What a job file says of its commands.
    package struct Declaration: Sendable {
        /// The path of the job file.
        package var file: String
        package var secrets: [String: JobSecret.Source]

        package init(file: String, secrets: [String: JobSecret.Source]) {
            self.file = file
            self.secrets = secrets
        }
    }

    private let declarations = Mutex<[String: Declaration]>([:])

    package init() {}

    package func set(_ declaration: Declaration?, job: String) {
        declarations.withLock { $0[job] = declaration }
    }

    /// The path of the file that a job is declared in; nil for a machine of no file.
    package func file(ofJob job: String) -> String? { of(job)?.file }

    func of(_ job: String) -> Declaration? { declarations.withLock { $0[job] } }
}
