package import StepYAML

/// A secret that commands of a job get as an environment variable: its name and where it is kept, never its value.
package struct JobSecret: Sendable {
    /// Where the value is fetched from when a command starts.
    package enum Source: Sendable, Hashable {
        /// A credential of the unit (systemd.exec(5), "Credentials").
        case credential(String)
        /// A file that only root or the daemon can read.
        case file(String)
        /// A variable of the daemon's own environment.
        case environment(String)
        case secretsManager(String)
        case parameterStore(String)

        /// Reads `cred:pg`, `file:/etc/x`, `env:X`, `aws:secretsmanager/x` or `aws:ssm/x`; nil for anything else.
        package init?(_ text: String) {
            func rest(_ prefix: String) -> String? {
                guard text.hasPrefix(prefix), text.count > prefix.count else { return nil }
                return String(text.dropFirst(prefix.count))
            }
            if let name = rest("cred:"), !name.contains("/") {
                self = .credential(name)
            } else if let path = rest("file:"), path.hasPrefix("/") {
                self = .file(path)
            } else if let name = rest("env:"), StepDecoder.isIdentifier(name) {
                self = .environment(name)
            } else if let name = rest("aws:secretsmanager/") {
                self = .secretsManager(name)
            } else if let name = rest("aws:ssm/") {
                self = .parameterStore(name)
            } else {
                return nil
            }
        }
    }

    package var name: String
    package var source: Source
    package var range: SourceRange
}
